"""The words of what is signed, each in one form only, so that the same words always have the same hash.

Until the first answer they follow the file; frozen, they are read from the paper itself.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from rebond.core import clock
from rebond.pathways.deciding import awaited_role
from rebond.pathways.models import (
    Addendum,
    AttendanceSheet,
    Decision,
    Pathway,
    Position,
    Review,
    Step,
)
from rebond.pathways.seats import expected_seats
from rebond.pathways.states import DecisionState, StepState
from rebond.programmes.vocabulary import Effect, PartyRole

AnyPaper = Review | Addendum | AttendanceSheet


def content_of(paper: AnyPaper) -> dict[str, Any]:
    """What the paper says: as frozen, else as the file says now."""
    if paper.frozen_at:
        frozen: dict[str, Any] = json.loads(paper.content)
        return frozen
    match paper:
        case Review():
            return _minutes(paper)
        case Addendum():
            return _addendum(paper)
        case AttendanceSheet():
            return _attendance(paper)


def canonical(content: dict[str, Any]) -> str:
    """The one way to write it: keys in order, no spaces, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_of(paper: AnyPaper) -> str:
    """The hash that a signature names."""
    return paper.content_sha256 or fingerprint(canonical(content_of(paper)))


def why_words_stay(step: Step, shared_minutes: str | None) -> str:
    """Why the shared minutes of a step may not become these any more, in French; empty when they may."""
    if shared_minutes is None or shared_minutes == step.shared_minutes:
        return ""
    if not Review.objects.filter(step=step, frozen_at__isnull=False).exists():
        return ""
    return "Ce compte rendu est signé : il ne change plus. Ajoutez un avenant, que chacun signera."


def _minutes(review: Review) -> dict[str, Any]:
    step = review.step
    decision = step.decisions.exclude(state=DecisionState.REFUSED).select_related("choice__opens").first()
    return {
        "kind": "minutes",
        "number": review.reference,
        **_meeting(step),
        "agenda": review.agenda,
        "parties": _parties(step, decision),
        "minutes": step.shared_minutes,
        "decision": _decision(decision) if decision else None,
        "next": _next(decision) if decision else None,
    }


def _addendum(addendum: Addendum) -> dict[str, Any]:
    review = addendum.review
    return {
        "kind": "addendum",
        "number": review.reference,
        "position": addendum.position,
        "minutes_sha256": review.content_sha256,
        **_meeting(review.step),
        "parties": _parties(review.step, None),
        "text": addendum.text,
        "written_by": str(addendum.written_by),
        "written_on": clock.civil_date(addendum.written_at).isoformat(),
    }


def _attendance(sheet: AttendanceSheet) -> dict[str, Any]:
    """The particulars that a funder asks for (B20): title, date, start, end, who was there."""
    return {"kind": "attendance", **_meeting(sheet.step), "parties": _parties(sheet.step, None)}


def _meeting(step: Step) -> dict[str, Any]:
    pathway, (begins, ends) = step.pathway, hours_of(step)
    return {
        "programme": str(pathway.programme),
        "commissioner": str(pathway.programme.commissioner),
        "contractor": str(pathway.contractor),
        "title": step.label,
        "nature": step.get_kind_display(),
        "phase": str(step.phase),
        "date": begins[:10],
        "start": begins[11:],
        "end": ends[11:],
        "place": ", ".join(filter(None, [str(step.place or ""), step.place_detail])),
        "how": step.get_mode_display(),
        "person": str(pathway.beneficiary),
        "business": str(pathway.business),
    }


def hours_of(step: Step) -> tuple[str, str]:
    """When it began and ended, as it really was when that is known (« 2019-04-29 10:00 », in the programme's zone)."""
    begins_at = step.began_at or step.starts_at
    assert begins_at is not None
    ends_at = step.ended_at or begins_at + timedelta(minutes=step.duration_minutes)
    begins, ends = (f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" for at in (begins_at, ends_at))
    return begins, ends


def _parties(step: Step, decision: Decision | None) -> list[dict[str, str]]:
    """Who was there, in the order of roles, with what each said of the decision."""
    words = {word.role: word for word in decision.agreements.select_related("user")} if decision else {}
    seated = {party.role: party for party in step.parties.select_related("user", "organisation")}
    titulars = {seat.role: seat.user for seat in expected_seats(step)}
    told = []
    for role in PartyRole:
        party, word = seated.get(role), words.get(role)
        if party is None and word is None:
            continue
        user = (word.user if word else None) or (party.user if party else None)
        titular = titulars.get(role)
        told.append(
            {
                "role": str(role),
                "role_label": str(role.label),
                "name": str(user or (step.pathway.beneficiary if role == PartyRole.BENEFICIARY else "")),
                "organisation": str((party.organisation if party else None) or ""),
                "stands_for": str(titular) if party and party.is_substitute and titular else "",
                "position": Position(word.position).label if word else "",
                "comment": word.comment if word else "",
            }
        )
    return told


def _decision(decision: Decision) -> dict[str, str]:
    waits = decision.state == DecisionState.WAITING
    return {
        "label": decision.title,
        "reasons": decision.reasons,
        "recorded_by": str(decision.decided_by),
        "awaits": awaited_role(decision.choice) if waits else "",
    }


def _next(decision: Decision) -> dict[str, Any]:
    """What the decision leads to: the phase it opens, and its first appointments already dated."""
    choice, pathway = decision.choice, decision.pathway
    opens = str(choice.opens) if choice.effect == Effect.OPEN_PHASE and choice.opens else ""
    return {"phase": opens, "appointments": _appointments(pathway, besides=decision.step)}


def _appointments(pathway: Pathway, *, besides: Step | None) -> list[dict[str, str]]:
    planned = pathway.steps.filter(state=StepState.PLANNED, phase__ended_on__isnull=True)
    others = planned.exclude(pk=besides.pk) if besides else planned
    rows = others.select_related("place").order_by("starts_at", "pk")
    return [
        {
            "label": row.label,
            "starts": f"{row.starts_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if row.starts_at else "",
            "place": ", ".join(filter(None, [str(row.place or ""), row.place_detail])),
        }
        for row in rows[:3]
    ]

"""A colleague leaves or arrives: some files, or a whole caseload, are given to somebody else."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from rebond.pathways import actions, handover, policy
from rebond.pathways.actions import SEATS
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest

#: The seats as they stand in addresses.
SEAT_CODES = {"conseiller": "adviser", "referent": "lead_worker", "consultant": "careers_consultant"}
#: Names shown before giving; the rest is counted.
SHOWN = 30
MAX_PICKED = 200


class CandidateChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Those who may take the files, with the number they have already."""

    open_counts: dict[int, int] = {}

    def label_from_instance(self, member: Any) -> str:
        count = self.open_counts.get(member.user_id, 0)
        return f"{member.user} ({member.organisation}) — {count} dossier{'s' if count > 1 else ''} en cours"


class ReassignForm(forms.Form):
    """`seen_count` is the number of files that were shown: when it has changed, the person looks again."""

    to = CandidateChoice(label="Confier à", queryset=None, empty_label="Choisir une personne")
    seen_count = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, seat: str, from_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = handover.candidates(by, seat)
        field = self.fields["to"]
        field.queryset = members.exclude(user=from_id) if from_id else members  # type: ignore[attr-defined]
        field.open_counts = handover.open_counts(by, seat)  # type: ignore[attr-defined]


def reassign_pathways(request: StaffRequest, pk: UUID | None = None) -> HttpResponse:
    """Choose what moves (the files ticked, one file, or everything somebody holds), look at it, give it."""
    asked = request.POST if request.method == "POST" else request.GET
    seat = _seat(request.actor, asked)
    holder_id = _holder_id(asked.get("de", ""))
    pathways = _chosen(request.actor, seat, asked, holder_id, pk)
    form = ReassignForm(
        request.POST or None,
        by=request.actor, seat=seat, from_id=holder_id, initial={"seen_count": pathways.count()},
    )  # fmt: skip
    if form.is_valid() and _is_as_seen(form, pathways):
        with refusals_on(form):
            to = form.cleaned_data["to"]
            moved_count = actions.reassign_pathways(
                pathways=list(pathways), seat=seat, to=to, by=request.actor
            )
            messages.success(request, _told(moved_count, to.user))
            return redirect("show_pathway", pk) if pk else redirect("list_pathways")
    context = _page_context(request.actor, seat, form, pathways, asked, pk)
    return render(request, "staff/caseload/reassign.html", context, status=422 if form.is_bound else 200)


def _seat(by: Actor, asked: QueryDict) -> str:
    """The seat asked for, else the first that this role may move. Raises PermissionDenied when it moves none."""
    movable = policy.seats_moved_by(by)
    if not movable:
        raise PermissionDenied
    seat = SEAT_CODES.get(asked.get("fonction", ""), movable[0])
    if seat not in movable:
        raise PermissionDenied
    return seat


def _holder_id(typed: str) -> int | None:
    """The identifier of a user; None when nothing that could be one is typed."""
    return int(typed) if re.fullmatch(r"[0-9]{1,18}", typed) else None


def _chosen(
    by: Actor, seat: str, asked: QueryDict, holder_id: int | None, pk: UUID | None
) -> QuerySet[Pathway]:
    """The files to move. A file that this person may not move does not exist (404)."""
    pathways = handover.movable_by(by, seat).select_related(
        "beneficiary", "business", "contractor", "programme"
    )
    if holder_id:
        return pathways.filter(pk__in=handover.held_by(by, seat, holder_id).values("pk"))
    try:
        picked = [pk] if pk else [UUID(value) for value in asked.getlist("dossier")[:MAX_PICKED]]
    except ValueError:
        raise Http404 from None
    found = pathways.filter(pk__in=picked)
    if found.count() != len(set(picked)):
        raise Http404
    return found


def _is_as_seen(form: ReassignForm, pathways: QuerySet[Pathway]) -> bool:
    count = pathways.count()
    if count and form.cleaned_data["seen_count"] == count:
        return True
    form.add_error(None, "La file a changé entre-temps : vérifiez la liste, puis confirmez à nouveau.")
    form.data = {**form.data.dict(), "seen_count": str(count)}  # type: ignore[attr-defined]
    return False


def _told(moved_count: int, to: Any) -> str:
    if not moved_count:
        return f"{to} suivait déjà ces dossiers : rien n'a changé."
    return f"{moved_count} dossier{'s' if moved_count > 1 else ''} confié{'s' if moved_count > 1 else ''} à {to}."


def _page_context(
    by: Actor, seat: str, form: ReassignForm, pathways: QuerySet[Pathway], asked: QueryDict, pk: UUID | None
) -> dict[str, Any]:
    count = pathways.count()
    shown = list(pathways.order_by("beneficiary__sort_name", "pk")[:SHOWN])
    return {
        "form": form,
        "pathways": shown,
        "count": count,
        "left_count": count - len(shown),
        "seat_code": next(code for code, name in SEAT_CODES.items() if name == seat),
        "seat_label": SEATS[seat].label,
        "seats": [
            (code, SEATS[name].label)
            for code, name in SEAT_CODES.items()
            if name in policy.seats_moved_by(by)
        ],
        "holders": handover.holders(by, seat),
        "holder": asked.get("de", ""),
        "picked": asked.getlist("dossier"),
        "pk": pk,
    }

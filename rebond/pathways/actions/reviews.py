"""The tripartite meeting: convened, then held, with its decision and its numbered minutes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.appointments import tell_date
from rebond.pathways.actions.decisions import decide
from rebond.pathways.actions.papers import await_signatures
from rebond.pathways.actions.plan_agreements import agree_plan
from rebond.pathways.actions.reports import report_step
from rebond.pathways.deciding import Word
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Decision, MinutesCounter, Position, Review, Step
from rebond.pathways.quorum import why_no_quorum
from rebond.pathways.seats import Seat, expected_seats, substitutes_for
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.programmes.models import ChoiceSpec, Programme


@transaction.atomic
def hold_review(
    *,
    step: Step,
    choice: ChoiceSpec,
    reasons: str,
    words: Mapping[str, Word],
    shared_minutes: str,
    by: Actor,
    private_note: str = "",
    months: int | None = None,
    starts_at: datetime | None = None,
    substitutes: Mapping[str, Membership] | None = None,
    seen_revision: int | None = None,
) -> Decision:
    """Tell a tripartite review and write its decision and its numbered minutes, in one go; those there will sign.

    `substitutes` gives, by role, who sat for somebody else of the same organisation and role. Raises as `report_step`
    and `decide` do, and ActRefused when the programme's quorum is not met.
    """
    if not step.is_review:
        raise ActRefused("Seul un bilan tripartite donne lieu à cette décision.")
    report_step(
        step=step,
        outcome=StepState.HELD,
        shared_minutes=shared_minutes,
        private_note=private_note,
        starts_at=starts_at,
        seen_revision=seen_revision,
        by=by,
    )
    if reason := why_no_quorum(step, words):
        raise ActRefused(reason)
    _seat_substitutes(step, substitutes or {})
    assert step.starts_at is not None
    held_on = clock.civil_date(step.starts_at)
    about: dict[str, Any] = {
        "pathway": step.pathway,
        "choice": choice,
        "reasons": reasons,
        "words": words,
        "months": months,
    }
    decision = decide(**about, step=step, decided_on=held_on, by=by)
    _open_minutes(step, words, held_on=held_on, by=by)
    return decision


def _seat_substitutes(step: Step, substitutes: Mapping[str, Membership]) -> None:
    titulars = {seat.role: seat for seat in expected_seats(step)}
    for party in step.parties.all():
        chosen = substitutes.get(party.role)
        if chosen is None or chosen.user_id == party.user_id:
            continue
        titular = titulars[party.role]
        is_titular = titular.user is not None and titular.user.pk == chosen.user_id
        if not is_titular and not _may_replace(titular, chosen):
            raise ActRefused(
                "Le remplaçant appartient au même organisme, dans le même rôle.", field=f"{party.role}_user"
            )
        party.user, party.is_substitute = chosen.user, not is_titular
        party.save(update_fields=["user", "is_substitute"])


def _may_replace(seat: Seat, chosen: Membership) -> bool:
    return substitutes_for(seat).filter(pk=chosen.pk).exists()


def _open_minutes(step: Step, words: Mapping[str, Word], *, held_on: date, by: Actor) -> None:
    """Keep the plan agreed on, number the minutes and await the signature of each party who was there."""
    agree_plan(step, held_on, by.user)
    review, _ = Review.objects.get_or_create(step=step)
    lock(review)
    review.step = step
    review.programme, review.year = step.pathway.programme, held_on.year
    review.number = _next_number(step.pathway.programme, held_on.year)
    review.save()
    present = [
        party
        for party in step.parties.select_related("user", "organisation")
        if party.role not in words or words[party.role].position != Position.ABSENT
    ]
    await_signatures(review, present)


def _next_number(programme: Programme, year: int) -> int:
    """The next one: the counter is locked until the end of the transaction, and a rollback gives the number back."""
    MinutesCounter.objects.get_or_create(programme=programme, year=year)
    counter = MinutesCounter.objects.select_for_update().get(programme=programme, year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


@transaction.atomic
def convene_review(*, step: Step, agenda: str, by: Actor, seen_revision: int | None = None) -> Review:
    """Write to each party when, where and what about; each message stays on the file as its proof.

    Raises ActRefused when it has no date to come, or was convened for that very date already.
    """
    lock(step.pathway)
    lock_revision(step, seen_revision)
    policy.require(by, "convene_review", step)
    if not step.is_review or step.state != StepState.PLANNED:
        raise ActRefused("Planifiez d'abord le bilan : on convoque à une date.")
    assert step.starts_at is not None
    if step.starts_at <= clock.now():
        raise ActRefused("La date de ce bilan est passée : déplacez-le, ou rendez-en compte.")
    review, _ = Review.objects.get_or_create(step=step)
    lock(review)
    if review.convened_for == step.starts_at:
        raise ActRefused("Les parties sont déjà convoquées à cette date.")
    review.agenda, review.convened_by = agenda, by.user
    review.convened_at, review.convened_for = clock.now(), step.starts_at
    review.save()
    step.save(update_fields=["revision"])
    record("convene_review", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id)
    _convene_parties(step, review, by)
    return review


def _convene_parties(step: Step, review: Review, by: Actor) -> None:
    for party in step.parties.select_related("user"):
        if party.user:
            queue(
                "convene_review",
                to=party.user.email,
                title="Vous êtes convoqué à un bilan tripartite",
                beneficiary=step.pathway.beneficiary,
                file_id=step.pathway_id,
                object_id=step.pk,
                step=step,
                review=review,
                by=by,
            )
    tell_date("review_convocation", step)

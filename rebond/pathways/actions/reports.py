"""What came of an appointment: told, put right, and noted for one's own organisation."""

from datetime import datetime

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.actions.appointments import (
    Venue,
    check_date,
    end_invitations,
    lock_step,
    move_life,
    seat_parties,
    set_venue,
    try_again,
)
from rebond.pathways.contact import note_contact, recount_contact
from rebond.pathways.locking import lock
from rebond.pathways.minutes import why_words_stay
from rebond.pathways.models import PrivateNote, Step
from rebond.pathways.phases import redate_phase
from rebond.pathways.states import STEP, PathwayState, StepState
from rebond.people.actor import Actor
from rebond.programmes.models import ListItem

#: What a report may say, and the verbs that say it the first time and when it is put right.
REPORTS = {
    StepState.HELD: ("report_held", "correct_to_held"),
    StepState.NO_SHOW: ("report_no_show", "correct_to_no_show"),
    StepState.EXCUSED: ("report_excused", "correct_to_excused"),
}


def _record(verb: str, step: Step, by: Actor, **facts: object) -> None:
    record(verb, on=step, by=by, beneficiary_id=step.pathway.beneficiary_id, **facts)


@transaction.atomic
def report_step(
    *,
    step: Step,
    outcome: str,
    by: Actor,
    shared_minutes: str = "",
    private_note: str = "",
    starts_at: datetime | None = None,
    place: ListItem | None = None,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
    seen_revision: int | None = None,
) -> None:
    """Say that a step was held, or that the person was absent or excused; a missed one comes back to plan.

    `outcome` is a key of REPORTS. `starts_at` dates a step that was never planned; `began_at` and `ended_at` are the
    real times, where known (B20). Minutes are shared with every party; the note stays in one's organisation.
    Raises NotInThisState, StaleEdit, ActRefused.
    """
    lock_step(step, seen_revision)
    policy.require(by, "report_step", step)
    was_planned = step.state == StepState.PLANNED
    move_life(step, REPORTS[StepState(outcome)][0])
    when = _past(starts_at or step.starts_at)
    end_invitations(step)
    if place:
        set_venue(step, Venue(place, step.place_detail), step.duration_minutes)
    _set_real_times(step, outcome, began_at, ended_at)
    check_date(step, when)
    step.starts_at, step.shared_minutes = when, shared_minutes
    step.reported_by, step.reported_at = by.user, clock.now()
    step.save()
    if not was_planned:
        seat_parties(step)
    _record("report_step", step, by, outcome=outcome)
    if private_note:
        write_private_note(step=step, text=private_note, by=by)
    if outcome == StepState.HELD:
        note_contact(step.pathway, at=when)
    else:
        try_again(step)
    redate_phase(step.phase)


def _past(when: datetime | None) -> datetime:
    """What is told has taken place. Raises ActRefused."""
    if when is None:
        raise ActRefused("Indiquez la date du rendez-vous.", field="starts_at")
    if when > clock.now():
        raise ActRefused(
            "Ce rendez-vous n'a pas encore eu lieu : attendez sa date pour en rendre compte.",
            field="starts_at",
        )
    return when


def _set_real_times(step: Step, outcome: str, began_at: datetime | None, ended_at: datetime | None) -> None:
    """Real times are those of an appointment that was held: both are told, or neither."""
    if outcome != StepState.HELD:
        step.began_at = step.ended_at = None
        return
    if (began_at is None) != (ended_at is None):
        raise ActRefused(
            "Indiquez le début et la fin, ou aucun des deux.", field="ended_at" if began_at else "began_at"
        )
    if began_at and ended_at:
        if ended_at <= began_at:
            raise ActRefused("La fin vient après le début.", field="ended_at")
        if ended_at > clock.now():
            raise ActRefused("Cette heure n'est pas encore venue.", field="ended_at")
        step.began_at, step.ended_at = began_at, ended_at


@transaction.atomic
def correct_step_report(
    *,
    step: Step,
    outcome: str,
    reason: str,
    by: Actor,
    shared_minutes: str | None = None,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
    seen_revision: int | None = None,
) -> None:
    """Put a report right, with a reason: an absence can be contested (C20), even once the path is over.

    Without `began_at` nor `ended_at`, the real times stay. Raises NotInThisState, StaleEdit, ActRefused.
    """
    lock_step(step, seen_revision)
    policy.require(by, "correct_step_report", step)
    before = step.state
    step.state = STEP.after(step.state, REPORTS[StepState(outcome)][1])
    if outcome != StepState.HELD and step.decisions.exists():
        raise ActRefused("Une décision a été prise à ce bilan : il a donc bien eu lieu.", field="state")
    if stays := why_words_stay(step, shared_minutes):
        raise ActRefused(stays, field="shared_minutes")
    _set_real_times(step, outcome, began_at, ended_at)
    step.state_reason = reason
    if shared_minutes is not None:
        step.shared_minutes = shared_minutes
    step.reported_by, step.reported_at = by.user, clock.now()
    step.save()
    _record("correct_step_report", step, by, before=before, after=outcome)
    if outcome == StepState.HELD:
        note_contact(step.pathway, at=step.starts_at)
        _drop_next_try(step)
    elif before == StepState.HELD:
        recount_contact(step.pathway)
    if outcome != StepState.HELD and step.pathway.state == PathwayState.OPEN:
        try_again(step)
    if step.phase.ended_on is None:
        redate_phase(step.phase)


def _drop_next_try(step: Step) -> None:
    """The try that replaced a missed appointment is not needed any more, nor the invitation to it."""
    again = step.phase.steps.filter(spec=step.spec, spec__isnull=False, occurrence=step.occurrence)
    for waiting in again.filter(state=StepState.DUE):
        end_invitations(waiting)
        waiting.delete()


@transaction.atomic
def write_private_note(*, step: Step, text: str, by: Actor) -> PrivateNote:
    """Write a note that only one's own organisation reads (D11); the same words sent again change nothing."""
    lock(step.pathway)
    policy.require(by, "write_private_note", step)
    note, is_new = PrivateNote.objects.get_or_create(
        step=step, organisation=by.organisation, author=by.user, text=text
    )
    if is_new:
        _record("write_private_note", step, by)
    return note

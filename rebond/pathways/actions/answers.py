"""What the person answers about an appointment: I come, or another day. Cancelling is `cancel_step`."""

from datetime import datetime

from django.db import transaction

from rebond.agenda.models import Mode
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.actions.appointments import lock_step, move_life, set_date, tell_date, tell_staff
from rebond.pathways.booking import SlotTaken, lock_diaries, slots_to_move, staff_at
from rebond.pathways.contact import note_contact
from rebond.pathways.models import DateSource, Step
from rebond.people.actor import PersonActor

TOO_LATE = "L'heure de ce rendez-vous est passée."


def _record(verb: str, step: Step, by: PersonActor, **facts: object) -> None:
    record(verb, on=step, by=by, beneficiary_id=step.pathway.beneficiary_id, **facts)


@transaction.atomic
def confirm_step(*, step: Step, by: PersonActor) -> None:
    """The person says that they come on this date; said twice, it is kept once. Raises NotInThisState, ActRefused."""
    lock_step(step)
    policy.require(by, "confirm_step", step)
    move_life(step, "confirm_step")
    if step.starts_at is None or step.starts_at <= clock.now():
        raise ActRefused(TOO_LATE)
    if step.confirmed_at:
        return
    step.confirmed_at = clock.now()
    step.save(update_fields=["confirmed_at", "revision"])
    note_contact(step.pathway)
    _record("confirm_step", step, by)


@transaction.atomic
def reschedule_step(*, step: Step, starts_at: datetime, by: PersonActor) -> None:
    """The person takes another of the free slots. Raises SlotTaken, NotInThisState, ActRefused."""
    lock_step(step)
    policy.require(by, "reschedule_step", step)
    lock_diaries(staff_at(step))
    move_life(step, "reschedule_step")
    if step.starts_at is None or step.starts_at <= clock.now():
        raise ActRefused(TOO_LATE)
    if step.starts_at == starts_at:
        return  # sent twice
    choice = slots_to_move(step)
    if starts_at not in choice.starts:
        raise SlotTaken
    before = step.starts_at
    if step.mode == Mode.IN_PERSON and not step.place and not step.place_detail:
        step.place_detail = choice.place_at(starts_at)
    set_date(step, starts_at, DateSource.CHOSEN)
    step.confirmed_at = clock.now()
    step.save(update_fields=["confirmed_at"])
    note_contact(step.pathway)
    _record("reschedule_step", step, by, before=before.isoformat(), starts_at=starts_at.isoformat())
    tell_staff("reschedule_step", "Un rendez-vous est déplacé par la personne", step, by)
    tell_date("appointment_moved", step, is_urgent=True)

"""The person chooses when: invited, reminded, then given a date (A25). One rung at a time, each kept with its message."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from rebond.agenda.models import Mode
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.doors import open_link
from rebond.links.models import Purpose
from rebond.messaging.models import Message
from rebond.pathways import policy
from rebond.pathways.actions.appointments import (
    CHOICE_PAGE,
    Venue,
    end_invitations,
    lock_step,
    move_life,
    page_url,
    seat_consultant,
    seat_parties,
    set_date,
    set_venue,
    tell_date,
    tell_staff,
)
from rebond.pathways.attention import start_of
from rebond.pathways.booking import SlotTaken, lock_diaries, slots_of, staff_at
from rebond.pathways.contact import note_own_contact
from rebond.pathways.inviting import Rung, convening_window, reminder_due, rung_due
from rebond.pathways.locking import lock
from rebond.pathways.models import DateSource, Invitation, InvitationEnd, Step
from rebond.pathways.telling import tell_person
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Membership
from rebond.programmes.models import ListItem

OVER = "Cette invitation n'attend plus de réponse."


def _record(verb: str, step: Step, by: Anybody, **facts: object) -> None:
    record(verb, on=step, by=by, beneficiary_id=step.pathway.beneficiary_id, **facts)


@transaction.atomic
def invite_person(
    *,
    step: Step,
    duration_minutes: int,
    place: ListItem | None,
    first_day: date,
    last_day: date,
    by: Actor,
    place_detail: str = "",
    mode: str = Mode.IN_PERSON,
    video_url: str = "",
    travel_note: str = "",
    careers_consultant: Membership | None = None,
    substitutes: Mapping[str, Membership] | None = None,
    also: Collection[str] = (),
    seen_revision: int | None = None,
) -> Invitation:
    """Ask the person to choose a slot of these days, that all the staff who sit there have free.

    Raises NotInThisState, StaleEdit, ActRefused: already invited, or no slot left.
    """
    lock_step(step, seen_revision)
    policy.require(by, "invite_person", step)
    move_life(step, "invite_person")
    if step.invitations.filter(ended_at__isnull=True).exists():
        raise ActRefused("La personne est déjà invitée à choisir un créneau.")
    if not clock.today() <= first_day <= last_day:
        raise ActRefused("Ces jours sont passés, ou dans le désordre.", field="last_day")
    set_venue(step, Venue(place, place_detail, mode, video_url, travel_note), duration_minutes)
    if careers_consultant:
        seat_consultant(step.pathway, careers_consultant)
    step.save()
    seat_parties(step, substitutes=substitutes, also=also)
    invitation = Invitation(step=step, invited_by=by.user, first_day=first_day, last_day=last_day)
    _open_invitation(invitation)
    _record("invite_person", step, by, invitation_id=str(invitation.pk))
    _tell_invited("choose_slot", invitation)
    return invitation


def _open_invitation(invitation: Invitation) -> None:
    """Nobody is invited to choose among nothing. Raises ActRefused."""
    if not slots_of(invitation.step, first=invitation.first_day, last=invitation.last_day).starts:
        raise ActRefused(
            "Aucun créneau libre commun ces jours-là : élargissez-les, ouvrez des disponibilités, ou donnez une date.",
            field="last_day",
        )
    invitation.expires_at = start_of(invitation.last_day + timedelta(days=1))
    invitation.save(force_insert=True)


def _tell_invited(code: str, invitation: Invitation) -> None:
    """A letter with a link of its own: the one sent before stays good as long as the invitation."""
    step = invitation.step
    secret = open_link(
        Purpose.CHOOSE_SLOT,
        expires_at=invitation.expires_at,
        beneficiary=step.pathway.beneficiary,
        object_id=invitation.pk,
    )
    values = {"lien": page_url(CHOICE_PAGE, secret)}
    tell_person(code, pathway=step.pathway, step=step, values=values, dedupe_key=f"{code}:{invitation.pk}")


@transaction.atomic
def withdraw_invitation(*, step: Step, by: Actor, seen_revision: int | None = None) -> None:
    """Stop waiting for the person to choose: the link closes. Nothing happens when nobody is invited."""
    lock_step(step, seen_revision)
    policy.require(by, "withdraw_invitation", step)
    move_life(step, "withdraw_invitation")
    if not step.invitations.filter(ended_at__isnull=True).exists():
        raise ActRefused(OVER)
    end_invitations(step)
    step.save()
    _record("withdraw_invitation", step, by)


@transaction.atomic
def choose_slot(*, invitation: Invitation, starts_at: datetime, by: PersonActor) -> str:
    """The person takes a slot; returns the secret of the link that answers for the appointment.

    Of two people who choose one slot at once, the first has it. Raises SlotTaken, NotInThisState, ActRefused.
    """
    step = _lock_invited(invitation)
    policy.require(by, "choose_slot", step)
    if step.starts_at == starts_at and invitation.end == InvitationEnd.CHOSEN:
        return ""  # sent twice: they have it already
    move_life(step, "choose_slot")
    if invitation.ended_at or invitation.expires_at <= clock.now():
        raise ActRefused(OVER)
    choice = slots_of(step, first=invitation.first_day, last=invitation.last_day)
    if starts_at not in choice.starts:
        raise SlotTaken
    if step.mode == Mode.IN_PERSON and not step.place and not step.place_detail:
        step.place_detail = choice.place_at(starts_at)
    return _fix(invitation, starts_at, DateSource.CHOSEN, by)


def _lock_invited(invitation: Invitation) -> Step:
    """Lock the step, the invitation and the diaries; the step is that of the invitation from now on."""
    step = invitation.step
    lock_step(step)
    lock(invitation)
    invitation.step = step
    lock_diaries(staff_at(step))
    return step


def _fix(invitation: Invitation, starts_at: datetime, source: DateSource, by: Anybody) -> str:
    """The appointment has its date; the invitation is over. Returns the secret of the link that answers for it."""
    step, is_chosen = invitation.step, source == DateSource.CHOSEN
    verb = "choose_slot" if is_chosen else "convene_person"
    set_date(step, starts_at, source)
    if is_chosen:
        step.confirmed_at = clock.now()  # whoever chooses a date comes
        step.save(update_fields=["confirmed_at"])
    end_invitations(step, InvitationEnd.CHOSEN if is_chosen else InvitationEnd.CONVENED)
    lock(invitation)
    _record(verb, step, by, starts_at=starts_at.isoformat(), **({} if is_chosen else {"is_automatic": True}))
    note_own_contact(step.pathway, by=by)
    if is_chosen:
        tell_staff("choose_slot", "Un créneau est choisi", step, by)
        return tell_date("appointment_planned", step, is_urgent=True)
    tell_staff("convene_person", "Une date est donnée, faute de réponse", step, None)
    return tell_date("convocation", step)


@transaction.atomic
def remind_person(*, invitation: Invitation, by: Actor) -> bool:
    """Remind somebody who has not chosen yet, once, when the programme says so. Returns whether it was time.

    Done by the worker in the name of the adviser of the path.
    """
    step = invitation.step
    lock_step(step)
    lock(invitation)
    invitation.step = step
    policy.require(by, "remind_person", step)
    if rung_due(invitation, clock.now()) != Rung.REMIND:
        return False
    move_life(step, "remind_person")
    step.save(update_fields=["revision"])
    invitation.reminded_at = clock.now()
    invitation.save(update_fields=["reminded_at"])
    _record("remind_person", step, by, is_automatic=True)
    _tell_invited("choose_slot_reminder", invitation)
    return True


@transaction.atomic
def convene_person(*, invitation: Invitation, by: Actor) -> bool:
    """Give a date to somebody who has not chosen in time: the first slot left, a week ahead at least.

    Returns False when it is not time, or when no slot is left: the adviser then gives a date by hand, and « À faire »
    says so. Done by the worker in the name of the adviser.
    """
    step = _lock_invited(invitation)
    policy.require(by, "convene_person", step)
    if rung_due(invitation, clock.now()) != Rung.CONVENE:
        return False
    first, last = convening_window(clock.today())
    choice = slots_of(step, first=first, last=last)
    if not choice.starts:
        return False
    move_life(step, "convene_person")
    _fix(invitation, choice.starts[0], DateSource.CONVENED, by)
    return True


@transaction.atomic
def remind_step(*, step: Step, by: Actor) -> bool:
    """Remind who sits there of an appointment to come, on the days that the programme says; returns whether it was time.

    One message per date and per reminder, however many workers ask. Done in the name of the adviser.
    """
    lock_step(step)
    policy.require(by, "remind_step", step)
    if step.starts_at is None or step.dated_at is None or step.spec is None:
        return False
    days = reminder_due(
        starts_at=step.starts_at, dated_at=step.dated_at, days_before=step.spec.reminders, now=clock.now()
    )
    if days is None:
        return False
    # The date is named by when it was set: one moved away and back again is a new one.
    key = f"reminder:{step.pk}:{step.starts_at:%Y%m%dT%H%MZ}:{days}:{step.dated_at:%Y%m%dT%H%M%S}"
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    move_life(step, "remind_step")
    _record("remind_step", step, by, days=days, is_automatic=True)
    tell_date("appointment_reminder", step, dedupe_key=key)
    tell_staff("remind_step", "Un rendez-vous approche", step, None)
    return True

"""Appointments of the path: planned, moved, cancelled, skipped, added."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rebond.agenda.models import Mode
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.doors import revoke_links
from rebond.links.models import Purpose
from rebond.pathways import policy
from rebond.pathways.actions.appointments import (
    Venue,
    end_invitations,
    lock_step,
    move_life,
    seat_consultant,
    seat_parties,
    set_date,
    set_venue,
    staff_seated,
    tell_cancelled,
    tell_date,
    tell_staff,
    try_again,
)
from rebond.pathways.actions.seat_changes import tell_left
from rebond.pathways.additions import check_activity, check_next_time, next_occurrence
from rebond.pathways.answering import OWN_CANCELLING
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import DateSource, Pathway, Step
from rebond.pathways.phases import new_step, redate_phase
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Membership
from rebond.programmes.models import ListItem, StepSpec
from rebond.programmes.vocabulary import PartyRole


def _record(verb: str, step: Step, by: Anybody, **facts: object) -> None:
    record(verb, on=step, by=by, beneficiary_id=step.pathway.beneficiary_id, **facts)


@transaction.atomic
def plan_step(
    *,
    step: Step,
    starts_at: datetime,
    duration_minutes: int,
    place: ListItem | None,
    by: Actor,
    place_detail: str = "",
    mode: str = Mode.IN_PERSON,
    video_url: str = "",
    travel_note: str = "",
    careers_consultant: Membership | None = None,
    substitutes: Mapping[str, Membership] | None = None,
    also: Collection[str] = (),
    seen_revision: int | None = None,
) -> None:
    """Give a step its date, place and parties, and tell them and the person.

    A joint appointment needs a careers consultant: the one of the path, or the one given, who then joins the path.
    `substitutes` sit this time instead of who holds their role; `also` invites more roles of the path. An invitation
    to choose a slot is withdrawn. Raises NotInThisState, StaleEdit, ActRefused.
    """
    lock_step(step, seen_revision)
    policy.require(by, "plan_step", step)
    move_life(step, "plan_step")
    end_invitations(step)
    set_venue(step, Venue(place, place_detail, mode, video_url, travel_note), duration_minutes)
    set_date(step, starts_at, DateSource.GIVEN)
    if careers_consultant:
        seat_consultant(step.pathway, careers_consultant)
    seat_parties(step, substitutes=substitutes, also=also)
    _record("plan_step", step, by, starts_at=starts_at.isoformat())
    tell_staff("plan_step", "Un rendez-vous est prévu", step, by)
    tell_date("appointment_planned", step)


@transaction.atomic
def move_step(
    *,
    step: Step,
    starts_at: datetime,
    duration_minutes: int,
    place: ListItem | None,
    by: Actor,
    place_detail: str = "",
    mode: str | None = None,
    video_url: str = "",
    travel_note: str = "",
    substitutes: Mapping[str, Membership] | None = None,
    also: Collection[str] = (),
    seen_revision: int | None = None,
) -> None:
    """Change the date, the place or the parties of a planned step. Raises NotInThisState, StaleEdit, ActRefused.

    Without `substitutes` nor `also`, the same people sit there.
    """
    lock_step(step, seen_revision)
    policy.require(by, "move_step", step)
    move_life(step, "move_step")
    venue = Venue(place, place_detail, mode or step.mode, video_url, travel_note)
    set_venue(step, venue, duration_minutes)
    set_date(step, starts_at, DateSource.GIVEN)
    before = staff_seated(step)
    if substitutes is not None:
        seat_parties(step, substitutes=substitutes, also=also)
    _record("move_step", step, by, starts_at=starts_at.isoformat())
    tell_left(step, before, by)
    tell_staff("move_step", "Un rendez-vous est déplacé", step, by)
    tell_date("appointment_moved", step)


@transaction.atomic
def cancel_step(
    *,
    step: Step,
    by: Anybody,
    reason: str = "",
    initiative: str = "",
    told_at: datetime | None = None,
    seen_revision: int | None = None,
) -> None:
    """Cancel a planned step; it comes back to plan. Raises NotInThisState, StaleEdit, ActRefused.

    `initiative` is the role of who wants it cancelled, and `told_at` when they said so: by default the one who acts,
    now. The person need not say why.
    """
    lock_step(step, seen_revision)
    policy.require(by, "cancel_step", step)
    move_life(step, "cancel_step")
    is_own = isinstance(by, PersonActor)
    if is_own and step.starts_at and step.starts_at <= clock.now():
        raise ActRefused("L'heure de ce rendez-vous est passée.")
    if told_at and told_at > clock.now():
        raise ActRefused("Cette heure n'est pas encore venue.", field="told_at")
    step.cancelled_by_role = PartyRole.BENEFICIARY if is_own else initiative or _part_of(by)
    step.cancelled_at = told_at or clock.now()
    step.state_reason = reason or (OWN_CANCELLING if is_own else "")
    step.save()
    note_own_contact(step.pathway, by=by)
    _record("cancel_step", step, by, initiative=step.cancelled_by_role)
    tell_staff("cancel_step", "Un rendez-vous est annulé", step, by)
    tell_cancelled(step, is_urgent=is_own)
    try_again(step)


def _part_of(by: Anybody) -> str:
    return by.role if by.role in PartyRole.values else PartyRole.BUSINESS_ADVISER


@transaction.atomic
def skip_step(*, step: Step, reason: str, by: Actor, seen_revision: int | None = None) -> None:
    """Say that a step is not needed, and why (A5). Raises NotInThisState, StaleEdit, ActRefused.

    A date, or an invitation, that the person had been sent is cancelled.
    """
    lock_step(step, seen_revision)
    policy.require(by, "skip_step", step)
    was_dated = step.starts_at is not None
    move_life(step, "skip_step")
    end_invitations(step)
    step.state_reason = reason
    step.save()
    redate_phase(step.phase)
    _record("skip_step", step, by)
    if was_dated:
        tell_staff("cancel_step", "Un rendez-vous est annulé", step, by)
        tell_cancelled(step, is_urgent=False)


@transaction.atomic
def restore_step(*, step: Step, by: Actor) -> None:
    """Bring a skipped step back, to plan, while its phase is open. Raises NotInThisState, ActRefused."""
    lock_step(step)
    policy.require(by, "restore_step", step)
    move_life(step, "restore_step")
    if step.phase.ended_on:
        raise ActRefused("La phase de ce rendez-vous est terminée.")
    revoke_links(Purpose.ANSWER_APPOINTMENT, object_id=step.pk)
    step.state_reason, step.starts_at = "", None
    step.date_source, step.dated_at, step.confirmed_at = "", None, None
    step.save()
    _record("restore_step", step, by)


@transaction.atomic
def add_step(
    *,
    pathway: Pathway,
    by: Actor,
    kind: str = "",
    label: str = "",
    spec: StepSpec | None = None,
    step_id: UUID | None = None,
) -> Step:
    """Add an appointment to the phase under way: an activity of this `kind`, or one more time of a counted `spec`.

    Activities are those that the programme opens in the phase (A5, A7). Sent twice with the same `step_id`, it adds
    one. Raises ActRefused.
    """
    lock(pathway)
    policy.require(by, "add_step", pathway)
    phase = pathway.current_phase()
    if phase is None or pathway.state != PathwayState.OPEN:
        raise ActRefused("Aucune phase n'est en cours : on ne peut plus ajouter de rendez-vous.")
    if step_id and (already := pathway.steps.filter(pk=step_id).first()):
        return already
    if step_id and Step.objects.filter(pk=step_id).exists():
        raise ActRefused("Ce formulaire a déjà été envoyé : ouvrez-le à nouveau.")
    phase.pathway = pathway
    if spec:
        check_next_time(phase, spec)
        step = new_step(phase, spec, occurrence=next_occurrence(phase, spec))
    else:
        check_activity(phase, kind)
        step = Step(pathway=pathway, phase=phase, kind=kind, label=label)
    step.id = step_id or step.id
    step.save(force_insert=True)
    if spec:
        redate_phase(phase)
    _record("add_step", step, by, kind=step.kind)
    return step

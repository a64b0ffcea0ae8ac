"""Appointments of the path: planned, moved, told, corrected, skipped."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import next_working_day
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.additions import check_activity, check_next_time, next_occurrence
from rebond.pathways.calendar_entries import invitation
from rebond.pathways.hours import usage_of
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Party, Pathway, PrivateNote, Step
from rebond.pathways.phases import new_step, redate_phase
from rebond.pathways.seats import consultants_of, expected_seats, lacks_consultant
from rebond.pathways.states import STEP, PathwayState, StepState
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.programmes.models import ListItem, StepSpec

#: What a report may say, and the verbs that say it the first time and when it is put right.
REPORTS = {
    StepState.HELD: ("report_held", "correct_to_held"),
    StepState.NO_SHOW: ("report_no_show", "correct_to_no_show"),
    StepState.EXCUSED: ("report_excused", "correct_to_excused"),
}
#: Delay before a missed appointment is expected again, where the programme dates its steps at all.
RETRY_DAYS = 14


def _lock(step: Step, seen_revision: int | None) -> None:
    """Lock the path, then the step: an exit or a decision under way elsewhere is waited for, never crossed."""
    lock(step.pathway)
    lock_revision(step, seen_revision)


def _move(step: Step, verb: str) -> None:
    """Move the step, unless its path is closed or suspended."""
    if step.pathway.state != PathwayState.OPEN:
        raise ActRefused("Le parcours n'est pas en cours : ses rendez-vous ne changent plus.")
    step.state = STEP.after(step.state, verb)


def _record(verb: str, step: Step, by: Actor, **facts: object) -> None:
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
    careers_consultant: Membership | None = None,
    seen_revision: int | None = None,
) -> None:
    """Give a step its date, place and parties.

    A joint appointment needs a careers consultant: the one of the path, or the one given, who then joins the path.
    Raises NotInThisState, StaleEdit, ActRefused.
    """
    _lock(step, seen_revision)
    policy.require(by, "plan_step", step)
    _move(step, "plan_step")
    _set_date(step, starts_at, duration_minutes, place, place_detail)
    if careers_consultant:
        _seat_consultant(step.pathway, careers_consultant)
    _seat_parties(step)
    _record("plan_step", step, by, starts_at=starts_at.isoformat())
    _tell_parties("plan_step", "Un rendez-vous est prévu", step, by)


@transaction.atomic
def move_step(
    *,
    step: Step,
    starts_at: datetime,
    duration_minutes: int,
    place: ListItem | None,
    by: Actor,
    place_detail: str = "",
    seen_revision: int | None = None,
) -> None:
    """Change the date or the place of a planned step. Raises NotInThisState, StaleEdit, ActRefused."""
    _lock(step, seen_revision)
    policy.require(by, "move_step", step)
    _move(step, "move_step")
    _set_date(step, starts_at, duration_minutes, place, place_detail)
    _record("move_step", step, by, starts_at=starts_at.isoformat())
    _tell_parties("move_step", "Un rendez-vous est déplacé", step, by)


def _set_date(
    step: Step, starts_at: datetime, duration_minutes: int, place: ListItem | None, detail: str
) -> None:
    if clock.civil_date(starts_at) < step.phase.opened_on:
        raise ActRefused("Le rendez-vous ne peut pas précéder l'ouverture de la phase.", field="starts_at")
    if place and not step.phase.spec.places.filter(pk=place.pk).exists():
        raise ActRefused("Ce lieu n'est pas prévu pour cette phase.", field="place")
    _check_hours(step, starts_at, duration_minutes)
    step.starts_at, step.duration_minutes = starts_at, duration_minutes
    step.place, step.place_detail = place, detail
    step.save()


def _check_hours(step: Step, starts_at: datetime, duration_minutes: int) -> None:
    """An exhausted hour account stops planning until somebody named grants more; what was done is always told."""
    if step.spec is None or step.spec.hour_account is None or step.state != StepState.PLANNED:
        return
    lock(step.spec.hour_account)  # two people planning at once cannot both take the last hour
    usage = usage_of(step.spec.hour_account, pathway=step.pathway, at=starts_at, besides=step)
    if usage.left_minutes < duration_minutes:
        raise ActRefused(
            f"Le compte « {usage.account} » est épuisé ({usage.words}). Un responsable peut accorder un dépassement.",
            field="duration_minutes",
        )


def _seat_consultant(pathway: Pathway, membership: Membership) -> None:
    if not consultants_of(pathway).filter(pk=membership.pk).exists():
        raise ActRefused(
            "Cette personne n'est pas consultante en évolution professionnelle dans ce programme.",
            field="careers_consultant",
        )
    pathway.careers_consultant, pathway.careers_organisation = membership.user, membership.organisation
    pathway.save(update_fields=["careers_consultant", "careers_organisation"])


def _seat_parties(step: Step) -> None:
    seats = expected_seats(step)
    if lacks_consultant(step):
        raise ActRefused(
            "Choisissez la personne de Catalys (ou du partenaire) qui participe à ce rendez-vous.",
            field="careers_consultant",
        )
    step.parties.all().delete()
    Party.objects.bulk_create(
        Party(step=step, role=seat.role, user=seat.user, organisation=seat.organisation) for seat in seats
    )


def _tell_parties(template: str, title: str, step: Step, by: Actor) -> None:
    """Tell the staff who sit at this appointment, but the one who acts. The person is told by the adviser for now."""
    method = Method.CANCEL if step.state == StepState.CANCELLED else Method.REQUEST
    files = (invitation(step, method=method),)
    for party in step.parties.select_related("user"):
        if party.user and party.user_id != by.user_id:
            queue(
                template,
                to=party.user.email,
                title=title,
                beneficiary=step.pathway.beneficiary,
                file_id=step.pathway_id,
                object_id=step.pk,
                step=step,
                starts_at=step.starts_at,
                by=by,
                attachments=files,
            )


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
    seen_revision: int | None = None,
) -> None:
    """Say that a step was held, or that the person was absent or excused; a missed one comes back to plan.

    `outcome` is a key of REPORTS. `starts_at` dates a step that was never planned. Minutes are shared with every
    party; the note stays in one's organisation. Raises NotInThisState, StaleEdit, ActRefused.
    """
    _lock(step, seen_revision)
    policy.require(by, "report_step", step)
    was_planned = step.state == StepState.PLANNED
    _move(step, REPORTS[StepState(outcome)][0])
    when = starts_at or step.starts_at
    if when is None:
        raise ActRefused("Indiquez la date du rendez-vous.", field="starts_at")
    if when > clock.now():
        raise ActRefused(
            "Ce rendez-vous n'a pas encore eu lieu : attendez sa date pour en rendre compte.",
            field="starts_at",
        )
    step.shared_minutes = shared_minutes
    step.reported_by, step.reported_at = by.user, clock.now()
    _set_date(step, when, step.duration_minutes, place or step.place, step.place_detail)
    if not was_planned:
        _seat_parties(step)
    _record("report_step", step, by, outcome=outcome)
    if private_note:
        write_private_note(step=step, text=private_note, by=by)
    if outcome != StepState.HELD:
        _try_again(step)
    redate_phase(step.phase)


def _try_again(step: Step) -> None:
    """A missed or cancelled step of the programme comes back to plan, as a new row, while its phase runs."""
    if step.spec is None or step.phase.ended_on:
        return
    last = step.phase.steps.filter(spec=step.spec, occurrence=step.occurrence).order_by("-attempt")[0]
    if last.state in (StepState.DUE, StepState.PLANNED, StepState.HELD):
        return
    expected_on = next_working_day(clock.today() + timedelta(days=RETRY_DAYS)) if step.expected_on else None
    new_step(
        step.phase, step.spec, occurrence=step.occurrence, attempt=last.attempt + 1, expected_on=expected_on
    ).save()


@transaction.atomic
def correct_step_report(
    *,
    step: Step,
    outcome: str,
    reason: str,
    by: Actor,
    shared_minutes: str | None = None,
    seen_revision: int | None = None,
) -> None:
    """Put a report right, with a reason: an absence can be contested (C20), even once the path is over.

    Raises NotInThisState, StaleEdit, ActRefused.
    """
    _lock(step, seen_revision)
    policy.require(by, "correct_step_report", step)
    before = step.state
    step.state = STEP.after(step.state, REPORTS[StepState(outcome)][1])
    if outcome != StepState.HELD and step.decisions.exists():
        raise ActRefused("Une décision a été prise à ce bilan : il a donc bien eu lieu.", field="state")
    step.state_reason = reason
    if shared_minutes is not None:
        step.shared_minutes = shared_minutes
    step.reported_by, step.reported_at = by.user, clock.now()
    step.save()
    _record("correct_step_report", step, by, before=before, after=outcome)
    if outcome == StepState.HELD:
        # The try that replaced it is not needed any more.
        again = step.phase.steps.filter(spec=step.spec, spec__isnull=False, occurrence=step.occurrence)
        again.filter(state=StepState.DUE).delete()
    elif step.pathway.state == PathwayState.OPEN:
        _try_again(step)
    if step.phase.ended_on is None:
        redate_phase(step.phase)


@transaction.atomic
def cancel_step(*, step: Step, reason: str, by: Actor, seen_revision: int | None = None) -> None:
    """Cancel a planned step; it comes back to plan. Raises NotInThisState, StaleEdit, ActRefused."""
    _lock(step, seen_revision)
    policy.require(by, "cancel_step", step)
    _move(step, "cancel_step")
    step.state_reason = reason
    step.save()
    _record("cancel_step", step, by)
    _tell_parties("cancel_step", "Un rendez-vous est annulé", step, by)
    _try_again(step)


@transaction.atomic
def skip_step(*, step: Step, reason: str, by: Actor, seen_revision: int | None = None) -> None:
    """Say that a step is not needed, and why (A5). Raises NotInThisState, StaleEdit, ActRefused."""
    _lock(step, seen_revision)
    policy.require(by, "skip_step", step)
    _move(step, "skip_step")
    step.state_reason = reason
    step.save()
    redate_phase(step.phase)
    _record("skip_step", step, by)


@transaction.atomic
def restore_step(*, step: Step, by: Actor) -> None:
    """Bring a skipped step back, to plan, while its phase is open. Raises NotInThisState, ActRefused."""
    _lock(step, None)
    policy.require(by, "restore_step", step)
    _move(step, "restore_step")
    if step.phase.ended_on:
        raise ActRefused("La phase de ce rendez-vous est terminée.")
    step.state_reason, step.starts_at = "", None
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

"""Appointments: to plan, to come, to report."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet

from rebond.agenda.models import Mode
from rebond.core import clock
from rebond.pathways import attention, policy
from rebond.pathways.answering import OWN_CANCELLING, answer_words, next_words, notice_words
from rebond.pathways.attention import Delays, Watch
from rebond.pathways.inviting import is_stuck
from rebond.pathways.models import Invitation, InvitationState, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, days, on, query
from rebond.people.actor import Actor
from rebond.people.models import Role

#: Appointments are announced this many days ahead.
APPOINTMENT_DAYS = 14


def _steps(by: Actor) -> QuerySet[Step]:
    return policy.steps_visible_to(by).select_related("pathway__beneficiary", "place")


def steps_to_report(by: Actor, delays: Delays) -> Batch:
    rows, total = bounded(attention.steps_where_sits(by, attention.steps_to_report(_steps(by))), "starts_at")
    return Batch(
        "rendez-vous à rapporter", [_report(row) for row in rows], total, more_query=query(Watch.TO_REPORT)
    )


def _report(step: Step) -> Task:
    assert step.starts_at is not None
    day = clock.civil_date(step.starts_at)
    return Task(
        kind="report_step",
        label=f"Rendre compte : {step.label}",
        person=step.pathway.beneficiary.full_name,
        note=f"Prévu le {on(day)} à {_time(step)} ({ago(day)}).",
        due_on=day,
        url_name="hold_review" if step.is_review else "report_step",
        url_pk=step.pk,
        button="Rendre compte",
        icon="pencil-square",
        pathway_pk=step.pathway_id,
        quick_url_name="" if step.is_review else "report_step_held",
        quick_button="Honoré",
    )


def _time(step: Step) -> str:
    assert step.starts_at is not None
    return f"{step.starts_at.astimezone(clock.ZONE):%H\u00a0h\u00a0%M}"


def first_steps_beyond_delay(by: Actor, delays: Delays) -> Batch:
    beyond = attention.not_invited(attention.first_steps_beyond_delay(_steps(by), delays))
    rows, total = bounded(beyond, "pathway__referred_on")
    tasks = []
    for row in rows:
        referred_on = row.pathway.referred_on
        limit = referred_on + timedelta(days=delays.first_appointment_days(row.pathway.version_id) or 0)
        note = f"Orientée {ago(referred_on)} : le premier rendez-vous devait avoir lieu avant le {on(limit)}."
        tasks.append(_plan(row, kind="first_appointment", note=note, due_on=limit))
    return Batch("premiers rendez-vous hors délai", tasks, total, more_query=query(Watch.FIRST_APPOINTMENT))


def steps_to_plan(by: Actor, delays: Delays) -> Batch:
    beyond = attention.first_steps_beyond_delay(policy.steps_visible_to(by), delays).values("pk")
    expected = attention.steps_in_charge_of(by, attention.steps_to_plan(_steps(by))).exclude(pk__in=beyond)
    rows, total = bounded(expected, "expected_on")
    tasks = [_plan(row, kind="plan_step", note=_expected(row), due_on=row.expected_on) for row in rows]
    return Batch("rendez-vous à planifier", tasks, total, more_query=query(Watch.TO_PLAN))


def _expected(step: Step) -> str:
    assert step.expected_on is not None
    late_days = (clock.today() - step.expected_on).days
    late = f", {days(late_days)} de retard" if late_days > 0 else ""
    return f"Attendu le {on(step.expected_on)}{late}."


def _plan(step: Step, *, kind: str, note: str, due_on: date | None) -> Task:
    return Task(
        kind=kind,
        label=f"Planifier : {step.label}",
        person=step.pathway.beneficiary.full_name,
        note=note,
        due_on=due_on,
        url_name="plan_step",
        url_pk=step.pk,
        button="Planifier",
        icon="calendar-plus",
        pathway_pk=step.pathway_id,
    )


def appointments(by: Actor, delays: Delays) -> Batch:
    until = attention.start_of(clock.today() + timedelta(days=APPOINTMENT_DAYS + 1))
    coming = _steps(by).filter(
        state=StepState.PLANNED,
        starts_at__gte=clock.now(),
        starts_at__lt=until,
        pathway__state=PathwayState.OPEN,
    )
    rows, total = bounded(attention.steps_where_sits(by, coming), "starts_at")
    tasks = [_appointment(row, by) for row in rows]
    return Batch("rendez-vous à venir", tasks, total, "show_agenda", "vue=liste")


def _answer(step: Step) -> str:
    """What the person said of this date, if they did."""
    words = answer_words(step)
    return f" {words}." if words else ""


def _appointment(step: Step, by: Actor) -> Task:
    assert step.starts_at is not None
    day = clock.civil_date(step.starts_at)
    how = "" if step.mode == Mode.IN_PERSON else step.get_mode_display().lower()
    where = ", ".join(filter(None, [how, str(step.place or ""), step.place_detail]))
    is_meeting = step.is_review and by.role == Role.BUSINESS_ADVISER
    return Task(
        kind="appointment",
        label=step.label,
        person=step.pathway.beneficiary.full_name,
        note=f"Le {on(day)} à {_time(step)}{', ' + where if where else ''}.{_answer(step)}",
        due_on=day,
        url_name="hold_review" if is_meeting else "show_pathway",
        url_pk=step.pk if is_meeting else step.pathway_id,
        button="Préparer la réunion" if is_meeting else "Ouvrir le dossier",
        icon="calendar-event",
        pathway_pk=step.pathway_id,
    )


def invitations(by: Actor, delays: Delays) -> Batch:
    """Dates that people were asked to choose: those without an answer in time first."""
    opened = Invitation.objects.filter(
        ended_at__isnull=True,
        step__in=attention.steps_in_charge_of(by, attention.invited_steps(policy.steps_visible_to(by))),
    ).select_related("step__pathway__beneficiary", "step__pathway__version", "step__spec")
    rows, total = bounded(opened, "expires_at")
    return Batch("créneaux à choisir par les personnes", [_invitation(row) for row in rows], total)


def _invitation(row: Invitation) -> Task:
    step, now = row.step, clock.now()
    is_over = row.state(now) == InvitationState.EXPIRED or is_stuck(row, now)
    invited_on = clock.civil_date(row.invited_at)
    last_on = clock.civil_date(row.expires_at) - timedelta(days=1)
    note = f"Invitée le {on(invited_on)} ({ago(invited_on)}). {next_words(row)}"
    return Task(
        kind="unanswered" if is_over else "invitation",
        label=f"{'Donner une date, sans réponse' if is_over else 'Créneau à choisir par la personne'} : {step.label}",
        person=step.pathway.beneficiary.full_name,
        note=note.strip(),
        due_on=min(last_on, clock.today()) if is_over else last_on,
        url_name="plan_step" if is_over else "show_step",
        url_pk=step.pk,
        button="Donner une date" if is_over else "Voir",
        icon="hourglass-bottom" if is_over else "send",
        pathway_pk=step.pathway_id,
    )


def cancelled_by_persons(by: Actor, delays: Delays) -> Batch:
    """Appointments that the person cancelled and that nobody has planned again: they do not wait for their date."""
    again = attention.steps_in_charge_of(by, attention.to_plan_after_cancelling(_steps(by)))
    rows, total = bounded(again, "expected_on")
    cancelled = Step.objects.filter(phase__in={row.phase_id for row in rows}, state=StepState.CANCELLED)
    earlier = {(step.phase_id, step.spec_id, step.occurrence, step.attempt): step for step in cancelled}
    tasks = [_again(row, earlier[row.phase_id, row.spec_id, row.occurrence, row.attempt - 1]) for row in rows]
    return Batch("rendez-vous annulés par la personne", tasks, total)


def _again(step: Step, earlier: Step) -> Task:
    said = f" « {earlier.state_reason} »" if earlier.state_reason != OWN_CANCELLING else ""
    cancelled_on = clock.civil_date(earlier.cancelled_at) if earlier.cancelled_at else clock.today()
    return replace(
        _plan(step, kind="cancelled", note="", due_on=clock.today()),
        label=f"Replanifier : {step.label}, annulé par la personne",
        note=f"Annulé {ago(cancelled_on)}, {notice_words(earlier)}.{said}",
        icon="calendar-x",
    )

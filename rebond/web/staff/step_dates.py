"""When an appointment takes place, on screen: a date given or moved, or an invitation to choose; and what that day holds."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.core.dates import parse_date
from rebond.pathways import actions, policy
from rebond.pathways.agenda import diary_warnings, engagements_on, planning_warnings
from rebond.pathways.attention import start_of
from rebond.pathways.booking import slots_of
from rebond.pathways.hours import usage_around, usage_of
from rebond.pathways.inviting import OFFERED_DAYS
from rebond.pathways.models import Step
from rebond.pathways.seats import Seat, seated
from rebond.programmes.school import day_in_words
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff import step_forms
from rebond.web.staff.step_pages import on_step, step_page, visible_step
from rebond.web.templatetags.words import moment

#: What a form of dates shows of a step, as it stands.
_VENUE = ("duration_minutes", "mode", "place", "place_detail", "video_url", "travel_note")


@on_step("plan_step")
def plan_step(request: StaffRequest, step: Step) -> HttpResponse:
    starts_at = _asked_moment(request) or proposed_day(step)
    form = step_forms.PlanForm(
        request.POST or None, step=step, initial={**_venue(step), "starts_at": starts_at}
    )
    if form.is_valid():
        with refusals_on(form):
            actions.plan_step(step=step, by=request.actor, **form.values())
            _tell_date(request, step, "planifié")
            return redirect("show_pathway", step.pathway_id)
    return _date_page(request, step, form, "Planifier le rendez-vous")


@on_step("move_step")
def move_step(request: StaffRequest, step: Step) -> HttpResponse:
    initial = {**_venue(step), "starts_at": step.starts_at, "revision": step.revision}
    form = step_forms.MoveForm(request.POST or None, step=step, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.move_step(step=step, by=request.actor, **form.values())
            _tell_date(request, step, "déplacé")
            return redirect("show_pathway", step.pathway_id)
    return _date_page(request, step, form, "Déplacer le rendez-vous")


@on_step("invite_person")
def invite_person(request: StaffRequest, step: Step) -> HttpResponse:
    days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=OFFERED_DAYS)}
    form = step_forms.InviteForm(request.POST or None, step=step, initial={**_venue(step), **days})
    if form.is_valid():
        with refusals_on(form):
            actions.invite_person(step=step, by=request.actor, **form.values())
            messages.success(request, f"{step} : la personne est invitée à choisir un créneau.")
            return redirect("show_step", step.pk)
    more = {"slots_count": _slots_count(step, form)}
    return step_page(
        request, step, form, "Laisser choisir un créneau", template="staff/steps/invite.html", **more
    )


def _slots_count(step: Step, form: step_forms.InviteForm) -> int:
    """How many slots the person would be shown, as the form stands."""
    values = form.cleaned_data if form.is_bound else form.initial
    first, last = values.get("first_day"), values.get("last_day")
    return len(slots_of(step, first=first, last=last).starts) if first and last else 0


@require_POST
def withdraw_invitation(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = visible_step(request, pk)
    policy.require(request.actor, "withdraw_invitation", step)
    actions.withdraw_invitation(step=step, by=request.actor)
    messages.success(request, "Invitation retirée : le lien envoyé ne marche plus.")
    return redirect("show_step", step.pk)


def show_busy_day(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What else happens on the day being chosen: a fragment, asked for as the date is typed."""
    step = visible_step(request, pk)
    policy.require(request.actor, "plan_step", step)
    form = step_forms.PlanForm(request.GET, step=step)
    form.is_valid()
    return render(request, "staff/steps/_day.html", {"step": step, **_day(request, step, form)})


def _venue(step: Step) -> dict[str, Any]:
    return {name: getattr(step, name) for name in _VENUE}


def proposed_day(step: Step) -> date:
    """The day to open the calendar on: the one expected, unless it has gone by."""
    return max(step.expected_on or clock.today(), clock.today())


def _asked_moment(request: HttpRequest) -> datetime | None:
    """The moment that « Agenda » proposes (?le=2026-03-02T09:00, on the wall clock); None when there is none to read."""
    asked = request.GET.get("le", "")
    try:
        parse_date(asked[:10])
        return datetime.fromisoformat(asked).replace(tzinfo=clock.ZONE)
    except ValueError:
        return None


def _tell_date(request: HttpRequest, step: Step, done: str) -> None:
    """Say when the step takes place, and what deserves a second thought."""
    assert step.starts_at is not None
    messages.success(request, f"{step} {done} : {moment(step.starts_at)}.")
    day = _warned_day(request, step, step.starts_at, step.duration_minutes)  # type: ignore[arg-type]
    for warning in day["warnings"]:
        messages.warning(request, warning)
    if step.spec and step.spec.hour_account:
        usage = usage_of(step.spec.hour_account, pathway=step.pathway, at=step.starts_at)
        if usage.needs_care:
            messages.warning(request, f"{usage.account} : {usage.words}. {usage.state_words}")


def _day(request: StaffRequest, step: Step, form: step_forms.PlanForm) -> dict[str, Any]:
    """The day chosen in the form, or proposed by it, and what else happens then."""
    seats = form.seats() if form.is_bound else None
    chosen = form.cleaned_data.get("starts_at") if form.is_bound else form.initial.get("starts_at")
    if isinstance(chosen, datetime):
        minutes = form.cleaned_data.get("duration_minutes") if form.is_bound else None
        return _warned_day(request, step, chosen, minutes or step.duration_minutes, seats)
    try:
        day = parse_date(form["starts_at"].value()[0]) if form.is_bound else proposed_day(step)
    except ValueError:
        return {"day": None, "usage": None}
    return {
        "day": day,
        "engagements": engagements_on(day, step=step, by=request.actor, seats=seats),
        "school": day_in_words(step.pathway.programme.school_zone, day),
        "warnings": [],
        "usage": usage_around(step, start_of(day)),
    }


def _warned_day(
    request: StaffRequest, step: Step, starts_at: datetime, minutes: int, seats: list[Seat] | None = None
) -> dict[str, Any]:
    day = clock.civil_date(starts_at)
    engagements = engagements_on(day, step=step, by=request.actor, seats=seats)
    warnings = planning_warnings(starts_at, minutes, engagements, now=clock.now())
    warnings += diary_warnings(starts_at, minutes, seats or seated(step))
    usage = usage_around(step, starts_at)
    if usage and usage.left_minutes < minutes:
        warnings = [*warnings, f"Ce rendez-vous dépasserait le compte « {usage.account} »."]
    school = day_in_words(step.pathway.programme.school_zone, day)
    return {"day": day, "engagements": engagements, "warnings": warnings, "usage": usage, "school": school}


def _date_page(request: StaffRequest, step: Step, form: step_forms.PlanForm, title: str) -> HttpResponse:
    return step_page(
        request, step, form, title, template="staff/steps/date.html", **_day(request, step, form)
    )

"""Appointments on screen: planned, moved, told, put right, dropped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.acts import NotInThisState
from rebond.core.dates import parse_date
from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.agenda import engagements_on, planning_warnings
from rebond.pathways.attention import start_of
from rebond.pathways.hours import usage_around, usage_of
from rebond.pathways.models import Step
from rebond.pathways.seats import expected_seats
from rebond.pathways.states import STEP
from rebond.programmes.vocabulary import PartyRole
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff import step_forms
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.step_history import history_of
from rebond.web.templatetags.words import moment

NOT_RUNNING = "Le parcours n'est pas en cours : ses rendez-vous ne changent plus."
View = Callable[[StaffRequest, Step], HttpResponse]


@dataclass(frozen=True)
class Presence:
    """Somebody who is expected, or was there."""

    name: str
    part: str


def on_step(act: str) -> Callable[[View], Callable[[StaffRequest, UUID], HttpResponse]]:
    """Open the screen of an act: 404 when invisible, 403 when forbidden, back to the step when too late."""

    def decorate(view: View) -> Callable[[StaffRequest, UUID], HttpResponse]:
        @wraps(view)
        def opened(request: StaffRequest, pk: UUID) -> HttpResponse:
            step = _visible(request, pk)
            policy.require(request.actor, act, step)
            if request.method != "POST" and not policy.offers(request.actor, act, step):
                messages.warning(request, _why_not(step, act))
                return redirect("show_step", step.pk)
            return view(request, step)

        return opened

    return decorate


def show_step(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = _visible(request, pk)
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="show_step")
    context = {
        "step": step,
        "presences": presences(step),
        "notes": policy.private_notes_visible_to(request.actor).filter(step=step).select_related("author"),
        "history": history_of(step, request.actor),
        "is_late": step.is_late(clock.today()),
    }
    return render(request, "staff/steps/show.html", context)


@on_step("plan_step")
def plan_step(request: StaffRequest, step: Step) -> HttpResponse:
    starts_at = _asked_moment(request) or proposed_day(step)
    initial = {"starts_at": starts_at, "duration_minutes": step.duration_minutes}
    form = step_forms.PlanForm(request.POST or None, step=step, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.plan_step(step=step, by=request.actor, **form.cleaned_data)
            _tell_date(request, step, "planifié")
            return redirect("show_pathway", step.pathway_id)
    return _date_page(request, step, form, "Planifier le rendez-vous")


@on_step("move_step")
def move_step(request: StaffRequest, step: Step) -> HttpResponse:
    names = ("starts_at", "duration_minutes", "place", "place_detail", "revision")
    initial = {name: getattr(step, name) for name in names}
    form = step_forms.MoveForm(request.POST or None, step=step, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.move_step(step=step, by=request.actor, **_with_revision(form))
            _tell_date(request, step, "déplacé")
            return redirect("show_pathway", step.pathway_id)
    return _date_page(request, step, form, "Déplacer le rendez-vous")


def show_busy_day(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What else happens on the day being chosen: a fragment, asked for as the date is typed."""
    step = _visible(request, pk)
    policy.require(request.actor, "plan_step", step)
    form = step_forms.WhenAndWhereForm(request.GET, step=step)
    form.is_valid()
    return render(request, "staff/steps/_day.html", {"step": step, **_day(request, step, form)})


@on_step("report_step")
def report_step(request: StaffRequest, step: Step) -> HttpResponse:
    key = f"compte-rendu-{step.pk}"
    form = step_forms.ReportForm(request.POST or None, step=step)
    resumed = "" if form.is_bound else resume_draft(request, key, [form])
    if form.is_valid():
        with refusals_on(form):
            actions.report_step(step=step, by=request.actor, **form.cleaned_data)
            store.forget_draft(user=request.user, key=key)
            messages.success(request, f"Compte rendu enregistré : {step}.")
            return redirect("show_pathway", step.pathway_id)
    more = {"resumed": resumed, "draft_key": key}
    return _page(request, step, form, "Rendre compte", template="staff/steps/report.html", **more)


@on_step("correct_step_report")
def correct_step_report(request: StaffRequest, step: Step) -> HttpResponse:
    initial = {name: getattr(step, name) for name in ("state", "shared_minutes", "revision")}
    form = step_forms.CorrectForm(request.POST or None, step=step, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            values = _with_revision(form)
            actions.correct_step_report(step=step, outcome=values.pop("state"), by=request.actor, **values)
            messages.success(request, "Compte rendu corrigé.")
            return redirect("show_step", step.pk)
    return _page(request, step, form, "Corriger le compte rendu")


@on_step("cancel_step")
def cancel_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.ReasonForm(request.POST or None, step=step, initial={"revision": step.revision})
    if form.is_valid():
        with refusals_on(form):
            actions.cancel_step(step=step, by=request.actor, **_with_revision(form))
            messages.success(request, f"Rendez-vous annulé : {step}.")
            return redirect("show_pathway", step.pathway_id)
    lead = "Un rendez-vous prévu par le programme revient ensuite à planifier."
    return _page(request, step, form, "Annuler le rendez-vous", lead=lead)


@on_step("skip_step")
def skip_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.ReasonForm(request.POST or None, step=step, initial={"revision": step.revision})
    if form.is_valid():
        with refusals_on(form):
            actions.skip_step(step=step, by=request.actor, **_with_revision(form))
            messages.success(request, f"Rendez-vous noté comme non nécessaire : {step}.")
            return redirect("show_pathway", step.pathway_id)
    lead = "Le rendez-vous n'aura pas lieu. Il pourra être rétabli tant que la phase est en cours."
    return _page(request, step, form, "Passer ce rendez-vous", lead=lead)


@on_step("restore_step")
def restore_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.ConfirmForm(request.POST if request.method == "POST" else None, step=step)
    if form.is_valid():
        with refusals_on(form):
            actions.restore_step(step=step, by=request.actor)
            messages.success(request, f"Rendez-vous rétabli, à planifier : {step}.")
            return redirect("show_pathway", step.pathway_id)
    return _page(request, step, form, "Rétablir le rendez-vous", lead="Il sera de nouveau à planifier.")


@on_step("write_private_note")
def write_private_note(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.NoteForm(request.POST or None, step=step)
    if form.is_valid():
        with refusals_on(form):
            actions.write_private_note(step=step, by=request.actor, **form.cleaned_data)
            messages.success(request, "Note privée enregistrée.")
            return redirect("show_step", step.pk)
    lead = f"Réservée à votre organisme ({request.actor.organisation})."
    return _page(request, step, form, "Écrire une note privée", lead=lead, is_private=True)


def add_step(request: StaffRequest, pk: UUID) -> HttpResponse:
    visible = policy.pathways_visible_to(request.actor).select_related("beneficiary", "programme")
    pathway = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, "add_step", pathway)
    # Over, the path still opens its last phase: the act then says why nothing can be added.
    phase = pathway.current_phase() or pathway.phases.select_related("spec").latest("position")
    form = step_forms.AddForm(request.POST or None, phase=phase)
    if form.is_valid():
        with refusals_on(form):
            step = actions.add_step(pathway=pathway, by=request.actor, **form.values())
            messages.success(request, f"Rendez-vous ajouté : {step}.")
            return redirect("report_step" if "report" in request.POST else "plan_step", step.pk)
    context = {"pathway": pathway, "phase": phase, "form": form}
    return render(request, "staff/steps/add.html", context, status=422 if form.is_bound else 200)


def presences(step: Step) -> list[Presence]:
    """Who was or will be there: the parties written down, else those expected."""
    parties = list(step.parties.select_related("user", "organisation")) or expected_seats(step)
    return [
        Presence(
            name=str(
                step.pathway.beneficiary if party.role == PartyRole.BENEFICIARY else party.user or "À choisir"
            ),
            part=", ".join(filter(None, (str(PartyRole(party.role).label), str(party.organisation or "")))),
        )
        for party in parties
    ]


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


def _visible(request: StaffRequest, pk: UUID) -> Step:
    steps = policy.steps_visible_to(request.actor).select_related(
        "pathway__beneficiary",
        "pathway__programme",
        "pathway__adviser",
        "pathway__contractor",
        "pathway__lead_worker",
        "pathway__lead_organisation",
        "pathway__careers_consultant",
        "pathway__careers_organisation",
        "phase__spec",
        "spec__hour_account__version",
        "place",
        "reported_by",
    )
    return get_object_or_404(steps.prefetch_related("parties"), pk=pk)


def _why_not(step: Step, act: str) -> str:
    """Why the state of the step, or of its path, forbids the act."""
    try:
        STEP.after(step.state, policy.VERBS.get(act, act))
    except NotInThisState as refusal:
        return refusal.message
    return NOT_RUNNING


def _with_revision(form: forms.Form) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    values["seen_revision"] = values.pop("revision")
    return values


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


def _day(request: StaffRequest, step: Step, form: forms.Form) -> dict[str, Any]:
    """The day chosen in the form, or proposed by it, and what else happens then."""
    chosen = form.cleaned_data.get("starts_at") if form.is_bound else form.initial.get("starts_at")
    if isinstance(chosen, datetime):
        minutes = form.cleaned_data.get("duration_minutes") if form.is_bound else None
        return _warned_day(request, step, chosen, minutes or step.duration_minutes)
    try:
        day = parse_date(form["starts_at"].value()[0]) if form.is_bound else proposed_day(step)
    except ValueError:
        return {"day": None, "usage": None}
    return {
        "day": day,
        "engagements": engagements_on(day, step=step, by=request.actor),
        "warnings": [],
        "usage": usage_around(step, start_of(day)),
    }


def _warned_day(request: StaffRequest, step: Step, starts_at: datetime, minutes: int) -> dict[str, Any]:
    day = clock.civil_date(starts_at)
    engagements = engagements_on(day, step=step, by=request.actor)
    warnings = planning_warnings(starts_at, minutes, engagements, now=clock.now())
    usage = usage_around(step, starts_at)
    if usage and usage.left_minutes < minutes:
        warnings = [*warnings, f"Ce rendez-vous dépasserait le compte « {usage.account} »."]
    return {"day": day, "engagements": engagements, "warnings": warnings, "usage": usage}


def _date_page(request: StaffRequest, step: Step, form: forms.Form, title: str) -> HttpResponse:
    return _page(request, step, form, title, template="staff/steps/date.html", **_day(request, step, form))


def _page(
    request: StaffRequest,
    step: Step,
    form: forms.Form,
    title: str,
    *,
    template: str = "staff/steps/form.html",
    **more: Any,
) -> HttpResponse:
    """The form of an act on a step; sent back, it answers 422, with the step as it now stands."""
    if form.is_bound:
        step.refresh_from_db()
    context = {"step": step, "form": form, "title": title, "presences": presences(step), **more}
    return render(request, template, context, status=422 if form.is_bound else 200)

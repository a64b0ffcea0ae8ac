"""What came of an appointment, on screen: told, told in one click, put right."""

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff import step_forms
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.step_pages import on_step, step_page, visible_step


@on_step("report_step")
def report_step(request: StaffRequest, step: Step) -> HttpResponse:
    key = f"compte-rendu-{step.pk}"
    form = step_forms.ReportForm(request.POST or None, step=step)
    resumed = "" if form.is_bound else resume_draft(request, key, [form])
    if form.is_valid():
        with refusals_on(form):
            actions.report_step(step=step, by=request.actor, **form.values())
            store.forget_draft(user=request.user, key=key)
            messages.success(request, f"Compte rendu enregistré : {step}.")
            return redirect("show_pathway", step.pathway_id)
    more = {"resumed": resumed, "draft_key": key}
    return step_page(request, step, form, "Rendre compte", template="staff/steps/report.html", **more)


@on_step("correct_step_report")
def correct_step_report(request: StaffRequest, step: Step) -> HttpResponse:
    initial = {name: getattr(step, name) for name in ("state", "shared_minutes", "revision")}
    initial |= real_hours(step)
    form = step_forms.CorrectForm(request.POST or None, step=step, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.correct_step_report(step=step, by=request.actor, **form.values())
            messages.success(request, "Compte rendu corrigé.")
            return redirect("show_step", step.pk)
    return step_page(request, step, form, "Corriger le compte rendu")


@require_POST
def report_step_held(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One click from « À faire »: it took place, and there is nothing to add. It can be corrected."""
    step = visible_step(request, pk)
    policy.require(request.actor, "report_step", step)
    actions.report_step(step=step, outcome=StepState.HELD, by=request.actor)
    link = format_html('<a href="{}">Corriger</a>', reverse("correct_step_report", args=[step.pk]))
    words = "{} noté comme honoré : {}, {}. {}"
    messages.success(request, format_html(words, step, step.pathway.beneficiary, "sans compte rendu", link))
    return redirect("home")


def real_hours(step: Step) -> dict[str, Any]:
    """The real times of a step as hours of the wall."""
    return {name: _hour(step, name) for name in ("began_at", "ended_at")}


def _hour(step: Step, name: str) -> time | None:
    instant = getattr(step, name)
    return timezone.localtime(instant).time() if instant else None

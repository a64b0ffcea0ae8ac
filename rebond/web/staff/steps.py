"""Appointments on screen: shown, cancelled, passed over, noted, added. Dates: step_dates; reports: step_reports."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.pathways import actions, policy
from rebond.pathways.models import Step
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff import step_forms
from rebond.web.staff.step_history import history_of, letters_of
from rebond.web.staff.step_pages import last_invitation, on_step, presences, step_page, visible_step


def show_step(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = visible_step(request, pk)
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="show_step")
    context = {
        "step": step,
        "presences": presences(step),
        "notes": policy.private_notes_visible_to(request.actor).filter(step=step).select_related("author"),
        "history": history_of(step, request.actor),
        "letters": letters_of(step),
        "is_late": step.is_late(clock.today()),
        **last_invitation(step),
    }
    return render(request, "staff/steps/show.html", context)


@on_step("cancel_step")
def cancel_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.CancelForm(request.POST or None, step=step, initial={"revision": step.revision})
    if form.is_valid():
        with refusals_on(form):
            actions.cancel_step(step=step, by=request.actor, **form.values())
            messages.success(request, f"Rendez-vous annulé : {step}.")
            return redirect("show_pathway", step.pathway_id)
    lead = "Un rendez-vous prévu par le programme revient ensuite à planifier."
    return step_page(request, step, form, "Annuler le rendez-vous", lead=lead)


@on_step("skip_step")
def skip_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.ReasonForm(request.POST or None, step=step, initial={"revision": step.revision})
    if form.is_valid():
        with refusals_on(form):
            reason, revision = form.cleaned_data["reason"], form.cleaned_data["revision"]
            actions.skip_step(step=step, by=request.actor, reason=reason, seen_revision=revision)
            messages.success(request, f"Rendez-vous noté comme non nécessaire : {step}.")
            return redirect("show_pathway", step.pathway_id)
    lead = "Le rendez-vous n'aura pas lieu. Il pourra être rétabli tant que la phase est en cours."
    return step_page(request, step, form, "Passer ce rendez-vous", lead=lead)


@on_step("restore_step")
def restore_step(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.ConfirmForm(request.POST if request.method == "POST" else None, step=step)
    if form.is_valid():
        with refusals_on(form):
            actions.restore_step(step=step, by=request.actor)
            messages.success(request, f"Rendez-vous rétabli, à planifier : {step}.")
            return redirect("show_pathway", step.pathway_id)
    return step_page(request, step, form, "Rétablir le rendez-vous", lead="Il sera de nouveau à planifier.")


@on_step("write_private_note")
def write_private_note(request: StaffRequest, step: Step) -> HttpResponse:
    form = step_forms.NoteForm(request.POST or None, step=step)
    if form.is_valid():
        with refusals_on(form):
            actions.write_private_note(step=step, by=request.actor, **form.cleaned_data)
            messages.success(request, "Note privée enregistrée.")
            return redirect("show_step", step.pk)
    lead = f"Réservée à votre organisme ({request.actor.organisation})."
    return step_page(request, step, form, "Écrire une note privée", lead=lead, is_private=True)


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

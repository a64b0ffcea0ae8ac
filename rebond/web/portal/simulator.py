"""« Vivre sans le RSA »: the exit simulator in the person's own space. Nothing is kept unless they ask for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.pathways import actions, policy
from rebond.pathways.simulating import scenarios_of, start_of
from rebond.simulation.engines import ready_engine
from rebond.web.acts import refusals_on
from rebond.web.exit_simulator import KeepForm, SimulatorForm, first_form, scenario_lines, shown
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section


@in_own_space
def simulate_own_exit(request: PersonRequest) -> HttpResponse:
    """The simulator, filled from what the person declared; posted, it answers and keeps nothing."""
    policy.require(request.person, "simulate_exit", request.pathway)
    keep = KeepForm(by_the_person=True)
    if request.method == "POST":
        return _answer(request, SimulatorForm(request.POST), keep)
    asked = request.GET.get("scenario", "")
    chosen = next((kept for kept in scenarios_of(request.pathway) if str(kept.pk) == asked), None)
    start = start_of(request.pathway, chosen)
    return _answer(request, first_form(start), keep, notes=start.notes)


@require_POST
@in_own_space
def save_own_scenario(request: PersonRequest) -> HttpResponse:
    form, engine = SimulatorForm(request.POST), ready_engine()
    keep = KeepForm(request.POST, by_the_person=True)
    if form.is_valid() and keep.is_valid() and engine:
        with refusals_on(keep):
            label = keep.cleaned_data["label"]
            scenario = actions.save_scenario(
                pathway=request.pathway, label=label, case=form.case, engine=engine, by=request.person
            )
            messages.success(request, f"« {scenario.label} » est gardé.")
            return redirect(f"{reverse('simulate_own_exit')}?scenario={scenario.pk}")
    return _answer(request, form, keep)


@require_POST
@in_own_space
def delete_own_scenario(request: PersonRequest, pk: UUID) -> HttpResponse:
    scenario = get_object_or_404(policy.own_scenarios(request.person), pk=pk)
    actions.delete_scenario(scenario=scenario, by=request.person)
    messages.success(request, f"« {scenario.label} » est effacé.")
    return redirect("simulate_own_exit")


def _answer(
    request: PersonRequest, form: SimulatorForm, keep: KeepForm, notes: list[str] | None = None
) -> HttpResponse:
    has_answer = form.is_bound and form.is_valid()
    has_errors = bool(form.errors or keep.errors)
    context: dict[str, Any] = {
        "address": reverse("simulate_own_exit"),
        "form": form,
        "keep": keep,
        "notes": notes or [],
        "shown": shown(form) if has_answer else None,
        "is_loading": has_answer and ready_engine() is None,
        "is_portal": True,
        "can_keep": not request.pathway.is_closed,
        "lines": scenario_lines(scenarios_of(request.pathway)),
    }
    return render(request, "portal/simulator.html", context, status=422 if has_errors else 200)


def read(opened: Opened) -> dict[str, Any] | None:
    return {"lines": scenario_lines(scenarios_of(opened.file.pathway))}


SECTION = Section("simulator", "portal/home/simulator.html", read)

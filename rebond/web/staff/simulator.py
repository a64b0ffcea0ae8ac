"""The exit simulator on the file: try, keep, compare, take to the plan."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from rebond.audit.journal import record_access
from rebond.pathways import actions, policy
from rebond.pathways.models import Pathway
from rebond.pathways.simulating import scenarios_of, start_of
from rebond.simulation.engines import ready_engine
from rebond.simulation.models import Scenario
from rebond.web.acts import refusals_on
from rebond.web.exit_simulator import KeepForm, SimulatorForm, first_form, scenario_lines, shown
from rebond.web.requests import StaffRequest


def simulate_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The simulator, filled from the file (or from a scenario that was kept); posted, it answers and keeps nothing."""
    pathway = _visible_pathway(request, pk, to="simulate_exit")
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="simulate_exit")
    if request.method == "POST":
        return _answer(request, pathway, SimulatorForm(request.POST), KeepForm())
    start = start_of(pathway, _chosen(request, pathway))
    return _answer(request, pathway, first_form(start), KeepForm(), notes=start.notes)


@require_POST
def save_scenario(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep what is on screen under a name."""
    pathway = _visible_pathway(request, pk, to="save_scenario")
    form, keep, engine = SimulatorForm(request.POST), KeepForm(request.POST), ready_engine()
    if form.is_valid() and keep.is_valid() and engine:
        with refusals_on(keep):
            label = keep.cleaned_data["label"]
            scenario = actions.save_scenario(
                pathway=pathway, label=label, case=form.case, engine=engine, by=request.actor
            )
            messages.success(request, f"Scénario « {scenario.label} » gardé.")
            return redirect(f"{_address(pathway)}?scenario={scenario.pk}")
    return _answer(request, pathway, form, keep)


@require_POST
def delete_scenario(request: StaffRequest, pk: UUID) -> HttpResponse:
    scenario = get_object_or_404(policy.scenarios_visible_to(request.actor), pk=pk)
    pathway = _path_of(request, scenario)
    actions.delete_scenario(scenario=scenario, by=request.actor)
    messages.success(request, f"Scénario « {scenario.label} » retiré.")
    return redirect(_address(pathway))


@require_POST
def plan_scenario(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The exit of a scenario becomes an aim of the action plan."""
    scenario = get_object_or_404(policy.scenarios_visible_to(request.actor), pk=pk)
    pathway = _path_of(request, scenario)
    actions.plan_scenario(pathway=pathway, scenario=scenario, by=request.actor)
    messages.success(request, "L'objectif est dans le plan d'action.")
    return redirect(f"{reverse('show_pathway', args=[pathway.pk])}?section=plan")


def _answer(
    request: StaffRequest,
    pathway: Pathway,
    form: SimulatorForm,
    keep: KeepForm,
    notes: list[str] | None = None,
) -> HttpResponse:
    """The page; for htmx, the answer alone, or the whole simulator when there is something to put right."""
    has_answer = form.is_bound and form.is_valid()
    has_errors = bool(form.errors or keep.errors)
    context: dict[str, Any] = {
        "pathway": pathway,
        "address": _address(pathway),
        "form": form,
        "keep": keep,
        "forms": [form, keep],
        "notes": notes or [],
        "has_errors": has_errors,
        "shown": shown(form) if has_answer else None,
        "is_loading": has_answer and ready_engine() is None,
        "lines": [] if request.htmx else scenario_lines(scenarios_of(pathway)),
    }
    status = 422 if has_errors else 200
    if not request.htmx:
        answer = render(request, "staff/simulator/show.html", context, status=status)
    elif form.errors or "had_errors" in request.POST:
        answer = render(request, "staff/simulator/_simulator.html", context, status=status)
        answer = reswap(retarget(answer, "#simulator"), "outerHTML")
    else:
        answer = render(request, "simulator/_answer.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _visible_pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    joined = ("beneficiary", "business")
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor).select_related(*joined), pk=pk)
    policy.require(request.actor, to, pathway)
    return pathway


def _chosen(request: StaffRequest, pathway: Pathway) -> Scenario | None:
    """The scenario named in the address, when it is one of this person's."""
    asked = request.GET.get("scenario", "")
    return next((kept for kept in scenarios_of(pathway) if str(kept.pk) == asked), None)


def _path_of(request: StaffRequest, scenario: Scenario) -> Pathway:
    """The latest path of the person that this role sees."""
    paths = policy.pathways_visible_to(request.actor).filter(beneficiary=scenario.beneficiary_id)
    return paths.order_by("entered_on", "pk").reverse()[0]


def _address(pathway: Pathway) -> str:
    return reverse("simulate_exit", args=[pathway.pk])

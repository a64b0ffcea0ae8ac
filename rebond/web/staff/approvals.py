"""Decisions that take effect only once somebody else approves them."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.core.acts import ActRefused
from rebond.pathways import actions, policy
from rebond.pathways.meeting import effect_of
from rebond.pathways.models import Decision
from rebond.pathways.states import DECISION
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.staff.meeting_panel import meeting_panel

_PEOPLE = ("beneficiary", "adviser", "lead_worker", "programme", "referral", "contractor")


class ApproveForm(forms.Form):
    """Nothing to type: the words are those of the decision."""


class RefuseForm(forms.Form):
    text = FreeTextField(
        label="Pourquoi cette décision n'est pas approuvée",
        help_text="Lu par toutes les parties.",
        error_messages={"required": "Dites pourquoi cette décision n'est pas approuvée."},
    )


View = Callable[[StaffRequest, Decision], HttpResponse]


def on_decision(act: str) -> Callable[[View], Callable[[StaffRequest, UUID], HttpResponse]]:
    """Open the screen of an answer: 404 when invisible, 403 when forbidden, back to the file once answered."""

    def decorate(view: View) -> Callable[[StaffRequest, UUID], HttpResponse]:
        @wraps(view)
        def opened(request: StaffRequest, pk: UUID) -> HttpResponse:
            people = [f"pathway__{name}" for name in _PEOPLE]
            decisions = policy.decisions_visible_to(request.actor).select_related(
                "phase__spec", "choice__opens", "decided_by", *people
            )
            decision = get_object_or_404(decisions, pk=pk)
            policy.require(request.actor, act, decision)
            if request.method != "POST" and not policy.offers(request.actor, act, decision):
                messages.warning(request, _why_not(decision, act))
                return redirect("show_pathway", decision.pathway_id)
            return view(request, decision)

        return opened

    return decorate


@on_decision("approve_decision")
def approve_decision(request: StaffRequest, decision: Decision) -> HttpResponse:
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            actions.approve_decision(decision=decision, by=request.actor)
            messages.success(request, f"Décision approuvée : {decision.title}. Elle prend effet aujourd'hui.")
            return redirect("show_pathway", decision.pathway_id)
    return _page(request, decision, form, "Approuver la décision")


@on_decision("refuse_decision")
def refuse_decision(request: StaffRequest, decision: Decision) -> HttpResponse:
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            actions.refuse_decision(decision=decision, by=request.actor, **form.cleaned_data)
            messages.success(
                request, f"Décision non approuvée : {decision.title}. Le parcours continue comme avant."
            )
            return redirect("show_pathway", decision.pathway_id)
    return _page(request, decision, form, "Ne pas approuver la décision")


def _why_not(decision: Decision, act: str) -> str:
    try:
        DECISION.after(decision.state, act)
    except ActRefused as refusal:
        return refusal.message
    return "Le parcours est terminé : cette décision n'a plus d'objet."


def _page(request: StaffRequest, decision: Decision, form: forms.Form, title: str) -> HttpResponse:
    """What is asked, with the file under one's eyes; sent back, it answers 422."""
    pathway, phase = decision.pathway, decision.phase
    phase.pathway = pathway
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="approve_decision")
    context = {
        "decision": decision,
        "words": decision.agreements.select_related("user"),
        "effect": effect_of(decision),
        "pathway": pathway,
        **meeting_panel(phase, by=request.actor),
        "form": form,
        "title": title,
        "can_refuse": isinstance(form, ApproveForm)
        and policy.offers(request.actor, "refuse_decision", decision),
    }
    return render(request, "staff/reviews/approve.html", context, status=422 if form.is_bound else 200)

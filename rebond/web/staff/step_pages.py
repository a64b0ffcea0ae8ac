"""What the screens of one appointment share: finding it, opening an act, showing its form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.core import clock
from rebond.core.acts import NotInThisState
from rebond.pathways import policy
from rebond.pathways.answering import next_words
from rebond.pathways.models import Invitation, Step
from rebond.pathways.seats import seated
from rebond.pathways.states import STEP, StepState
from rebond.people.actor import Actor
from rebond.programmes.vocabulary import PartyRole
from rebond.web.requests import StaffRequest

NOT_RUNNING = "Le parcours n'est pas en cours : ses rendez-vous ne changent plus."
View = Callable[[StaffRequest, Step], HttpResponse]


@dataclass(frozen=True)
class Presence:
    """Somebody who is expected, or was there."""

    name: str
    part: str
    is_substitute: bool = False


def on_step(act: str) -> Callable[[View], Callable[[StaffRequest, UUID], HttpResponse]]:
    """Open the screen of an act: 404 when invisible, 403 when forbidden, back to the step when too late."""

    def decorate(view: View) -> Callable[[StaffRequest, UUID], HttpResponse]:
        @wraps(view)
        def opened(request: StaffRequest, pk: UUID) -> HttpResponse:
            step = visible_step(request, pk)
            policy.require(request.actor, act, step)
            if request.method != "POST" and not policy.offers(request.actor, act, step):
                messages.warning(request, _why_not(step, act))
                return redirect("show_step", step.pk)
            return view(request, step)

        return opened

    return decorate


@dataclass(frozen=True)
class Invited:
    """An invitation as it stands now."""

    row: Invitation
    state: str
    next_words: str


def last_invitation(step: Step) -> dict[str, Any]:
    """The last invitation to choose a date, if one was sent, and whether it still waits."""
    row = step.invitations.select_related("invited_by").order_by("-invited_at", "-pk").first()
    if row is None:
        return {"invitation": None, "is_invited": False}
    row.step = step
    is_waiting = row.ended_at is None and step.state == StepState.DUE
    words = next_words(row) if is_waiting else ""
    return {"invitation": Invited(row, row.state(clock.now()), words), "is_invited": is_waiting}


def presences(step: Step) -> list[Presence]:
    """Who was or will be there: the parties written down, else those expected."""
    return [
        Presence(
            name=str(
                step.pathway.beneficiary if party.role == PartyRole.BENEFICIARY else party.user or "À choisir"
            ),
            part=", ".join(filter(None, (str(PartyRole(party.role).label), str(party.organisation or "")))),
            is_substitute=party.is_substitute,
        )
        for party in seated(step)
    ]


def visible_step(request: StaffRequest, pk: UUID) -> Step:
    return step_seen_by(request.actor, pk)


def step_seen_by(by: Actor, pk: UUID) -> Step:
    """The step with what its screens show; invisible, it does not exist (404)."""
    steps = policy.steps_visible_to(by).select_related(
        "pathway__beneficiary",
        "pathway__programme",
        "pathway__version",
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


def step_page(
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

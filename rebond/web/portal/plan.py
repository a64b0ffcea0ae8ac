"""« À faire »: the person's own actions. They propose, write, and tick what is done; what others do is shown too."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.pathways import actions, policy
from rebond.pathways.models import Action, Aim, Pathway
from rebond.pathways.plan import ActionLine, Plan, line_of, read_plan
from rebond.pathways.states import ActionState
from rebond.programmes.vocabulary import PartyRole
from rebond.web.acts import refusals_on
from rebond.web.due import DueForm
from rebond.web.forms import FreeTextField
from rebond.web.plan_paper import plan_paper
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.portal.unsent import resumed

#: The home shows the first ones; the page shows them all.
SHOWN = 4
OPEN = (ActionState.TO_DO, ActionState.IN_PROGRESS)


class Few(forms.Textarea):
    """Some words, on a telephone."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 3})


class ProposeForm(DueForm):
    label = FreeTextField(
        label="Ce que je veux faire",
        help_text="En une phrase. Par exemple : «\u00a0Contacter deux maisons de retraite\u00a0».",
        max_length=200,
        widget=forms.TextInput,
    )
    aim: "forms.ModelChoiceField[Aim]" = forms.ModelChoiceField(
        label="Pour quel objectif", queryset=None, required=False, empty_label="Un autre"
    )
    field_order = ["label", "aim", "due_on", "before_holidays"]

    def __init__(self, *args: Any, aims: QuerySet[Aim], pathway: Pathway, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_holidays(pathway)
        self.fields["aim"].queryset = aims  # type: ignore[attr-defined]
        if not aims:
            del self.fields["aim"]


class DoneForm(forms.Form):
    result = FreeTextField(
        label="Ce que cela a donné",
        help_text="Par exemple : «\u00a0Une maison de retraite veut un devis\u00a0».",
        required=False,
        widget=Few,
    )
    evidence = FreeTextField(
        label="Ce qui le montre",
        help_text="Une affiche, un devis, une adresse de site…",
        required=False,
        max_length=300,
        widget=forms.TextInput,
    )


class SayForm(forms.Form):
    text = FreeTextField(
        label="Votre message sur cette action",
        help_text="Les personnes qui vous accompagnent le lisent.",
        widget=Few,
        error_messages={"required": "Écrivez quelque chose."},
    )


def read(opened: Opened) -> dict[str, Any] | None:
    plan = read_plan(opened.file.pathway)
    mine = _mine(plan)
    if not plan.aims and opened.file.pathway.is_closed:
        return None
    return {
        "lines": mine[:SHOWN],
        "left_count": max(0, len(mine) - SHOWN),
        "progress": plan.progress,
        "has_plan": bool(plan.aims),
    }


def _mine(plan: Plan) -> list[ActionLine]:
    """What is theirs and still to do, the nearest date first."""
    lines = [line for aim in plan.aims for line in aim.lines]
    mine = [
        line for line in lines if line.action.owner == PartyRole.BENEFICIARY and line.action.state in OPEN
    ]
    return sorted(
        mine, key=lambda line: (line.action.due_on is None, line.action.due_on, line.action.added_at)
    )


@in_own_space
def show_own_plan(request: PersonRequest) -> HttpResponse:
    """The whole plan: each aim, who does what, where it stands."""
    context = {"pathway": request.pathway, "plan": read_plan(request.pathway)}
    return render(request, "portal/plan.html", context)


@in_own_space
def show_own_plan_pdf(request: PersonRequest) -> HttpResponse:
    """The plan to print, or to show to somebody else."""
    joined = ("beneficiary", "business", "programme", "version", "contractor", "referral")
    paths = policy.pathways_visible_to(request.person).select_related(*joined)
    return plan_paper(paths.get(pk=request.pathway.pk), by=request.person)


@in_own_space
def show_own_action(request: PersonRequest, pk: UUID) -> HttpResponse:
    return _action_page(request, _own_action(request, pk), SayForm())


@in_own_space
def propose_action(request: PersonRequest) -> HttpResponse:
    policy.require(request.person, "propose_action", request.pathway)
    aims, typed = request.pathway.aims.all(), resumed(request)
    form = ProposeForm(request.POST or None, aims=aims, pathway=request.pathway, initial=typed)
    if form.is_valid():
        with refusals_on(form):
            actions.propose_action(pathway=request.pathway, by=request.person, **form.cleaned_data)
            messages.success(request, f"C'est envoyé. {request.pathway.adviser.first_name} va vous répondre.")
            return redirect("show_own_plan")
    return _form(request, form, "Proposer une action", "Envoyer ma proposition")


@in_own_space
def finish_own_action(request: PersonRequest, pk: UUID) -> HttpResponse:
    action = _own_action(request, pk)
    policy.require(request.person, "finish_action", action)
    seen = {"result": action.result, "evidence": action.evidence, **resumed(request)}
    form = DoneForm(request.POST if request.method == "POST" else None, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            actions.finish_action(action=action, by=request.person, **form.cleaned_data)
            messages.success(request, "Bravo, c'est noté.")
            return redirect("show_own_plan")
    return _form(request, form, "C'est fait", "Enregistrer", lead=action.label)


@in_own_space
def comment_own_action(request: PersonRequest, pk: UUID) -> HttpResponse:
    action = _own_action(request, pk)
    form = SayForm(request.POST or None, initial=resumed(request))
    if form.is_valid():
        with refusals_on(form):
            actions.comment_action(action=action, by=request.person, **form.cleaned_data)
            messages.success(request, "Votre message est envoyé.")
            return redirect("show_own_action", pk=action.pk)
    return _action_page(request, action, form)


@require_POST
@in_own_space
def start_own_action(request: PersonRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.start_action, "C'est noté : vous avez commencé.")


@require_POST
@in_own_space
def reopen_own_action(request: PersonRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.reopen_action, "C'est noté : cette action est de nouveau à faire.")


def _moved(request: PersonRequest, pk: UUID, act: Callable[..., None], told: str) -> HttpResponse:
    action = _own_action(request, pk)
    act(action=action, by=request.person)
    messages.success(request, told)
    return redirect("show_own_action", pk=action.pk)


def _own_action(request: PersonRequest, pk: UUID) -> Action:
    visible = policy.actions_visible_to(request.person).filter(aim__pathway=request.pathway)
    return get_object_or_404(visible.select_related("aim__pathway__beneficiary"), pk=pk)


def _action_page(request: PersonRequest, action: Action, form: forms.Form) -> HttpResponse:
    context = {
        "line": line_of(action, clock.today()),
        "action": action,
        "comments": list(action.comments.select_related("author")),
        "form": form,
    }
    return render(request, "portal/action.html", context, status=422 if form.errors else 200)


def _form(request: PersonRequest, form: forms.Form, title: str, button: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "lead": lead}
    return render(request, "portal/form.html", context, status=422 if form.errors else 200)


SECTION = Section("actions", "portal/home/plan.html", read)

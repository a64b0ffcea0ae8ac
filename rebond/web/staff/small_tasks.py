"""Small tasks of a file, on screen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.core.identity import new_id
from rebond.pathways.models import Pathway
from rebond.pathways.seats import colleagues_on
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.tutoring import actions, policy
from rebond.tutoring.models import Task
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField, FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.staff.exchanges import thread_url, visible_path

_PERSON = "personne"


class TaskForm(forms.Form):
    task_id = forms.UUIDField(widget=forms.HiddenInput)
    label = FreeTextField(
        label="Quoi",
        max_length=200,
        widget=forms.TextInput,
        error_messages={"required": "Dites ce qu'il y a à faire."},
    )
    owner = forms.ChoiceField(label="Pour qui", widget=forms.RadioSelect)
    due_on = DateField(label="Pour le", error_messages={"required": "Choisissez un jour."})

    def __init__(self, *args: Any, pathway: Pathway, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("task_id", new_id())
        self.initial.setdefault("owner", str(by.user_id))
        self.people = {str(user.pk): user for user, _ in colleagues_on(pathway)}
        self.people[str(by.user_id)] = by.user
        others = [
            (str(user.pk), f"{user} ({body}) : les professionnels du parcours la voient")
            for user, body in colleagues_on(pathway)
            if user != by.user
        ]
        person = pathway.beneficiary
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (str(by.user_id), f"Moi : {by.organisation} seulement la voit"),
            (_PERSON, f"{person} : elle est sur l'accueil de son espace"),
            *others,
        ]

    def values(self) -> dict[str, Any]:
        owner: User | None = self.people.get(self.cleaned_data["owner"])
        return {**self.cleaned_data, "owner": owner}


def set_task(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = visible_path(request, pk, "set_task")
    form = TaskForm(request.POST or None, pathway=pathway, by=request.actor)
    if form.is_valid():
        with refusals_on(form):
            actions.set_task(pathway=pathway, by=request.actor, **form.values())
            messages.success(request, "Tâche notée.")
            return redirect(thread_url(pathway.pk))
    context = {"pathway": pathway, "form": form, "thread_url": thread_url(pathway.pk)}
    status = 422 if form.is_bound else 200
    return render(request, "staff/exchanges/set_task.html", context, status=status)


def show_task(request: StaffRequest, pk: UUID) -> HttpResponse:
    """From « À faire » to the place of the file where it stands."""
    task = get_object_or_404(policy.tasks_visible_to(request.actor), pk=pk)
    return redirect(f"{thread_url(task.pathway_id)}#taches")


@require_POST
def finish_task(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.finish_task, "Tâche faite.")


@require_POST
def drop_task(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.drop_task, "Tâche abandonnée.")


@require_POST
def reopen_task(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.reopen_task, "Tâche à nouveau à faire.")


def _moved(request: StaffRequest, pk: UUID, act: Callable[..., None], told: str) -> HttpResponse:
    task: Task = get_object_or_404(policy.tasks_visible_to(request.actor), pk=pk)
    act(task=task, by=request.actor)
    messages.success(request, f"{told} « {task.label} »")
    return redirect("home" if request.POST.get("retour") == "home" else thread_url(task.pathway_id))

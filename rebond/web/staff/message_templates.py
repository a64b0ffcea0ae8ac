"""The models of messages of one's body: read, added, changed, taken away."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.programmes.letters import MEANINGS
from rebond.tutoring import actions, policy
from rebond.tutoring.models import MessageTemplate
from rebond.tutoring.wording import PLACEHOLDERS
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest

_SHOWN = ", ".join(f"{{{name}}} ({MEANINGS[name]})" for name in PLACEHOLDERS)


class TemplateForm(forms.Form):
    label = forms.CharField(
        label="Titre",
        help_text="Pour le retrouver dans la liste ; la personne ne le voit pas.",
        max_length=80,
        error_messages={"required": "Donnez un titre."},
    )
    text = FreeTextField(
        label="Texte",
        help_text=f"Ces mots se remplissent seuls : {_SHOWN}.",
        error_messages={"required": "Écrivez le texte."},
    )


def list_templates(request: StaffRequest) -> HttpResponse:
    policy.require(request.actor, "save_template", request.actor.organisation)
    context = {"templates": policy.templates_of(request.actor).select_related("saved_by")}
    return render(request, "staff/templates/list.html", context)


def add_template(request: StaffRequest) -> HttpResponse:
    policy.require(request.actor, "save_template", request.actor.organisation)
    return _saved(request, None)


def edit_template(request: StaffRequest, pk: UUID) -> HttpResponse:
    template = _own(request, pk)
    policy.require(request.actor, "save_template", template)
    return _saved(request, template)


def _saved(request: StaffRequest, template: MessageTemplate | None) -> HttpResponse:
    initial = {"label": template.label, "text": template.text} if template else {}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.save_template(template=template, by=request.actor, **form.cleaned_data)
            messages.success(request, "Modèle enregistré.")
            return redirect("list_templates")
    context = {"form": form, "template": template}
    return render(request, "staff/templates/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_template(request: StaffRequest, pk: UUID) -> HttpResponse:
    template = _own(request, pk)
    actions.remove_template(template=template, by=request.actor)
    messages.success(request, f"Modèle « {template.label} » retiré.")
    return redirect("list_templates")


def _own(request: StaffRequest, pk: UUID) -> MessageTemplate:
    return get_object_or_404(policy.templates_of(request.actor), pk=pk)

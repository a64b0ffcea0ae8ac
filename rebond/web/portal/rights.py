"""« Vos données »: who reads the file, who may, and asking to put something right."""

import json
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from rebond.pathways import actions, policy
from rebond.pathways.models import CorrectionSubject
from rebond.pathways.own_data import read_own_data
from rebond.pathways.readers import read_readings
from rebond.pathways.sharing import viewers_of
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.portal.unsent import resumed


class CorrectionForm(forms.Form):
    subject = forms.ChoiceField(
        label="Ce qui est à corriger", choices=CorrectionSubject.choices, widget=forms.RadioSelect
    )
    text = FreeTextField(
        label="Ce qui n'est pas juste, et ce qu'il faudrait écrire",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites en quelques mots ce qui n'est pas juste."},
    )


def read(opened: Opened) -> dict[str, Any] | None:
    return {}


@in_own_space
def show_own_data(request: PersonRequest) -> HttpResponse:
    """Everything that is held about the person, to read here or to take away."""
    return render(request, "portal/data.html", {"data": read_own_data(request.person.beneficiary)})


@in_own_space
def download_own_data(request: PersonRequest, kind: str) -> HttpResponse:
    """The same as a file: a page that any device opens, or the form that other programs read."""
    data = read_own_data(request.person.beneficiary)
    if kind == "json":
        content = json.dumps(data.as_json(), ensure_ascii=False, indent=2)
        return _file(content, "application/json", "mes-donnees.json")
    context = {"data": data, "person": request.person.beneficiary}
    content = render_to_string("portal/data_file.html", context)
    return _file(content, "text/html; charset=utf-8", "mes-donnees.html")


def _file(content: str, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


@in_own_space
def show_own_readers(request: PersonRequest) -> HttpResponse:
    """Who read the file, when, for which body."""
    readings = read_readings(request.person, until=_day(request.GET.get("avant", "")))
    return render(request, "portal/readers.html", {"readings": readings})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@in_own_space
def show_own_sharing(request: PersonRequest) -> HttpResponse:
    """Who may open the file, and what stays apart."""
    joined = ("adviser", "contractor", "lead_worker", "lead_organisation", "programme")
    pathway = (
        policy.pathways_visible_to(request.person)
        .select_related(*joined, "careers_consultant", "careers_organisation")
        .get(pk=request.pathway.pk)
    )
    return render(request, "portal/sharing.html", {"viewers": viewers_of(pathway), "pathway": pathway})


@in_own_space
def show_own_corrections(request: PersonRequest) -> HttpResponse:
    """What they asked to put right, and what was answered."""
    asked = policy.corrections_visible_to(request.person).select_related("answered_by")
    return render(request, "portal/corrections.html", {"corrections": asked})


@in_own_space
def ask_correction(request: PersonRequest) -> HttpResponse:
    form = CorrectionForm(request.POST or None, initial=resumed(request))
    if form.is_valid():
        with refusals_on(form):
            actions.ask_correction(pathway=request.pathway, by=request.person, **form.cleaned_data)
            messages.success(request, "Votre demande est envoyée. Vous aurez une réponse ici.")
            return redirect("show_own_corrections")
    return render(request, "portal/ask_correction.html", {"form": form}, status=422 if form.errors else 200)


SECTION = Section("data", "portal/home/data.html", read)

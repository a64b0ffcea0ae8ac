"""Answering what a person asked to put right in their file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.pathways import actions, policy
from rebond.pathways.models import CorrectionRequest
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest


class AnswerForm(forms.Form):
    is_made = forms.TypedChoiceField(
        label="Suite donnée",
        choices=[("yes", "C'est corrigé"), ("no", "Rien ne change")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = FreeTextField(
        label="Votre réponse",
        help_text="La personne la lit dans son espace : dites ce qui a été corrigé, ou pourquoi rien ne change.",
    )


def answer_correction(request: StaffRequest, pk: UUID) -> HttpResponse:
    visible = policy.corrections_visible_to(request.actor).select_related(
        "pathway__beneficiary", "answered_by"
    )
    correction = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, "answer_correction", correction.pathway)
    record_access(
        by=request.actor, beneficiary_id=correction.pathway.beneficiary_id, page="answer_correction"
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            actions.answer_correction(correction=correction, by=request.actor, **form.cleaned_data)
            messages.success(request, "Réponse enregistrée : la personne est prévenue.")
            return redirect("show_pathway", pk=correction.pathway_id)
    return _page(request, correction, form)


def _page(request: StaffRequest, correction: CorrectionRequest, form: Any) -> HttpResponse:
    context = {"correction": correction, "pathway": correction.pathway, "form": form}
    return render(
        request, "staff/pathways/answer_correction.html", context, status=422 if form.is_bound else 200
    )

"""Asking the person for a piece: in one click for the usual ones, or with some words; reminding, withdrawing, receiving."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core.acts import ActRefused
from rebond.filing import actions, policy
from rebond.filing.models import PieceRequest
from rebond.pathways.audience import SEEN_BY_PERSON, Audience
from rebond.pathways.policy import pathways_visible_to
from rebond.web.acts import refusals_on
from rebond.web.audiences import AudienceChoice, name_readers
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.staff.pieces import to_documents
from rebond.web.uploads import KINDS, UploadForm


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label="Quel document",
        choices=KINDS,
        error_messages={"required": "Choisissez quel document vous demandez."},
    )
    words = FreeTextField(
        label="Précision",
        required=False,
        max_length=200,
        widget=forms.TextInput,
        help_text="Par exemple : « le devis de la surjeteuse ». La personne lit ces mots.",
    )
    audience = forms.ChoiceField(
        label="Qui lira ce qu'elle enverra",
        choices=[choice for choice in Audience.choices if choice[0] in SEEN_BY_PERSON],
        initial=Audience.PERSON,
        required=False,
        widget=AudienceChoice,
        help_text="La personne le sait avant d'envoyer.",
    )

    def clean_audience(self) -> str:
        """One click asks for the safest."""
        return self.cleaned_data["audience"] or Audience.PERSON


def ask_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask for a piece. A button of the section sends its kind alone: one click."""
    paths = pathways_visible_to(request.actor).select_related(
        "beneficiary", "adviser", "contractor", "lead_organisation", "programme__commissioner", "version"
    )
    pathway = get_object_or_404(paths, pk=pk)
    policy.require(request.actor, "ask_piece", pathway)
    form = AskForm(request.POST if request.method == "POST" else None)
    name_readers(form, request.actor.organisation, pathway)
    if form.is_valid():
        with refusals_on(form):
            asked = actions.ask_piece(pathway=pathway, by=request.actor, **form.cleaned_data)
            messages.success(request, f"« {asked} » est demandé à {pathway.beneficiary.first_name}.")
            return to_documents(pathway)
    context = {"pathway": pathway, "form": form}
    return render(request, "staff/pieces/ask.html", context, status=422 if form.is_bound else 200)


def show_piece_request(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Where a request stands; what was handed over in person is added here."""
    return _page(request, _asked(request, pk), UploadForm())


@require_POST
def answer_piece_request(request: StaffRequest, pk: UUID) -> HttpResponse:
    asked = _asked(request, pk)
    policy.require(request.actor, "answer_piece_request", asked)
    form = UploadForm.sent(request)
    if form.is_valid():
        with refusals_on(form):
            actions.answer_piece_request(request=asked, by=request.actor, **form.cleaned_data)
            messages.success(request, "Le document est conservé : il n'est plus attendu.")
            return to_documents(asked.pathway)
    return _page(request, asked, form)


@require_POST
def remind_piece_request(request: StaffRequest, pk: UUID) -> HttpResponse:
    asked = _asked(request, pk)
    try:
        actions.remind_piece_request(request=asked, by=request.actor)
        messages.success(request, f"Un rappel part vers {asked.pathway.beneficiary.first_name}.")
    except ActRefused as refusal:
        messages.warning(request, refusal.message)
    return redirect("show_piece_request", pk=asked.pk)


@require_POST
def withdraw_piece_request(request: StaffRequest, pk: UUID) -> HttpResponse:
    asked = _asked(request, pk)
    try:
        actions.withdraw_piece_request(request=asked, by=request.actor)
        messages.success(request, "Ce document n'est plus demandé.")
    except ActRefused as refusal:
        messages.warning(request, refusal.message)
    return to_documents(asked.pathway)


def _asked(request: StaffRequest, pk: UUID) -> PieceRequest:
    joined = (
        "beneficiary",
        "adviser",
        "contractor",
        "lead_organisation",
        "programme__commissioner",
        "version",
    )
    visible = policy.requests_visible_to(request.actor).select_related(
        "asked_by", "organisation", *(f"pathway__{name}" for name in joined)
    )
    return get_object_or_404(visible.prefetch_related("pieces"), pk=pk)


def _page(request: StaffRequest, asked: PieceRequest, form: UploadForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=asked.pathway.beneficiary_id, page="show_piece_request")
    context = {
        "asked": asked,
        "pathway": asked.pathway,
        "form": form,
        "can_answer": policy.offers(request.actor, "answer_piece_request", asked),
        "can_withdraw": policy.offers(request.actor, "withdraw_piece_request", asked),
    }
    return render(request, "staff/pieces/request.html", context, status=422 if form.is_bound else 200)

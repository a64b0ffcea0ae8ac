"""A piece of the file: sent, opened, shown further, withdrawn. Each opening is recorded (D6)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rebond.audit.journal import record_access
from rebond.filing import actions, policy
from rebond.filing.models import Piece
from rebond.pathways.audience import SEEN_BY_PERSON, Audience
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.web.acts import refusals_on
from rebond.web.audiences import AudienceChoice, name_readers
from rebond.web.documents import document_response
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.uploads import StaffPieceForm


class ShareForm(forms.Form):
    audience = forms.ChoiceField(label="Qui le lit", choices=Audience.choices, widget=AudienceChoice)

    def __init__(self, data: QueryDict | None = None, *, piece: Piece) -> None:
        super().__init__(data, initial={"audience": piece.audience})
        if piece.is_from_person:
            field: forms.ChoiceField = self.fields["audience"]  # type: ignore[assignment]
            field.choices = [choice for choice in Audience.choices if choice[0] in SEEN_BY_PERSON]
        name_readers(self, piece.organisation, piece.pathway)


class WithdrawForm(forms.Form):
    reason = FreeTextField(
        label="Pourquoi le retirer",
        max_length=300,
        widget=forms.TextInput,
        help_text="Le fichier est effacé pour de bon. Restent la ligne, la date et cette raison.",
        error_messages={"required": "Dites pourquoi ce document est retiré."},
    )


def file_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add a document to the file, from a desk or a telephone."""
    pathway = get_object_or_404(
        pathways_visible_to(request.actor).select_related("beneficiary", "contractor"), pk=pk
    )
    policy.require(request.actor, "file_piece", pathway)
    form = StaffPieceForm.sent(request)
    name_readers(form, request.actor.organisation, pathway)
    if form.is_valid():
        with refusals_on(form):
            actions.file_piece(pathway=pathway, by=request.actor, **form.cleaned_data)
            messages.success(request, "Le document est conservé.")
            return to_documents(pathway)
    context = {"pathway": pathway, "form": form}
    return render(request, "staff/pieces/file.html", context, status=422 if form.is_bound else 200)


def show_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What it is, who sent it, who reads it, and what may be done with it."""
    piece = _piece(request, pk)
    return _page(request, piece)


@require_safe
def open_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The file itself, saved rather than shown: somebody sent it."""
    piece = _piece(request, pk)
    if piece.document is None:
        raise Http404
    record_access(by=request.actor, beneficiary_id=piece.pathway.beneficiary_id, page="open_piece")
    if piece.is_from_person and piece.read_at is None and policy.may(request.actor, "read_piece", piece):
        actions.read_piece(piece=piece, by=request.actor)
    return document_response(piece.document)


@require_POST
def share_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    piece = _piece(request, pk)
    policy.require(request.actor, "share_piece", piece)
    form = ShareForm(request.POST, piece=piece)
    if form.is_valid():
        with refusals_on(form):
            actions.share_piece(piece=piece, by=request.actor, **form.cleaned_data)
            messages.success(request, "C'est noté.")
            return redirect("show_piece", pk=piece.pk)
    return _page(request, piece, sharing=form)


@require_POST
def withdraw_piece(request: StaffRequest, pk: UUID) -> HttpResponse:
    piece = _piece(request, pk)
    policy.require(request.actor, "withdraw_piece", piece)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.withdraw_piece(piece=piece, by=request.actor, **form.cleaned_data)
            messages.success(request, "Le document est retiré, et son contenu effacé.")
            return to_documents(piece.pathway)
    return _page(request, piece, withdrawing=form)


def to_documents(pathway: Pathway) -> HttpResponseRedirect:
    """Back to the section of the file."""
    return HttpResponseRedirect(f"{reverse('show_pathway', args=[pathway.pk])}?section=documents")


def _piece(request: StaffRequest, pk: UUID) -> Piece:
    visible = policy.pieces_visible_to(request.actor).select_related(
        "pathway__beneficiary",
        "document",
        "organisation",
        "sent_by",
        "withdrawn_by",
        "request",
        "step__phase__spec",
    )
    return get_object_or_404(visible, pk=pk)


def _page(
    request: StaffRequest,
    piece: Piece,
    sharing: ShareForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=piece.pathway.beneficiary_id, page="show_piece")
    bound = sharing or withdrawing
    context = {
        "piece": piece,
        "pathway": piece.pathway,
        "sharing": sharing or ShareForm(piece=piece),
        "withdrawing": withdrawing or WithdrawForm(),
        "bound": bound,
        "can_share": policy.offers(request.actor, "share_piece", piece),
        "can_withdraw": policy.offers(request.actor, "withdraw_piece", piece),
    }
    return render(request, "staff/pieces/show.html", context, status=422 if bound else 200)

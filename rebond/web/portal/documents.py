"""« Vos documents »: what is asked of the person first, what they may read, and sending a file, with or without a photo."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from rebond.documents.models import Document
from rebond.filing import actions, policy
from rebond.filing.asking import waiting
from rebond.filing.models import PieceRequest
from rebond.filing.shelf import lines_of, shelf_of
from rebond.links.doors import LinkClosed
from rebond.links.models import Purpose
from rebond.pathways.audience import Audience
from rebond.pathways.policy import is_scan, pathways_visible_to
from rebond.pathways.telling import contact_number
from rebond.people.actor import PersonActor
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response
from rebond.web.forms import FreeTextField
from rebond.web.paging import paginate
from rebond.web.portal.doors import LinkRequest, PersonRequest, by_link, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.shelf import SOURCES
from rebond.web.uploads import OwnPieceForm, OwnUploadForm

PAGE_SIZE = 20


class TakeBackForm(forms.Form):
    reason = FreeTextField(
        label="Pourquoi",
        help_text="Par exemple : « ce n'était pas le bon fichier ».",
        max_length=300,
        widget=forms.TextInput,
        error_messages={"required": "Dites pourquoi, en quelques mots."},
    )


def read(opened: Opened) -> dict[str, Any]:
    """What is asked of them."""
    return {"asked": list(_asked(opened.request.person))}


@in_own_space
def show_own_documents(request: PersonRequest) -> HttpResponse:
    page = paginate(_shelf(request.person), order="-kept_at", request=request, size=PAGE_SIZE)
    lines = lines_of(page.rows, SOURCES)
    own = policy.pieces_visible_to(request.person).filter(document__in=[row.pk for row in page.rows])
    joined = own.select_related("pathway")
    context = {
        "asked": _asked(request.person),
        "page": page,
        "lines": lines,
        "taken_back": {
            piece.document_id for piece in joined if policy.offers(request.person, "withdraw_piece", piece)
        },
    }
    return render(request, "portal/documents.html", context)


@in_own_space
@require_safe
def open_own_document(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Any kept document that they may read; what somebody sent is saved rather than shown."""
    document = get_object_or_404(_shelf(request.person), pk=pk)
    return document_response(document, is_received=True if is_scan(document) else None)


@in_own_space
def send_own_piece(request: PersonRequest) -> HttpResponse:
    """A document of their own accord, for their adviser."""
    policy.require(request.person, "file_piece", request.pathway)
    form = OwnPieceForm.sent(request)
    if form.is_valid():
        with refusals_on(form):
            actions.file_piece(
                pathway=request.pathway, audience=Audience.PERSON, by=request.person, **form.cleaned_data
            )
            messages.success(request, f"C'est envoyé. {request.pathway.adviser.first_name} va l'ouvrir.")
            return redirect("show_own_documents")
    context = {"form": form, "asked": None, "reader": str(request.pathway.contractor)}
    return render(request, "portal/send_piece.html", context, status=422 if form.is_bound else 200)


@in_own_space
def send_asked_own_piece(request: PersonRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(_asked(request.person), pk=pk)
    form = OwnUploadForm.sent(request)
    if form.is_valid():
        with refusals_on(form):
            actions.answer_piece_request(request=asked, by=request.person, **form.cleaned_data)
            messages.success(request, "C'est envoyé. Merci !")
            return redirect("show_own_documents")
    context = {"form": form, "asked": asked}
    return render(request, "portal/send_piece.html", context, status=422 if form.is_bound else 200)


@in_own_space
def withdraw_own_piece(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Take back what they sent by mistake."""
    pieces = policy.pieces_visible_to(request.person).select_related("pathway", "document", "request")
    piece = get_object_or_404(pieces, pk=pk, withdrawn_at=None)
    policy.require(request.person, "withdraw_piece", piece)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            actions.withdraw_piece(piece=piece, by=request.person, **form.cleaned_data)
            messages.success(request, "C'est fait : le document est effacé.")
            return redirect("show_own_documents")
    context = {"form": form, "piece": piece}
    return render(request, "portal/withdraw_piece.html", context, status=422 if form.is_bound else 200)


@by_link(Purpose.SEND_PIECE)
def send_asked_piece(request: LinkRequest, secret: str) -> HttpResponse:
    """From the link of a message, without an account: one document, then thanks."""
    asked, person = _asked_by_link(request)
    form = OwnUploadForm.sent(request)
    if form.is_valid() and asked.answer is None:
        with refusals_on(form):
            actions.answer_piece_request(request=asked, by=person, **form.cleaned_data)
            return redirect("send_asked_piece", secret=secret)
    context = {"form": form, "asked": asked, "phone": contact_number(asked.pathway)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/send_asked_piece.html", context, status=status)


def _asked_by_link(request: LinkRequest) -> tuple[PieceRequest, PersonActor]:
    """What the link asks for, as long as it is asked. Raises LinkClosed."""
    link = request.link
    if link.beneficiary is None or link.object_id is None:
        raise LinkClosed
    person = PersonActor(link.beneficiary)
    asked = _requests(person).filter(pk=link.object_id, withdrawn_at=None).first()
    if asked is None:
        raise LinkClosed
    return asked, person


def _shelf(person: PersonActor) -> QuerySet[Document]:
    """What they may read of each of their paths: who comes back finds again what they signed the first time."""
    shelves = [shelf_of(pathway, person, SOURCES) for pathway in pathways_visible_to(person)]
    return reduce(or_, shelves, Document.objects.none())


def _asked(person: PersonActor) -> QuerySet[PieceRequest]:
    return waiting(_requests(person))


def _requests(person: PersonActor) -> QuerySet[PieceRequest]:
    joined = ("beneficiary", "adviser", "contractor", "lead_organisation", "programme__commissioner")
    visible = policy.requests_visible_to(person).select_related(
        "organisation", *(f"pathway__{name}" for name in joined)
    )
    return visible.prefetch_related("pieces")


SECTION = Section("documents", "portal/home/documents.html", read)

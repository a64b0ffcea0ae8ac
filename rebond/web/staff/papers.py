"""What is signed, as documents: the PDF, what is let go, and the files that are kept."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.pathways import actions, policy
from rebond.pathways.minutes import AnyPaper
from rebond.pathways.models import Addendum, AttendanceSheet, Review
from rebond.pathways.states import SignatureState
from rebond.pathways.typesetting import file_name, typeset
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response, typeset_response
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest

PAPERS: dict[str, type[AnyPaper]] = {"reunion": Review, "avenant": Addendum, "presence": AttendanceSheet}


class CloseForm(forms.Form):
    reason = FreeTextField(
        label="Pourquoi ne plus attendre",
        max_length=500,
        help_text="Gardé avec le document, en face de chaque nom sans réponse.",
        error_messages={"required": "Dites pourquoi la signature est close sans ces réponses."},
    )


def close_signing(request: StaffRequest, kind: str, pk: UUID) -> HttpResponse:
    paper = _paper(request, kind, pk)
    policy.require(request.actor, "close_signing", paper.step)
    form = CloseForm(request.POST or None)
    back = "show_attendance" if isinstance(paper, AttendanceSheet) else "show_minutes"
    if form.is_valid():
        with refusals_on(form):
            actions.close_signing(paper=paper, by=request.actor, **form.cleaned_data)
            messages.success(
                request, "La signature est close : le document est scellé avec les réponses reçues."
            )
            return redirect(back, paper.step.pk)
    awaited = paper.signatures.filter(state=SignatureState.AWAITED).select_related("user")
    context = {"paper": paper, "step": paper.step, "form": form, "awaited": awaited, "back_url_name": back}
    return render(request, "staff/minutes/close.html", context, status=422 if form.is_bound else 200)


def show_paper(request: StaffRequest, kind: str, pk: UUID) -> HttpResponse:
    """The PDF: as it was sealed or, before everybody has answered, as it stands, marked as a draft."""
    paper = _paper(request, kind, pk)
    record_access(by=request.actor, beneficiary_id=paper.step.pathway.beneficiary_id, page="show_paper")
    if paper.document:
        return document_response(paper.document)
    return typeset_response(typeset(paper), f"projet-{file_name(paper)}")


def show_document(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A kept file, for those who see what it is about."""
    document = get_object_or_404(policy.documents_visible_to(request.actor), pk=pk)
    record_access(by=request.actor, beneficiary_id=document.beneficiary_id, page="show_document")
    return document_response(document, is_received=policy.is_scan(document))


def _paper(request: StaffRequest, kind: str, pk: UUID) -> AnyPaper:
    if kind not in PAPERS:
        raise Http404
    model: Any = PAPERS[kind]
    paper: AnyPaper = get_object_or_404(policy.papers_visible_to(request.actor, model), pk=pk)
    return paper

"""Proofs of attendance on screen: the sheet to sign or to print, and the signed paper scanned back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.documents.content import UPLOAD_MAX_BYTES
from rebond.pathways import actions, policy
from rebond.pathways.minutes import content_of, fingerprint_of
from rebond.pathways.models import AttendanceSheet, Step
from rebond.pathways.typesetting import blank_sheet
from rebond.web.acts import refusals_on
from rebond.web.documents import typeset_response
from rebond.web.requests import StaffRequest

_JOINED = (
    *("pathway__beneficiary", "pathway__programme__commissioner", "pathway__contractor", "pathway__business"),
    *("pathway__adviser", "pathway__lead_worker", "pathway__lead_organisation", "pathway__version"),
    *("pathway__careers_consultant", "pathway__careers_organisation", "phase__spec", "place", "spec"),
)


class ScanForm(forms.Form):
    file = forms.FileField(
        label="Feuille signée, numérisée ou photographiée",
        help_text="PDF, JPEG ou PNG, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


def show_attendance(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _page(request, _step(request, pk), ScanForm())


@require_POST
def open_attendance_sheet(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    actions.open_attendance_sheet(step=step, by=request.actor)
    return redirect("show_attendance", step.pk)


@require_POST
def attach_scan(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    policy.require(request.actor, "attach_scan", step)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            # One byte more than the limit is enough to tell that it is passed.
            content = form.cleaned_data["file"].read(UPLOAD_MAX_BYTES + 1)
            actions.attach_scan(step=step, content=content, by=request.actor)
            messages.success(request, "Le justificatif est conservé.")
            return redirect("show_attendance", step.pk)
    return _page(request, step, form)


def print_attendance_sheet(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The sheet to sign on paper."""
    step = _step(request, pk)
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="print_attendance_sheet")
    policy.require(request.actor, "open_attendance_sheet", step)
    if step.starts_at is None:
        messages.warning(request, "Donnez d'abord une date à ce rendez-vous.")
        return redirect("show_step", step.pk)
    return typeset_response(blank_sheet(step), f"presence-{clock.civil_date(step.starts_at)}.pdf")


def _step(request: StaffRequest, pk: UUID) -> Step:
    steps = policy.steps_visible_to(request.actor).select_related(*_JOINED)
    return get_object_or_404(steps.prefetch_related("parties__user", "parties__organisation"), pk=pk)


def _page(request: StaffRequest, step: Step, form: ScanForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="show_attendance")
    sheets = AttendanceSheet.objects.filter(step=step).select_related("document", "scan", "scanned_by")
    sheet = sheets.first()
    signatures = []
    if sheet:
        sheet.step = step
        signatures = list(sheet.signatures.select_related("user", "organisation", "collected_by"))
        for signature in signatures:
            signature.step = step
    context = {
        "step": step,
        "sheet": sheet,
        "signatures": signatures,
        "words": content_of(sheet) if sheet else None,
        "sha256": fingerprint_of(sheet) if sheet else "",
        "form": form,
        "has_begun": step.starts_at is not None and step.starts_at <= clock.now(),
    }
    return render(request, "staff/attendance/show.html", context, status=422 if form.is_bound else 200)

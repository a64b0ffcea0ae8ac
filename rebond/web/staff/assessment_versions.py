"""Diagnostics that were frozen: freezing one, reading it, comparing two, its PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.assessments import actions, policy
from rebond.assessments.comparing import changed_answers, levels_of, read_versions
from rebond.assessments.content import assessment_content, canonical, fingerprint
from rebond.assessments.models import Assessment, Moment
from rebond.assessments.reading import Diagnostic
from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response
from rebond.web.requests import StaffRequest
from rebond.web.staff.assessment_forms import FreezeForm
from rebond.web.staff.assessments import diagnostic_url, visible_pathway


def freeze_assessment(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Everything that will be kept is shown first."""
    pathway = visible_pathway(request, pk, to="freeze_assessment")
    form = FreezeForm(request.POST or None, initial={"moment": _usual_moment(pathway)})
    if form.is_valid():
        with refusals_on(form):
            frozen = actions.freeze_assessment(pathway=pathway, by=request.actor, **form.cleaned_data)
            messages.success(request, f"{frozen} : arrêté et partagé.")
            return redirect("show_assessment", frozen.pk)
    return _freeze_page(request, pathway, form)


def show_assessment(request: StaffRequest, pk: UUID) -> HttpResponse:
    assessment = _assessment(request, pk)
    record_access(by=request.actor, beneficiary_id=assessment.pathway.beneficiary_id, page="show_assessment")
    context = {
        "assessment": assessment,
        "pathway": assessment.pathway,
        "words": assessment.words,
        "levels": levels_of([assessment], Diagnostic([])),
        "back_url": diagnostic_url(assessment.pathway),
    }
    return render(request, "staff/assessments/show.html", context)


def show_assessment_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    assessment = _assessment(request, pk)
    page = "show_assessment_pdf"
    record_access(by=request.actor, beneficiary_id=assessment.pathway.beneficiary_id, page=page)
    if assessment.document is None:
        raise Http404
    return document_response(assessment.document)


def compare_assessments(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What changed from one version to another: the first and the last, unless two are named."""
    pathway = visible_pathway(request, pk)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="compare_assessments")
    versions = read_versions(pathway, by=request.actor)
    if len(versions) < 2:
        messages.info(request, "Il faut deux diagnostics arrêtés pour les comparer.")
        return redirect(diagnostic_url(pathway))
    before = _chosen(request, versions, "de") or versions[0]
    after = _chosen(request, versions, "a") or versions[-1]
    context = {
        "pathway": pathway,
        "versions": versions,
        "before": before,
        "after": after,
        "changed": changed_answers(before, after),
        "back_url": diagnostic_url(pathway),
    }
    return render(request, "staff/assessments/compare.html", context)


def _chosen(request: StaffRequest, versions: list[Assessment], name: str) -> Assessment | None:
    return next((each for each in versions if str(each.number) == request.GET.get(name)), None)


def _assessment(request: StaffRequest, pk: UUID) -> Assessment:
    visible = policy.assessments_visible_to(request.actor)
    joined = ("pathway__beneficiary", "pathway__business", "frozen_by", "organisation", "document")
    return get_object_or_404(visible.select_related(*joined).prefetch_related("ratings"), pk=pk)


def _usual_moment(pathway: Pathway) -> str:
    """A first one is the start; another one prepares a meeting."""
    return Moment.TRIPARTITE if pathway.assessments.exists() else Moment.START


def _freeze_page(request: StaffRequest, pathway: Pathway, form: FreezeForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="freeze_assessment")
    words = assessment_content(pathway)
    sha256 = fingerprint(canonical(words))
    form.initial["seen_sha256"] = sha256
    if form.is_bound:
        form.data = {**form.data.dict(), "seen_sha256": sha256}  # type: ignore[attr-defined]
    context = {
        "pathway": pathway,
        "form": form,
        "words": words,
        "today": clock.today(),
        "back_url": diagnostic_url(pathway),
    }
    return render(request, "staff/assessments/freeze.html", context, status=422 if form.is_bound else 200)

"""« Votre activité, avec vos mots »: what the person answers first, alone, and the diagnostics and opinions they may read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.assessments import actions, policy
from rebond.assessments.comparing import read_versions
from rebond.assessments.models import Assessment, ViabilityOpinion
from rebond.assessments.questions import SECTIONS, own_questions_of
from rebond.assessments.reading import Part, read_diagnostic, read_opinions, read_part
from rebond.web.acts import refusals_on
from rebond.web.assessment_fields import AnswersForm, initial_of
from rebond.web.documents import document_response
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.portal.unsent import resumed


def read(opened: Opened) -> dict[str, Any] | None:
    """What is left to say, and what may be read; None on a path that ended without a diagnostic."""
    pathway, by = opened.file.pathway, opened.request.person
    begun = sum(bool(part.own_words) for part in read_diagnostic(pathway, by=by).parts)
    versions = read_versions(pathway, by=by)
    if pathway.is_closed and not versions:
        return None
    return {"begun_count": begun, "count": len(SECTIONS), "last": versions[-1] if versions else None}


SECTION = Section("diagnostic", "portal/home/diagnostic.html", read)


@in_own_space
def show_own_diagnostic(request: PersonRequest) -> HttpResponse:
    pathway, by = request.pathway, request.person
    context = {
        "pathway": pathway,
        "parts": read_diagnostic(pathway, by=by).parts,
        "versions": read_versions(pathway, by=by)[::-1],
        "opinions": read_opinions(pathway, by=by),
    }
    return render(request, "portal/diagnostic.html", context)


@in_own_space
def answer_own_section(request: PersonRequest, section: str) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    part = read_part(request.pathway, section, by=request.person)
    form = _form(request, part)
    if form.is_valid():
        with refusals_on(form):
            seen, answers = form.cleaned_data["revision"], form.answers()
            actions.answer_section(
                pathway=request.pathway, section=section, answers=answers, revision=seen, by=request.person
            )
            messages.success(request, "C'est enregistré. Merci !")
            return redirect("show_own_diagnostic")
    context = {"form": form, "part": part}
    return render(request, "portal/answer_section.html", context, status=422 if form.is_bound else 200)


@in_own_space
def show_own_assessment(request: PersonRequest, pk: UUID) -> HttpResponse:
    assessment = _own_assessment(request, pk)
    return render(request, "portal/assessment.html", {"assessment": assessment, "words": assessment.words})


@in_own_space
def show_own_assessment_pdf(request: PersonRequest, pk: UUID) -> HttpResponse:
    assessment = _own_assessment(request, pk)
    if assessment.document is None:
        raise Http404
    return document_response(assessment.document)


@in_own_space
def show_own_opinion(request: PersonRequest, pk: UUID) -> HttpResponse:
    opinion = _own_opinion(request, pk)
    return render(request, "portal/opinion.html", {"opinion": opinion, "words": opinion.words})


@in_own_space
def show_own_opinion_pdf(request: PersonRequest, pk: UUID) -> HttpResponse:
    opinion = _own_opinion(request, pk)
    if opinion.document is None:
        raise Http404
    return document_response(opinion.document)


def _own_assessment(request: PersonRequest, pk: UUID) -> Assessment:
    visible = policy.assessments_visible_to(request.person)
    return get_object_or_404(visible.select_related("frozen_by", "organisation", "document"), pk=pk)


def _own_opinion(request: PersonRequest, pk: UUID) -> ViabilityOpinion:
    visible = policy.opinions_visible_to(request.person)
    return get_object_or_404(visible.select_related("organisation", "document"), pk=pk)


def _form(request: PersonRequest, part: Part) -> AnswersForm:
    saved = part.own
    answers, revision = (saved.answers, saved.revision) if saved else ({}, 0)
    initial = {**initial_of(answers), **resumed(request), "revision": revision}
    asked = own_questions_of(part.section)
    return AnswersForm(request.POST or None, questions=asked, as_person=True, initial=initial)

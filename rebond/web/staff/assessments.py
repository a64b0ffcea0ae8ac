"""The diagnostic on screen: each section on a page of its own, kept as it is typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rebond.assessments import actions, policy
from rebond.assessments.comparing import levels_of, read_versions
from rebond.assessments.facts import business_facts, money_facts
from rebond.assessments.models import Assessment
from rebond.assessments.questions import SECTIONS
from rebond.assessments.reading import (
    Diagnostic,
    Part,
    read_diagnostic,
    read_opinions,
    read_part,
)
from rebond.audit.journal import record_access
from rebond.drafts import store
from rebond.pathways.file import File
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.web.acts import refusals_on
from rebond.web.assessment_fields import initial_of
from rebond.web.requests import StaffRequest
from rebond.web.staff.assessment_forms import SectionForm
from rebond.web.staff.drafts import resume_draft

_JOINED = ("beneficiary", "business", "contractor", "adviser", "programme", "version", "referral")
#: In the address: what is saved is shown, not the draft.
SAVED = "enregistre"


def answer_section(request: StaffRequest, pk: UUID, section: str) -> HttpResponse:
    """Fill one section, alone or with the person beside; the next one is a click away."""
    pathway = visible_pathway(request, pk, to="answer_section")
    if section not in SECTIONS:
        raise Http404
    part = read_part(pathway, section, by=request.actor)
    initial = {**initial_of(part.answers), "revision": part.revision}
    form = SectionForm(request.POST or None, section=section, pathway=pathway, initial=initial)
    form.own_words = part.own_words
    if form.is_valid():
        with refusals_on(form):
            seen, answers = form.cleaned_data["revision"], form.answers()
            actions.answer_section(
                pathway=pathway, section=section, answers=answers, revision=seen, by=request.actor
            )
            store.forget_draft(user=request.user, key=draft_key(pathway, section))
            messages.success(request, f"« {part.section.label} » est enregistré.")
            return redirect(_next_url(request, pathway, section))
    return _section_page(request, pathway, part, form)


def visible_pathway(request: StaffRequest, pk: UUID, *, to: str = "") -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathway = get_object_or_404(pathways_visible_to(request.actor).select_related(*_JOINED), pk=pk)
    if to:
        policy.require(request.actor, to, pathway)
    return pathway


def draft_key(pathway: Pathway, section: str) -> str:
    """The draft of this section on its screen, which a device takes along too."""
    return f"diagnostic-{section}-{pathway.pk}"


def _next_url(request: StaffRequest, pathway: Pathway, section: str) -> str:
    """The next section, when it was asked for; else the file."""
    codes = list(SECTIONS)
    after = codes[codes.index(section) + 1 :]
    if "next" in request.POST and after:
        return reverse("answer_section", args=[pathway.pk, after[0]])
    return diagnostic_url(pathway)


def diagnostic_url(pathway: Pathway) -> str:
    return f"{reverse('show_pathway', args=[pathway.pk])}?section=diagnostic"


def _section_page(request: StaffRequest, pathway: Pathway, part: Part, form: SectionForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="answer_section")
    key = draft_key(pathway, part.section.code)
    is_resumed = not form.is_bound and SAVED not in request.GET
    context = {
        "pathway": pathway,
        "part": part,
        **_beside(pathway, part),
        "form": form,
        "resumed": resume_draft(request, key, [form]) if is_resumed else "",
        "draft_key": key,
        "back_url": diagnostic_url(pathway),
        "figures_url": f"{reverse('show_pathway', args=[pathway.pk])}?section=entreprise",
        "saved_url": f"{request.path}?{SAVED}=1",
        "sections": SECTIONS.values(),
        "is_last": part.section.code == list(SECTIONS)[-1],
    }
    return render(request, "staff/assessments/section.html", context, status=422 if form.is_bound else 200)


def _beside(pathway: Pathway, part: Part) -> dict[str, Any]:
    """What the file knows already about this section."""
    code = part.section.code
    return {
        "facts": business_facts(pathway) if code == "business" else [],
        "money": money_facts(pathway) if code == "money" else None,
        "named": list(pathway.referral.obstacles.all()) if code == "obstacles" else [],
    }


def read_section(opened: File, request: StaffRequest) -> dict[str, Any]:
    """« Diagnostic » on the file: what each reader may read of it."""
    pathway, by = opened.pathway, request.actor
    draft = read_diagnostic(pathway, by=by)
    versions = read_versions(pathway, by=by)
    opinions = read_opinions(pathway, by=by)
    return {
        "diagnostic": draft,
        "versions": versions[::-1],
        "levels": levels_of(versions, draft),
        "standing": next((opinion for opinion in opinions if opinion.signed_at), None),
        "older_opinions": [opinion for opinion in opinions if opinion.signed_at][1:],
        "opinion_draft": next((opinion for opinion in opinions if not opinion.signed_at), None),
        "reads_draft": policy.drafts_readable_by(by).filter(pk=pathway.pk).exists(),
        "can_fill": policy.may(by, "answer_section", pathway) and not pathway.is_closed,
        "can_freeze": policy.may(by, "freeze_assessment", pathway) and draft.is_begun,
        "is_new": _is_new(draft, versions),
        "can_write_opinion": policy.may(by, "write_opinion", pathway) and not pathway.is_closed,
    }


def _is_new(draft: Diagnostic, versions: list[Assessment]) -> bool:
    """Whether something was answered since the last version."""
    answered_at = draft.answered_at
    return answered_at is not None and (not versions or answered_at > versions[-1].frozen_at)

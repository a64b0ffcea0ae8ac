"""The diagnostic on screen: each section on a page of its own, kept as it is typed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rebond.assessments import actions, policy
from rebond.assessments.questions import SECTIONS
from rebond.assessments.reading import Part, read_part
from rebond.audit.journal import record_access
from rebond.drafts import store
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.web.acts import refusals_on
from rebond.web.assessment_fields import initial_of
from rebond.web.requests import StaffRequest
from rebond.web.staff.assessment_forms import SectionForm
from rebond.web.staff.drafts import resume_draft

_JOINED = ("beneficiary", "business", "contractor", "adviser", "programme", "version")
#: In the address: what is saved is shown, not the draft.
SAVED = "enregistre"


def answer_section(request: StaffRequest, pk: UUID, section: str) -> HttpResponse:
    """Fill one section, alone or with the person beside; the next one is a click away."""
    pathway = _pathway(request, pk, to="answer_section")
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


def _pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathway = get_object_or_404(pathways_visible_to(request.actor).select_related(*_JOINED), pk=pk)
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
        "form": form,
        "resumed": _resume(request, form, key) if is_resumed else "",
        "draft_key": key,
        "back_url": diagnostic_url(pathway),
        "saved_url": f"{request.path}?{SAVED}=1",
        "sections": SECTIONS.values(),
        "is_last": part.section.code == list(SECTIONS)[-1],
    }
    return render(request, "staff/assessments/section.html", context, status=422 if form.is_bound else 200)


def _resume(request: StaffRequest, form: SectionForm, key: str) -> str:
    """Put the draft back with the revision over which it was typed: what others saved since is then compared."""
    resumed = resume_draft(request, key, [form])
    draft = store.find_draft(user=request.user, key=key) if resumed else None
    if draft and draft.data.get("revision"):
        form.initial["revision"] = draft.data["revision"][0]
    return resumed

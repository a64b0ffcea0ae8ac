"""The reasoned opinion on viability, on screen: written with the facts beside, read, signed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.assessments import actions, policy
from rebond.assessments.comparing import levels_of, read_versions
from rebond.assessments.content import canonical, fingerprint, opinion_content
from rebond.assessments.facts import money_facts
from rebond.assessments.models import ViabilityOpinion
from rebond.assessments.reading import read_diagnostic, standing_opinion
from rebond.audit.journal import record_access
from rebond.drafts import store
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response
from rebond.web.requests import StaffRequest
from rebond.web.signing import SignForm
from rebond.web.staff.assessment_forms import OpinionForm
from rebond.web.staff.assessments import SAVED, diagnostic_url, visible_pathway
from rebond.web.staff.drafts import resume_draft

_PARTS = ("observed", "opinion", "conditions", "revision")


def write_opinion(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The opinion under way, or a new one; then to be signed."""
    pathway = visible_pathway(request, pk, to="write_opinion")
    row = _under_way(request, pathway)
    initial = {name: getattr(row, name) for name in _PARTS} if row else {"revision": 0}
    form = OpinionForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            written = actions.write_opinion(pathway=pathway, by=request.actor, **form.cleaned_data)
            store.forget_draft(user=request.user, key=_draft_key(pathway))
            if "sign" in request.POST and not written._state.adding:
                return redirect("sign_opinion", written.pk)
            messages.success(
                request, "L'avis est enregistré. Il n'est lu hors de votre équipe qu'une fois signé."
            )
            return redirect(diagnostic_url(pathway))
    return _writing_page(request, pathway, form, row)


def sign_opinion(request: StaffRequest, pk: UUID) -> HttpResponse:
    opinion = _opinion(request, pk)
    policy.require(request.actor, "sign_opinion", opinion)
    if request.method != "POST" and opinion.signed_at:
        messages.info(request, "Cet avis est déjà signé.")
        return redirect("show_opinion", opinion.pk)
    words = _words_to_sign(opinion)
    sha256 = opinion.content_sha256 or fingerprint(canonical(words))
    form = SignForm(request.POST or None, sha256=sha256, initial={"name": str(request.actor.user)})
    if form.is_valid():
        with refusals_on(form):
            actions.sign_opinion(opinion=opinion, by=request.actor, **form.values())
            messages.success(request, "L'avis est signé : les parties et la personne peuvent le lire.")
            return redirect("show_opinion", opinion.pk)
    return _signing_page(request, opinion, form, words, sha256)


def show_opinion(request: StaffRequest, pk: UUID) -> HttpResponse:
    opinion = _opinion(request, pk)
    if opinion.signed_at is None:
        raise Http404
    record_access(by=request.actor, beneficiary_id=opinion.pathway.beneficiary_id, page="show_opinion")
    context = {
        "opinion": opinion,
        "pathway": opinion.pathway,
        "words": opinion.words,
        "replacement": _replacement_of(opinion, request),
        "back_url": diagnostic_url(opinion.pathway),
    }
    return render(request, "staff/assessments/opinion.html", context)


def show_opinion_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    opinion = _opinion(request, pk)
    record_access(by=request.actor, beneficiary_id=opinion.pathway.beneficiary_id, page="show_opinion_pdf")
    if opinion.document is None:
        raise Http404
    return document_response(opinion.document)


def _opinion(request: StaffRequest, pk: UUID) -> ViabilityOpinion:
    joined = (
        *("pathway__beneficiary", "pathway__business", "pathway__programme", "pathway__contractor"),
        *("pathway__version", "written_by", "organisation", "assessment", "replaces", "document"),
    )
    return get_object_or_404(policy.opinions_visible_to(request.actor).select_related(*joined), pk=pk)


def _replacement_of(opinion: ViabilityOpinion, request: StaffRequest) -> ViabilityOpinion | None:
    visible = policy.opinions_visible_to(request.actor)
    return visible.filter(replaces=opinion, signed_at__isnull=False).first()


def _under_way(request: StaffRequest, pathway: Pathway) -> ViabilityOpinion | None:
    visible = policy.opinions_visible_to(request.actor)
    return visible.filter(pathway=pathway, signed_at__isnull=True).select_related("replaces").first()


def _draft_key(pathway: Pathway) -> str:
    return f"avis-{pathway.pk}"


def _words_to_sign(opinion: ViabilityOpinion) -> dict[str, object]:
    if opinion.signed_at:
        return opinion.words
    opinion.assessment = opinion.pathway.assessments.last()
    return opinion_content(opinion)


def _writing_page(
    request: StaffRequest, pathway: Pathway, form: OpinionForm, row: ViabilityOpinion | None
) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="write_opinion")
    key = _draft_key(pathway)
    draft = read_diagnostic(pathway, by=request.actor)
    is_resumed = not form.is_bound and SAVED not in request.GET
    context = {
        "pathway": pathway,
        "form": form,
        "resumed": resume_draft(request, key, [form]) if is_resumed else "",
        "draft_key": key,
        "saved_url": f"{request.path}?{SAVED}=1",
        "replaced": row.replaces if row else standing_opinion(pathway),
        "levels": levels_of(read_versions(pathway, by=request.actor), draft),
        "money": money_facts(pathway),
        "back_url": diagnostic_url(pathway),
    }
    return render(
        request, "staff/assessments/write_opinion.html", context, status=422 if form.is_bound else 200
    )


def _signing_page(
    request: StaffRequest, opinion: ViabilityOpinion, form: SignForm, words: dict[str, object], sha256: str
) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=opinion.pathway.beneficiary_id, page="sign_opinion")
    context = {
        "opinion": opinion,
        "pathway": opinion.pathway,
        "form": form,
        "words": words,
        "sha256": sha256,
    }
    return render(
        request, "staff/assessments/sign_opinion.html", context, status=422 if form.is_bound else 200
    )

"""The tripartite meeting as one object: convocation, minutes, signatures, what was added, and the sealed document."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways import actions, policy
from rebond.pathways.minutes import AnyPaper, content_of, fingerprint_of
from rebond.pathways.models import Review, Step
from rebond.pathways.quorum import quorum_of
from rebond.pathways.states import StepState
from rebond.web.acts import RevisionForm, refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.staff.meeting_panel import meeting_panel

CONVOCATIONS = ("convene_review", "review_convocation")
_JOINED = (
    *("pathway__beneficiary", "pathway__programme__commissioner", "pathway__contractor", "pathway__business"),
    *("pathway__adviser", "pathway__lead_worker", "pathway__lead_organisation", "pathway__version"),
    *("pathway__careers_consultant", "pathway__careers_organisation", "pathway__referral"),
    *("phase__spec", "place", "spec"),
)


_NOT_TO_CONVENE = "Ce bilan n'est pas à convoquer : il n'a pas de date à venir, ou c'est déjà fait."
_CONVENED = "Les parties sont convoquées. Chaque message est gardé avec la réunion."


class ConveneForm(RevisionForm):
    agenda = FreeTextField(
        label="Ordre du jour",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "data-sensitive": reverse_lazy("check_free_text")}),
        help_text="Envoyé aux parties avec la date et le lieu, et repris dans le compte rendu.",
    )


class AddendumForm(forms.Form):
    text = FreeTextField(
        label="Ce qui est corrigé ou ajouté",
        help_text="Le compte rendu signé ne change pas : l'avenant est un texte à part, que les mêmes personnes signent.",
        error_messages={"required": "Écrivez ce qui est corrigé ou ajouté."},
    )


def show_minutes(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Everything about one tripartite meeting."""
    step = _review_step(request, pk)
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="show_minutes")
    review = _review_of(step)
    context = {
        "step": step,
        "review": review,
        "is_held": review is not None and review.number is not None,
        "convocations": _convocations(step),
        "is_to_convene": _is_to_convene(step, review),
        "quorum": quorum_of(step),
        **(_written(review) if review else {"words": None, "sha256": "", "signatures": [], "addenda": []}),
    }
    return render(request, "staff/minutes/show.html", context)


def convene_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = _review_step(request, pk)
    policy.require(request.actor, "convene_review", step)
    if request.method != "POST" and not _is_to_convene(step, _review_of(step)):
        messages.warning(request, _NOT_TO_CONVENE)
        return redirect("show_minutes", step.pk)
    initial = {"revision": step.revision, "agenda": _usual_agenda(step)}
    form = ConveneForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            agenda, seen = form.cleaned_data["agenda"], form.cleaned_data["revision"]
            actions.convene_review(step=step, agenda=agenda, seen_revision=seen, by=request.actor)
            messages.success(request, _CONVENED)
            return redirect("show_minutes", step.pk)
    return _convene_page(request, step, form)


def add_addendum(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = _review_step(request, pk)
    policy.require(request.actor, "add_addendum", step)
    review = _review_of(step)
    if review is None or review.number is None:
        raise Http404
    form = AddendumForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            addendum = actions.add_addendum(review=review, by=request.actor, **form.cleaned_data)
            messages.success(request, f"{addendum} : chacun reçoit un lien pour le signer.")
            return redirect("show_minutes", step.pk)
    context = {"step": step, "review": review, "form": form}
    return render(request, "staff/minutes/addendum.html", context, status=422 if form.is_bound else 200)


def _review_step(request: StaffRequest, pk: UUID) -> Step:
    steps = policy.steps_visible_to(request.actor).select_related(*_JOINED)
    step = get_object_or_404(steps.prefetch_related("parties__user", "parties__organisation"), pk=pk)
    if not step.is_review:
        raise Http404
    return step


def _review_of(step: Step) -> Review | None:
    review = Review.objects.filter(step=step).select_related("document", "convened_by").first()
    if review:
        review.step = step
    return review


def _written(review: Review) -> dict[str, object]:
    """The words, who answers for them, and what was added; nothing of it before the meeting is held."""
    is_held = review.number is not None
    return {
        "words": content_of(review) if is_held else None,
        "sha256": fingerprint_of(review) if is_held else "",
        "signatures": _signatures(review),
        "addenda": _addenda(review),
    }


def _convocations(step: Step) -> QuerySet[Message]:
    """The messages that convened the parties: their proof."""
    return Message.objects.filter(object_id=step.pk, template__in=CONVOCATIONS).order_by("queued_at", "pk")


def _convene_page(request: StaffRequest, step: Step, form: ConveneForm) -> HttpResponse:
    step.phase.pathway = step.pathway
    panel = meeting_panel(step.phase, by=request.actor)
    context = {"step": step, "pathway": step.pathway, "form": form, **panel}
    return render(request, "staff/minutes/convene.html", context, status=422 if form.is_bound else 200)


def _signatures(paper: AnyPaper) -> list[object]:
    rows = list(paper.signatures.select_related("user", "organisation", "collected_by"))
    for row in rows:
        row.step = paper.step
    return list(rows)


def _addenda(review: Review) -> list[dict[str, object]]:
    found = []
    for addendum in review.addenda.select_related("written_by", "document"):
        addendum.review = review
        found.append({"addendum": addendum, "signatures": _signatures(addendum)})
    return found


def _is_to_convene(step: Step, review: Review | None) -> bool:
    has_date = step.state == StepState.PLANNED and step.starts_at is not None and step.starts_at > clock.now()
    return has_date and (review is None or review.convened_for != step.starts_at)


def _usual_agenda(step: Step) -> str:
    """What such a meeting looks at, to be changed at will."""
    return "\n".join(
        [
            f"1. Ce qui a été fait pendant la phase {step.phase}",
            "2. Le plan d'action : ce qui avance, ce qui bloque",
            "3. L'activité de l'entreprise et le chiffre d'affaires",
            "4. L'avis de chacun et la décision",
            "5. La suite et les prochains rendez-vous",
        ]
    )

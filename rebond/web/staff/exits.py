"""Leaving the programme, putting the exit right, and the looks taken afterwards."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.leaving import leaving_of, meets_positive_rule
from rebond.pathways.models import FollowUp, Pathway
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import PATHWAY
from rebond.pathways.turnover import declared_turnovers, exit_turnovers, turnover_change
from rebond.programmes.models import POSITIVE_EXIT
from rebond.programmes.vocabulary import ActivityStatus
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.exit_forms import CorrectExitForm, ExitForm, FollowUpForm, OutcomeForm


def record_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Close the path on the four variables of E7."""
    pathway = _pathway(request, pk, to="record_exit")
    if request.method != "POST" and not PATHWAY.allows(pathway.state, "record_exit"):
        messages.warning(request, "Ce parcours est déjà terminé.")
        return redirect("show_pathway", pathway.pk)
    declared = declared_turnovers(pathway)
    form = ExitForm.of(pathway, request.POST or None, turnovers=exit_turnovers(declared) if declared else {})
    key = f"record-exit-{pathway.pk}"
    resumed = "" if form.is_bound else resume_draft(request, key, [form])
    if form.is_valid():
        with refusals_on(form):
            day = form.cleaned_data["exited_on"]
            actions.record_exit(pathway=pathway, exited_on=day, situation=form.situation(), by=request.actor)
            store.forget_draft(user=request.user, key=key)
            messages.success(request, "Sortie enregistrée.")
            return redirect("show_pathway", pathway.pk)
    context = {"form": form, "resumed": resumed, "draft_key": key, "declared": declared}
    return _page(request, "record_exit", _pathway(request, pk, to="record_exit"), context)


@require_POST
def preview_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What the exit being typed would do and say, as a fragment."""
    pathway = _pathway(request, pk, to="record_exit")
    form = ExitForm.of(pathway, request.POST)
    form.is_valid()
    return render(request, "staff/exits/_preview.html", _preview(pathway, form))


def correct_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put the exit variables right; the second of two people is told what the first changed."""
    pathway = _pathway(request, pk, to="correct_exit")
    if not pathway.is_closed:
        messages.warning(request, "Ce parcours n'est pas terminé : enregistrez d'abord la sortie.")
        return redirect("show_pathway", pathway.pk)
    form = CorrectExitForm.of(pathway, request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            seen, reason = form.cleaned_data["revision"], form.cleaned_data["reason"]
            actions.correct_exit(
                pathway=pathway,
                situation=form.situation(),
                reason=reason,
                seen_revision=seen,
                by=request.actor,
            )
            messages.success(request, "Sortie corrigée.")
            return redirect("show_pathway", pathway.pk)
    return _page(request, "correct_exit", _pathway(request, pk, to="correct_exit"), {"form": form})


def record_follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    """What has become of the person, or that nobody answered."""
    people = ("pathway__beneficiary", "pathway__business", "pathway__contractor")
    follow_up = get_object_or_404(policy.follow_ups_visible_to(request.actor).select_related(*people), pk=pk)
    policy.require(request.actor, "record_follow_up", follow_up)
    form = FollowUpForm(request.POST or None, initial=_told(follow_up))
    if form.is_valid():
        with refusals_on(form):
            day, comment = form.cleaned_data["observed_on"], form.cleaned_data["comment"]
            situation = form.known_situation()
            actions.record_follow_up(
                follow_up=follow_up, observed_on=day, situation=situation, comment=comment, by=request.actor
            )
            messages.success(request, f"{follow_up} enregistré.")
            return redirect("show_pathway", follow_up.pathway_id)
    context = {"form": form, "follow_up": follow_up}
    return _page(request, "record_follow_up", follow_up.pathway, context)


def _pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    people = ("beneficiary", "business", "adviser", "lead_worker", "contractor", "programme", "version")
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor).select_related(*people), pk=pk)
    policy.require(request.actor, to, pathway)
    return pathway


def _told(follow_up: FollowUp) -> dict[str, object]:
    """What was said last time; nothing is preselected the first time."""
    if follow_up.state == FollowUpState.DUE:
        return {}
    names = ("observed_on", "comment", "activity_status", "rsa_status", "rsa_left_on", "job_quality")
    is_reached = follow_up.state == FollowUpState.DONE
    kept = {name: getattr(follow_up, name) for name in (names if is_reached else names[:2])}
    return {**kept, "reached": "reached" if is_reached else "unreachable"}


def _preview(pathway: Pathway, form: OutcomeForm) -> dict[str, object]:
    """What follows from what is typed so far, for the page and its fragment."""
    typed = getattr(form, "cleaned_data", {})
    outcome = form.outcome()
    is_told = outcome.activity_status not in ("", ActivityStatus.UNKNOWN) and bool(
        outcome.rsa_status and outcome.job_quality
    )
    return {
        "pathway": pathway,
        "leaving": leaving_of(
            pathway, typed.get("exited_on") or clock.today(), exit_reason=outcome.exit_reason
        ),
        "change": turnover_change(outcome),
        "is_told": is_told,
        "rule": pathway.version.rates.filter(code=POSITIVE_EXIT).first(),
        "is_positive": meets_positive_rule(outcome, pathway.version),
    }


def _page(request: StaffRequest, page: str, pathway: Pathway, context: dict[str, object]) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page=page)
    form = context["form"]
    assert isinstance(form, forms.Form)
    about = _preview(pathway, form) if isinstance(form, ExitForm) else {}
    context = {"pathway": pathway, **about, **context}
    return render(request, f"staff/exits/{page}.html", context, status=422 if form.is_bound else 200)

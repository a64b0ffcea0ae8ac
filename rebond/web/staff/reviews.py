"""Deciding together: the tripartite meeting, a decision outside of it, and the resumption."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.deciding import awaited_role, waiting_decision, why_no_choice
from rebond.pathways.meeting import first_step_to_plan
from rebond.pathways.models import Decision, Pathway, Phase, Step
from rebond.pathways.states import PATHWAY, STEP, DecisionState
from rebond.people.actor import Actor
from rebond.programmes.vocabulary import Effect
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.decision_forms import OwnDecisionForm, ResumeForm, ReviewForm
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.meeting_panel import meeting_panel

_PEOPLE = (
    "beneficiary",
    "business",
    "adviser",
    "lead_worker",
    "careers_consultant",
    "contractor",
    "programme",
    "referral",
)


def hold_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The screen used during the tripartite meeting: everything is written once, and sent once."""
    step = _step(request, pk)
    if request.method != "POST" and (reason := _why_not_held(step, by=request.actor)):
        messages.warning(request, reason)
        return redirect("show_pathway", step.pathway_id)
    initial = {"revision": step.revision, "starts_at": step.starts_at}
    form = ReviewForm(request.POST or None, step=step, by=request.actor, initial=initial)
    if form.is_valid():
        with refusals_on(form), transaction.atomic():
            decision = actions.hold_review(step=step, by=request.actor, **form.values())
            planned = _plan_next(decision, form, by=request.actor)
            store.forget_draft(user=request.user, key=_draft_key(step))
            messages.success(request, f"{_told(decision)}{planned} Il reste à signer le compte rendu.")
            return redirect("show_minutes", step.pk)
    return _review_page(request, _step(request, pk), form)


def decide(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A decision taken between two meetings: to suspend, to move on early, to leave."""
    pathway = _pathway(request, pk, to="decide")
    phase = pathway.current_phase()
    if phase is None or not PATHWAY.allows(pathway.state, "decide") or _is_in_vain(request, phase):
        messages.warning(request, _why_not_decided(pathway, by=request.actor))
        return redirect("show_pathway", pathway.pk)
    phase.pathway = pathway
    initial = {"revision": pathway.revision}
    form = OwnDecisionForm(request.POST or None, phase=phase, by=request.actor, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            day = form.cleaned_data["decided_on"]
            decision = actions.decide(pathway=pathway, decided_on=day, by=request.actor, **form.values())
            messages.success(request, _told(decision))
            return redirect("show_pathway", pathway.pk)
    return _decision_page(request, phase, form)


def resume_pathway(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = _pathway(request, pk, to="resume_pathway")
    if request.method != "POST" and not PATHWAY.allows(pathway.state, "resume_pathway"):
        messages.warning(request, "Ce parcours n'est pas suspendu.")
        return redirect("show_pathway", pathway.pk)
    form = ResumeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.resume_pathway(pathway=pathway, by=request.actor, **form.cleaned_data)
            messages.success(
                request, "Le parcours a repris. Les échéances sont décalées de la durée de la pause."
            )
            return redirect("show_pathway", pathway.pk)
    context = {"pathway": _pathway(request, pk, to="resume_pathway"), "form": form}
    return render(request, "staff/reviews/resume.html", context, status=422 if form.is_bound else 200)


def _step(request: StaffRequest, pk: UUID) -> Step:
    """The review if this role sees it (else 404), and may run it and decide (else 403)."""
    people = [f"pathway__{name}" for name in _PEOPLE]
    steps = policy.steps_visible_to(request.actor).select_related("phase__spec", "place", *people)
    step = get_object_or_404(steps.prefetch_related("parties"), pk=pk)
    step.phase.pathway = step.pathway
    policy.require(request.actor, "hold_review", step)
    policy.require(request.actor, "decide", step.pathway)
    return step


def _pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor).select_related(*_PEOPLE), pk=pk)
    policy.require(request.actor, to, pathway)
    return pathway


def _draft_key(step: Step) -> str:
    return f"hold-review-{step.pk}"


def _why_not_held(step: Step, *, by: Actor) -> str:
    """Why this meeting cannot be held now; nothing when it can."""
    if not step.is_review:
        return "Ce rendez-vous n'est pas un bilan tripartite."
    try:
        PATHWAY.after(step.pathway.state, "decide")
        STEP.after(step.state, "report_held")
    except ActRefused as refusal:
        return refusal.message
    return _why_it_waits(step.pathway) or why_no_choice(step.phase, by=by)


def _is_in_vain(request: StaffRequest, phase: Phase) -> bool:
    """Whether the screen would be filled for nothing; what is sent is answered by the act."""
    if request.method == "POST":
        return False
    return waiting_decision(phase.pathway) is not None or bool(why_no_choice(phase, by=request.actor))


def _why_it_waits(pathway: Pathway) -> str:
    waiting = waiting_decision(pathway)
    return f"Une décision attend déjà une approbation : {waiting.title}." if waiting else ""


def _told(decision: Decision) -> str:
    """What was written; a decision that waits says for whom."""
    role = awaited_role(decision.choice)
    waits = f" Elle prendra effet une fois approuvée : {role}." if role else ""
    return f"Décision enregistrée : {decision}.{waits}"


def _why_not_decided(pathway: Pathway, *, by: Actor) -> str:
    try:
        PATHWAY.after(pathway.state, "decide")
    except ActRefused as refusal:
        return refusal.message
    if waiting := _why_it_waits(pathway):
        return waiting
    if phase := pathway.current_phase():
        return why_no_choice(phase, by=by)
    return "Aucune phase n'est en cours : il reste à enregistrer la sortie."


def _plan_next(decision: Decision, form: ReviewForm, *, by: Actor) -> str:
    """Plan the first appointment of what comes next, if a date was given; returns it in words.

    Raises ActRefused on the field at fault: nothing of the meeting is then saved.
    """
    starts_at = form.cleaned_data["next_starts_at"]
    if starts_at is None:
        return ""
    if decision.state == DecisionState.WAITING and decision.choice.effect != Effect.EXTEND:
        raise ActRefused("La suite se planifie une fois la décision approuvée.", field="next_starts_at")
    step = first_step_to_plan(decision.pathway)
    if step is None:
        raise ActRefused("Cette décision ne laisse aucun rendez-vous à planifier.", field="next_starts_at")
    place, minutes = form.cleaned_data["next_place"], step.duration_minutes
    try:
        actions.plan_step(step=step, starts_at=starts_at, duration_minutes=minutes, place=place, by=by)
    except ActRefused as refusal:
        raise ActRefused(refusal.message, field=f"next_{refusal.field}") from refusal
    return f" {step} planifié le {clock.civil_date(starts_at):%d/%m/%Y}."


def _review_page(request: StaffRequest, step: Step, form: ReviewForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="hold_review")
    resumed = "" if form.is_bound else resume_draft(request, _draft_key(step), [form])
    context = {
        "step": step,
        "pathway": step.pathway,
        "form": form,
        "resumed": resumed,
        "draft_key": _draft_key(step),
    }
    return _with_agenda(request, "staff/reviews/hold.html", step.phase, context)


def _decision_page(request: StaffRequest, phase: Phase, form: OwnDecisionForm) -> HttpResponse:
    record_access(by=request.actor, beneficiary_id=phase.pathway.beneficiary_id, page="decide")
    return _with_agenda(request, "staff/reviews/decide.html", phase, {"pathway": phase.pathway, "form": form})


def _with_agenda(
    request: StaffRequest, template: str, phase: Phase, context: dict[str, object]
) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200  # type: ignore[attr-defined]
    return render(request, template, {**context, **meeting_panel(phase, by=request.actor)}, status=status)

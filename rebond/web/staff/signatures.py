"""Signing and refusing on screen, for oneself or on the spot for somebody else; and the links that ask for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core.acts import ActRefused
from rebond.pathways import actions, policy
from rebond.pathways.models import AttendanceSheet, Signature, Step, Way
from rebond.pathways.states import SignatureState
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.signing import RefuseToSignForm, SignForm, words_of

_JOINED = (
    *("step__pathway__beneficiary", "step__pathway__programme", "step__pathway__contractor", "user"),
    *("organisation", "review__step", "addendum__review__step", "sheet__step", "step__phase__spec"),
)


def sign(request: StaffRequest, pk: UUID) -> HttpResponse:
    signature = _signature(request, pk, to="sign")
    if request.method != "POST" and signature.state != SignatureState.AWAITED:
        messages.warning(request, f"Déjà répondu : {signature}.")
        return back_to_paper(signature)
    form = SignForm(request.POST or None, signature=signature)
    if form.is_valid():
        with refusals_on(form):
            actions.sign(signature=signature, way=_way(request, signature), by=request.actor, **form.values())
            messages.success(request, f"Signature enregistrée : {signature.name}.")
            return back_to_paper(signature)
    return _page(request, signature, form, "staff/signatures/sign.html")


def refuse_to_sign(request: StaffRequest, pk: UUID) -> HttpResponse:
    signature = _signature(request, pk, to="refuse_to_sign")
    if request.method != "POST" and signature.state != SignatureState.AWAITED:
        messages.warning(request, f"Déjà répondu : {signature}.")
        return back_to_paper(signature)
    form = RefuseToSignForm(request.POST or None, signature=signature)
    if form.is_valid():
        with refusals_on(form):
            way = _way(request, signature)
            actions.refuse_to_sign(signature=signature, way=way, by=request.actor, **form.values())
            messages.success(request, "Refus enregistré, avec sa raison.")
            return back_to_paper(signature)
    return _page(request, signature, form, "staff/signatures/refuse.html")


@require_POST
def send_signing_links(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = get_object_or_404(policy.steps_visible_to(request.actor), pk=pk)
    try:
        count = actions.send_signing_links(step=step, by=request.actor)
    except ActRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        many = "s" if count > 1 else ""
        messages.success(request, f"{count} lien{many} pour signer envoyé{many}.")
    return redirect("show_minutes" if step.is_review else "show_attendance", step.pk)


def back_to_paper(signature: Signature) -> HttpResponse:
    """The page of the paper, for those who see the appointment."""
    return redirect(page_of(signature), signature.step_id)


def page_of(signature: Signature) -> str:
    return "show_attendance" if isinstance(signature.paper, AttendanceSheet) else "show_minutes"


def _signature(request: StaffRequest, pk: UUID, *, to: str) -> Signature:
    signatures = policy.signatures_visible_to(request.actor).select_related(*_JOINED)
    signature = get_object_or_404(signatures, pk=pk)
    policy.require(request.actor, to, signature)
    return signature


def _way(request: StaffRequest, signature: Signature) -> Way:
    return Way.SIGNED_IN if policy.is_signer(request.actor, signature) else Way.ON_THE_SPOT


def _page(
    request: StaffRequest, signature: Signature, form: SignForm | RefuseToSignForm, template: str
) -> HttpResponse:
    step: Step = signature.step
    record_access(by=request.actor, beneficiary_id=step.pathway.beneficiary_id, page="sign")
    signature.refresh_from_db()
    context = {
        "signature": signature,
        "step": step,
        "form": form,
        "is_own": policy.is_signer(request.actor, signature),
        "sees_step": policy.steps_visible_to(request.actor).filter(pk=step.pk).exists(),
        "back_url_name": page_of(signature),
        **words_of(signature),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)

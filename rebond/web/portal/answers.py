"""The person answers for an appointment from the link of a message: confirm, move, cancel. A GET never acts."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.models import Purpose
from rebond.pathways import actions, policy
from rebond.pathways.booking import slots_to_move
from rebond.pathways.models import Step
from rebond.pathways.states import PathwayState, StepState
from rebond.web.forms import FreeTextField
from rebond.web.portal.doors import LinkRequest, by_link
from rebond.web.portal.slots import SlotForm, about, offered, person_of, said


class CancelForm(forms.Form):
    reason = FreeTextField(
        label="Pourquoi ?",
        required=False,
        max_length=300,
        help_text="Votre réponse est lue par les personnes qui vous accompagnent.",
    )


@by_link(Purpose.ANSWER_APPOINTMENT)
def answer_step(request: LinkRequest, secret: str) -> HttpResponse:
    step = _own_step(request)
    context = {**about(step), "secret": secret, "can_answer": _can_answer(step)}
    return render(request, "portal/slots/answer.html", context)


@by_link(Purpose.ANSWER_APPOINTMENT)
def confirm_own_step(request: LinkRequest, secret: str) -> HttpResponse:
    step = _own_step(request)
    if request.method == "POST":
        try:
            actions.confirm_step(step=step, by=person_of(request))
            messages.success(request, "C'est noté : nous vous attendons.")
        except ActRefused as refused:
            messages.error(request, refused.message)
    return redirect("answer_step", secret)


@by_link(Purpose.ANSWER_APPOINTMENT)
def move_own_step(request: LinkRequest, secret: str) -> HttpResponse:
    step = _own_step(request)
    if not _can_answer(step):
        return redirect("answer_step", secret)
    refusal = ""
    if request.method == "POST":
        form = SlotForm(request.POST)
        refusal = "" if form.is_valid() else str(form.errors["slot"][0])
        try:
            if not refusal:
                actions.reschedule_step(step=step, starts_at=form.cleaned_data["slot"], by=person_of(request))
                messages.success(request, "C'est noté : votre rendez-vous est déplacé.")
                return redirect("answer_step", secret)
        except ActRefused as refused:
            refusal = said(refused)
    return _move_page(request, secret, refusal)


def _move_page(request: LinkRequest, secret: str, refusal: str) -> HttpResponse:
    step = _own_step(request)
    context = {**about(step), "secret": secret, "refusal": refusal, **offered(slots_to_move(step))}
    return render(request, "portal/slots/move.html", context, status=422 if refusal else 200)


@by_link(Purpose.ANSWER_APPOINTMENT)
def cancel_own_step(request: LinkRequest, secret: str) -> HttpResponse:
    step = _own_step(request)
    if not _can_answer(step):
        return redirect("answer_step", secret)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.cancel_step(step=step, by=person_of(request), reason=form.cleaned_data["reason"])
            messages.success(request, "C'est noté : votre rendez-vous est annulé.")
        except ActRefused as refused:
            messages.error(request, refused.message)
        return redirect("answer_step", secret)
    context = {**about(step), "secret": secret, "form": form}
    return render(request, "portal/slots/cancel.html", context, status=422 if form.is_bound else 200)


def _own_step(request: LinkRequest) -> Step:
    """The appointment of the link, as it now stands."""
    return get_object_or_404(policy.own_steps(person_of(request)), pk=request.link.object_id)


def _can_answer(step: Step) -> bool:
    is_to_come = step.starts_at is not None and step.starts_at > clock.now()
    return step.state == StepState.PLANNED and step.pathway.state == PathwayState.OPEN and is_to_come

"""« Formations »: what the person may join, what they joined, their signature on the day, and what they thought of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.trainings import actions, policy
from rebond.trainings.invitations import own_calendar
from rebond.trainings.models import Enrolment
from rebond.trainings.own import OwnTraining, own_trainings, sessions_offered
from rebond.trainings.room import QUESTIONS, with_certificates
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section

MARKS = [(4, "Oui, tout à fait"), (3, "Plutôt oui"), (2, "Plutôt non"), (1, "Non, pas du tout")]


class SignForm(forms.Form):
    name = forms.CharField(
        label="Écrivez votre prénom et votre nom",
        max_length=160,
        error_messages={"required": "Écrivez votre nom pour signer."},
    )
    strokes = forms.CharField(required=False, widget=forms.HiddenInput)


class RateForm(forms.Form):
    """Three questions, one answer each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=f"{text}\u00a0?",
                choices=MARKS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez une réponse."},
            )


def read(opened: Opened) -> dict[str, Any] | None:
    """The next training and what waits for the person; None where nothing was ever offered."""
    own = own_trainings(opened.file.pathway)
    offered = sessions_offered(opened.file.pathway, besides=own)
    if not own and not offered:
        return None
    coming = [t for t in own if t.has_place_to_come or (t.is_to_come and t.may_withdraw)]
    waiting = [training for training in own if training.to_sign or training.may_rate]
    return {"coming": coming[:2], "waiting": waiting, "offered_count": len(offered)}


SECTION = Section("trainings", "portal/home/trainings.html", read)


@in_own_space
def show_own_trainings(request: PersonRequest) -> HttpResponse:
    own = own_trainings(request.pathway)
    with_certificates([training.enrolment for training in own])
    context = {"own": own, "offered": sessions_offered(request.pathway, besides=own)}
    return render(request, "portal/trainings.html", context)


@in_own_space
@require_POST
def enrol_oneself(request: PersonRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(policy.sessions_open_to(request.pathway), pk=pk)
    enrolment = actions.enrol(session=session, pathway=request.pathway, by=request.person)
    told = (
        "Votre place est réservée."
        if enrolment.has_place
        else "Il n'y a plus de place : vous êtes sur la liste d'attente."
    )
    messages.success(request, told)
    return redirect("show_own_trainings")


@in_own_space
def withdraw_oneself(request: PersonRequest, pk: UUID) -> HttpResponse:
    enrolment = _own(request, pk)
    if request.method == "POST":
        actions.withdraw(enrolment=enrolment, by=request.person)
        messages.success(request, "C'est noté : votre place est rendue.")
        return redirect("show_own_trainings")
    return render(request, "portal/withdraw_training.html", {"training": OwnTraining(enrolment)})


@in_own_space
def sign_own_presence(request: PersonRequest, pk: UUID, half_day_pk: int) -> HttpResponse:
    enrolment = _own(request, pk)
    half_day = get_object_or_404(enrolment.session.half_days, pk=half_day_pk)
    form = SignForm(request.POST or None, initial={"name": str(request.person.beneficiary)})
    if form.is_valid():
        with refusals_on(form):
            actions.sign_presence(
                enrolment=enrolment, half_day=half_day, by=request.person, **form.cleaned_data
            )
            messages.success(request, "Votre présence est signée. Merci !")
            return redirect("show_own_trainings")
    context = {"form": form, "training": OwnTraining(enrolment), "half_day": half_day}
    return render(request, "portal/sign_training.html", context, status=422 if form.is_bound else 200)


@in_own_space
def rate_own_training(request: PersonRequest, pk: UUID) -> HttpResponse:
    enrolment = _own(request, pk)
    form = RateForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.rate_training(enrolment=enrolment, by=request.person, **form.cleaned_data)
            messages.success(request, "Merci pour vos réponses.")
            return redirect("show_own_trainings")
    context = {"form": form, "training": OwnTraining(enrolment)}
    return render(request, "portal/rate_training.html", context, status=422 if form.is_bound else 200)


@in_own_space
@require_POST
def issue_own_certificate(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Ask for one's certificate: it is made at once, and given."""
    enrolment = _own(request, pk)
    actions.issue_certificate(enrolment=enrolment, by=request.person)
    return redirect("download_own_certificate", enrolment.pk)


@in_own_space
def download_own_certificate(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The certificate that holds, as it was kept."""
    issued = _own(request, pk).valid_certificate
    if issued is None:
        raise Http404
    return document_response(issued.document)


@in_own_space
def add_training_to_calendar(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Its half-days as a file that every calendar reads."""
    training = OwnTraining(_own(request, pk))
    if not training.has_place_to_come:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="formation.ics"'}
    content = own_calendar(training.enrolment)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _own(request: PersonRequest, pk: UUID) -> Enrolment:
    enrolments = policy.own_enrolments(request.person).select_related(
        "session__course__organiser", "session__course__programme", "pathway__beneficiary"
    )
    return get_object_or_404(
        enrolments.prefetch_related("session__half_days", "presences__half_day", "certificates"), pk=pk
    )

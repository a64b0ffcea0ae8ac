"""Orientations: the list, one referral, and the answers to it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.audit.journal import record_access
from rebond.pathways import actions, policy
from rebond.pathways.actions.referrals import advisers_of
from rebond.pathways.models import Referral
from rebond.pathways.models.referral import LIVE_STATES
from rebond.pathways.states import PathwayState
from rebond.people.models import User
from rebond.programmes.models import ListItem, ListKind
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.paging import Page, paginate
from rebond.web.requests import StaffRequest


class AdviserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Advisers with their workload, the lightest first."""

    def label_from_instance(self, user: Any) -> str:
        files = f"{user.open_count} dossier{'s' if user.open_count > 1 else ''} en cours"
        return f"{user} — {files}"


class AcceptForm(forms.Form):
    adviser = AdviserChoice(label="Conseiller", queryset=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = workloads(referral)  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason: "forms.ModelChoiceField[ListItem]" = forms.ModelChoiceField(
        label="Motif du refus", queryset=None, empty_label="Choisir un motif"
    )
    text = FreeTextField(
        label="Explication pour le référent", help_text="Ce texte est lu par la personne qui oriente."
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = ListItem.objects.filter(version=referral.version_id, kind=ListKind.DECLINE_REASON)
        self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = FreeTextField(label="Explication", required=False)


def workloads(referral: Referral) -> Any:
    """The contractor's advisers, with the number of paths each follows now."""
    running = Q(followed_pathways__contractor=referral.contractor) & ~Q(
        followed_pathways__state=PathwayState.CLOSED
    )
    advisers = advisers_of(referral.contractor).annotate(
        open_count=Count("followed_pathways", filter=running)
    )
    return advisers.order_by("open_count", "last_name")


def list_referrals(request: StaffRequest) -> HttpResponse:
    """Referrals this role sees: those to answer first, or all."""
    shows_all = request.GET.get("etat") == "toutes"
    referrals = policy.referrals_visible_to(request.actor)
    if not shows_all:
        referrals = referrals.filter(state__in=LIVE_STATES)
    page: Page[Referral] = paginate(
        referrals.select_related("beneficiary", "business", "referrer", "contractor", "programme"),
        order="-referred_on" if shows_all else "referred_on",
        request=request,
    )
    can_refer = any(
        policy.may(request.actor, "refer_person", p) for p in policy.programmes_visible_to(request.actor)
    )
    context = {"page": page, "shows_all": shows_all, "can_refer": can_refer}
    return render(request, "staff/referrals/list.html", context)


def show_referral(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = _visible(request, pk)
    record_access(by=request.actor, beneficiary_id=referral.beneficiary_id, page="show_referral")
    pathway = policy.pathways_visible_to(request.actor).filter(referral=referral).first()
    answers = referral.eligibility_answers.select_related("question")
    context = {"referral": referral, "pathway": pathway, "answers": answers}
    return render(request, "staff/referrals/show.html", context)


def accept_referral(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = _visible(request, pk, to="accept_referral")
    form = AcceptForm(request.POST or None, referral=referral)
    if form.is_valid():
        with refusals_on(form):
            adviser: User = form.cleaned_data["adviser"]
            pathway = actions.accept_referral(referral=referral, adviser=adviser, by=request.actor)
            messages.success(request, f"Orientation acceptée : {adviser} suit ce parcours.")
            return redirect("show_pathway", pathway.pk)
    return _answer_page(request, referral, form, "Accepter l'orientation")


def decline_referral(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = _visible(request, pk, to="decline_referral")
    form = DeclineForm(request.POST or None, referral=referral)
    if form.is_valid():
        with refusals_on(form):
            actions.decline_referral(referral=referral, by=request.actor, **form.cleaned_data)
            messages.success(request, "Orientation refusée. Le référent est prévenu.")
            return redirect("show_referral", referral.pk)
    return _answer_page(request, referral, form, "Refuser l'orientation")


def put_referral_on_waiting_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = _visible(request, pk, to="put_referral_on_waiting_list")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.put_referral_on_waiting_list(referral=referral, by=request.actor, **form.cleaned_data)
            messages.success(request, "Orientation mise en liste d'attente. Le référent est prévenu.")
            return redirect("show_referral", referral.pk)
    return _answer_page(request, referral, form, "Mettre en liste d'attente")


def withdraw_referral(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = _visible(request, pk, to="withdraw_referral")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.withdraw_referral(referral=referral, by=request.actor, **form.cleaned_data)
            messages.success(request, "Orientation retirée.")
            return redirect("show_referral", referral.pk)
    return _answer_page(request, referral, form, "Retirer l'orientation")


def _visible(request: StaffRequest, pk: UUID, *, to: str | None = None) -> Referral:
    """The referral if this role sees it (else 404), and may do `to` with it (else 403)."""
    referrals = policy.referrals_visible_to(request.actor).select_related(
        "beneficiary",
        "business",
        "referrer",
        "referrer_organisation",
        "contractor",
        "programme",
        "decline_reason",
    )
    referral = get_object_or_404(referrals, pk=pk)
    if to:
        policy.require(request.actor, to, referral)
    return referral


def _answer_page(request: StaffRequest, referral: Referral, form: forms.Form, title: str) -> HttpResponse:
    """The form of an answer; a form sent back answers 422, and an answer already given says so."""
    status = 422 if form.is_bound else 200
    return render(
        request,
        "staff/referrals/answer.html",
        {"referral": referral, "form": form, "title": title},
        status=status,
    )

"""The engagement contract (C15, C17) and the hours granted beyond an account (A17)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways import actions, policy
from rebond.pathways.hours import Usage, accounts_of, usage_of, year_accounts, year_usage
from rebond.pathways.models import Pathway
from rebond.programmes.models import ClockStart
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField, FreeTextField
from rebond.web.requests import StaffRequest


class ContractForm(forms.Form):
    signed_on = DateField(
        label="Contrat signé le", help_text="Le jour où la personne et son référent l'ont signé."
    )


class GrantForm(forms.Form):
    """Hours beyond an account, and why. `grant_id` makes a double sending harmless."""

    grant_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    hours = forms.IntegerField(label="Heures accordées en plus", min_value=1, max_value=2000)
    reason = FreeTextField(label="Pourquoi", max_length=300, help_text="Gardé avec le compte, à votre nom.")


def record_contract(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write when the engagement contract was signed, or put that day right."""
    pathway = _pathway(request, pk, to="record_contract")
    if request.method != "POST" and pathway.is_closed:
        messages.warning(request, "Le parcours est terminé : le contrat ne change plus.")
        return redirect("show_pathway", pathway.pk)
    form = ContractForm(request.POST or None, initial={"signed_on": pathway.contract_signed_on})
    if form.is_valid():
        with refusals_on(form):
            signed_on = form.cleaned_data["signed_on"]
            actions.record_contract(pathway=pathway, signed_on=signed_on, by=request.actor)
            messages.success(request, f"Contrat d'engagement signé le {signed_on:%d/%m/%Y}.")
            return redirect("show_pathway", pathway.pk)
    phase = pathway.current_phase()
    is_counted = phase is not None and phase.spec.clock == ClockStart.CONTRACT
    context = {"pathway": pathway, "form": form, "counted_phase": phase if is_counted else None}
    return render(request, "staff/pathways/contract.html", context, status=422 if form.is_bound else 200)


def grant_hours(request: StaffRequest, pk: UUID, code: str) -> HttpResponse:
    """Grant hours beyond an account, from the file where they are missing."""
    pathway = _pathway(request, pk, to="grant_hours")
    account = next((account for account in accounts_of(pathway) if account.code == code), None)
    if account is None:
        raise Http404
    usage = usage_of(account, pathway=pathway)
    whose: dict[str, Any] = {"year": usage.year} if usage.year else {"pathway": pathway}
    back_url = reverse("show_pathway", args=[pathway.pk])
    return _grant(request, usage, whose, about=str(pathway.beneficiary), back_url=back_url)


def grant_year_hours(request: StaffRequest, slug: str, code: str) -> HttpResponse:
    """Grant hours beyond the account of a programme, for the year under way."""
    programme = get_object_or_404(policy.programmes_visible_to(request.actor), slug=slug)
    policy.require(request.actor, "grant_hours", programme)
    account = get_object_or_404(year_accounts([programme]), code=code)
    usage = year_usage(account, clock.today().year)
    return _grant(request, usage, {"year": usage.year}, about=programme.name, back_url=reverse("home"))


def _grant(
    request: StaffRequest, usage: Usage, whose: dict[str, Any], *, about: str, back_url: str
) -> HttpResponse:
    form = GrantForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            grant = actions.grant_hours(account=usage.account, by=request.actor, **whose, **form.cleaned_data)
            messages.success(request, f"{grant.hours} h accordées : {usage.account}.")
            return redirect(back_url)
    context = {"usage": usage, "form": form, "about": about, "back_url": back_url}
    return render(request, "staff/pathways/grant_hours.html", context, status=422 if form.is_bound else 200)


def _pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    visible = policy.pathways_visible_to(request.actor).select_related("beneficiary", "programme", "version")
    pathway = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, to, pathway)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page=to)
    return pathway

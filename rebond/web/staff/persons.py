"""Putting right who the person is and what the business is: two people saving at once, the second one chooses."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rebond.audit.journal import record_access
from rebond.pathways import actions, policy
from rebond.pathways.models import Pathway
from rebond.web.acts import RevisionForm, refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.person_forms import BusinessForm, PersonForm


class EditPersonForm(PersonForm, RevisionForm):
    """The person's form, aware that others may save it too."""


class EditBusinessForm(BusinessForm, RevisionForm):
    """The business's form, aware that others may save it too."""


def update_beneficiary(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="update_beneficiary")
    person = pathway.beneficiary
    seen = {**PersonForm.initial_of(person), "revision": person.revision}
    form = EditPersonForm(request.POST if request.method == "POST" else None, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            revision = form.cleaned_data["revision"]
            actions.update_beneficiary(
                pathway=pathway, values=form.values(), seen_revision=revision, by=request.actor
            )
            messages.success(request, "Fiche de la personne enregistrée.")
            return redirect(_back(pathway, "personne"))
    return _page(request, pathway, form, "Modifier la personne", "personne")


def update_business(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="update_business")
    business = pathway.business
    seen = {**BusinessForm.initial_of(business), "revision": business.revision}
    form = EditBusinessForm(request.POST if request.method == "POST" else None, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            revision = form.cleaned_data["revision"]
            actions.update_business(
                pathway=pathway, values=form.values(), seen_revision=revision, by=request.actor
            )
            messages.success(request, "Fiche de l'entreprise enregistrée.")
            return redirect(_back(pathway, "entreprise"))
    return _page(request, pathway, form, "Modifier l'entreprise", "entreprise")


def _visible(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathways = policy.pathways_visible_to(request.actor).select_related("beneficiary", "business")
    pathway = get_object_or_404(pathways, pk=pk)
    policy.require(request.actor, to, pathway)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page=to)
    return pathway


def _back(pathway: Pathway, section: str) -> str:
    return f"{reverse('show_pathway', args=[pathway.pk])}?section={section}"


def _page(
    request: StaffRequest, pathway: Pathway, form: forms.Form, title: str, section: str
) -> HttpResponse:
    back_url = _back(pathway, section)
    context: dict[str, Any] = {"pathway": pathway, "form": form, "title": title, "back_url": back_url}
    return render(request, "staff/pathways/edit.html", context, status=422 if form.is_bound else 200)

"""« Absences »: when somebody cannot be met, without the reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rebond.agenda import actions, policy
from rebond.agenda.models import AbsenceKind
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField, TimeInput
from rebond.web.requests import StaffRequest
from rebond.web.staff.diaries import HOURS, about, visible_colleague


class AbsenceForm(forms.Form):
    """Whole days, or some hours of one day. `absence_id` makes a double sending harmless."""

    absence_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    kind = forms.ChoiceField(
        label="Nature",
        choices=AbsenceKind.choices,
        widget=forms.RadioSelect,
        help_text="Sans détail : une raison de santé ne se note pas ici, choisissez « Autre ».",
    )
    first_day = DateField(label="Premier jour")
    last_day = DateField(label="Dernier jour", required=False, help_text="Vide : un seul jour.")
    starts_at = forms.TimeField(
        label="De",
        input_formats=HOURS,
        widget=TimeInput,
        required=False,
        help_text="Vide : toute la journée.",
    )
    ends_at = forms.TimeField(label="À", input_formats=HOURS, widget=TimeInput, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        values["last_day"] = values.get("last_day") or values.get("first_day")
        if bool(values.get("starts_at")) != bool(values.get("ends_at")):
            self.add_error("ends_at", "Indiquez le début et la fin, ou aucun des deux.")
        return values


def show_absences(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    membership = visible_colleague(request, pk)
    coming = policy.absences_visible_to(request.actor).filter(
        user=membership.user_id, last_day__gte=clock.today()
    )
    context = {"absences": list(coming), **about(request, membership, "add_absence")}
    return render(request, "staff/diaries/absences.html", context)


def add_absence(request: StaffRequest, pk: int) -> HttpResponse:
    membership = visible_colleague(request, pk)
    policy.require(request.actor, "add_absence", membership)
    form = AbsenceForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.add_absence(membership=membership, by=request.actor, **form.cleaned_data)
            messages.success(request, "Absence enregistrée : ces heures ne sont plus proposées.")
            return redirect("show_absences", membership.pk)
    context = {"form": form, **about(request, membership, "add_absence")}
    return render(request, "staff/diaries/add_absence.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_absence(request: StaffRequest, pk: int, absence: UUID) -> HttpResponse:
    membership = visible_colleague(request, pk)
    policy.require(request.actor, "remove_absence", membership)
    row = policy.absences_visible_to(request.actor).filter(user=membership.user_id, pk=absence).first()
    if row:  # else somebody has just taken it back
        actions.remove_absence(absence=row, membership=membership, by=request.actor)
    messages.success(request, "Absence retirée.")
    return redirect("show_absences", membership.pk)

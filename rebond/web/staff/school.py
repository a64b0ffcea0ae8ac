"""School holidays on screen: what is known of each zone, and what an administrator adds."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.core.school import SchoolHolidays
from rebond.pathways import actions, policy
from rebond.programmes.models import SchoolPeriod, SchoolZone
from rebond.programmes.school import known_until, school_holidays
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField
from rebond.web.requests import StaffRequest


class SchoolPeriodForm(forms.Form):
    zone = forms.ChoiceField(label="Zone", choices=[("", "Choisir une zone"), *SchoolZone.choices])
    name = forms.CharField(label="Nom", max_length=60, help_text="Par exemple : Vacances d'hiver.")
    first_day = DateField(label="Premier jour")
    last_day = DateField(label="Dernier jour")


@dataclass(frozen=True)
class Line:
    holidays: SchoolHolidays
    #: The row that an administrator may take back; None: the library's.
    period: SchoolPeriod | None


@dataclass(frozen=True)
class ZonePart:
    label: str
    until: date | None
    lines: list[Line]


def school_calendar(request: StaffRequest) -> HttpResponse:
    """The holidays to come of each zone; and the form that adds some."""
    _require(request)
    form = SchoolPeriodForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            period = actions.add_school_period(by=request.actor, **form.cleaned_data)
            messages.success(request, f"Vacances ajoutées : {period}.")
            return redirect("school_calendar")
    context = {"form": form, "zones": [_zone(SchoolZone(zone)) for zone in SchoolZone.values]}
    return render(request, "staff/administration/school.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_school_period(request: StaffRequest, pk: int) -> HttpResponse:
    _require(request)
    period = get_object_or_404(policy.school_periods_managed_by(request.actor), pk=pk)
    actions.remove_school_period(period=period, by=request.actor)
    messages.success(request, f"Vacances retirées : {period}.")
    return redirect("school_calendar")


def _require(request: StaffRequest) -> None:
    if not policy.may(request.actor, "manage_school_periods", SchoolPeriod):
        raise PermissionDenied


def _zone(zone: SchoolZone) -> ZonePart:
    added = {period.first_day: period for period in SchoolPeriod.objects.filter(zone=zone)}
    today = clock.today()
    lines = [
        Line(holidays, added.get(holidays.first_day))
        for holidays in school_holidays(zone)
        if holidays.last_day >= today
    ]
    return ZonePart(str(zone.label), known_until(zone), lines)

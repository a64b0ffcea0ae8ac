"""« Mes disponibilités »: the hours that somebody works, and those that people may choose among."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.agenda import actions, policy
from rebond.agenda.models import HoursKind, Mode, Weekday, WeeklyHours
from rebond.core import clock
from rebond.people.models import Membership
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField, TimeInput
from rebond.web.requests import StaffRequest

HOURS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"]


class HoursForm(forms.Form):
    """Hours that come back every week, on one or several days."""

    kind = forms.ChoiceField(
        label="Ce sont",
        choices=HoursKind.choices,
        widget=forms.RadioSelect,
        initial=HoursKind.BOOKABLE,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Jours", choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens_at = forms.TimeField(label="De", input_formats=HOURS, widget=TimeInput)
    closes_at = forms.TimeField(label="À", input_formats=HOURS, widget=TimeInput)
    modes = forms.MultipleChoiceField(
        label="Comment on peut vous rencontrer à ces heures",
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=list(Mode),
    )
    place = forms.CharField(
        label="Où", max_length=120, required=False, help_text="Par exemple « Agence de Fougères »."
    )
    valid_from = DateField(label="À partir du")
    valid_until = DateField(label="Jusqu'au", required=False)


@dataclass(frozen=True)
class Day:
    """One line of the week."""

    label: str
    working: list[WeeklyHours]
    bookable: list[WeeklyHours]


def show_diary(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    membership = visible_colleague(request, pk)
    today = clock.today()
    rows = [
        row
        for row in policy.hours_visible_to(request.actor).filter(user=membership.user_id)
        if row.valid_until is None or row.valid_until >= today
    ]
    context = {"days": week_of(rows), "today": today, **about(request, membership, "add_hours")}
    return render(request, "staff/diaries/show.html", context)


def week_of(rows: list[WeeklyHours]) -> list[Day]:
    """Monday to Friday, and Saturday when something is open then."""
    return [
        Day(
            str(day.label),
            [row for row in rows if row.weekday == day and row.kind == HoursKind.WORKING],
            [row for row in rows if row.weekday == day and row.kind == HoursKind.BOOKABLE],
        )
        for day in Weekday
        if day != Weekday.SATURDAY or any(row.weekday == day for row in rows)
    ]


def add_hours(request: StaffRequest, pk: int) -> HttpResponse:
    membership = visible_colleague(request, pk)
    policy.require(request.actor, "add_hours", membership)
    form = HoursForm(request.POST or None, initial={"valid_from": clock.today()})
    if form.is_valid():
        with refusals_on(form):
            actions.add_hours(membership=membership, by=request.actor, **form.cleaned_data)
            messages.success(request, "Horaires enregistrés.")
            return redirect("show_diary", membership.pk)
    context = {"form": form, **about(request, membership, "add_hours")}
    return render(request, "staff/diaries/add.html", context, status=422 if form.is_bound else 200)


@require_POST
def end_hours(request: StaffRequest, pk: int, hours: int) -> HttpResponse:
    membership = visible_colleague(request, pk)
    policy.require(request.actor, "end_hours", membership)
    row = policy.hours_visible_to(request.actor).filter(user=membership.user_id, pk=hours).first()
    if row:  # else somebody has just closed them
        actions.end_hours(hours=row, membership=membership, by=request.actor)
    messages.success(request, "Horaires fermés. Les rendez-vous déjà pris sont gardés.")
    return redirect("show_diary", membership.pk)


def visible_colleague(request: StaffRequest, pk: int | None) -> Membership:
    """The seat whose diary is read: one's own when none is named."""
    seats = policy.colleagues_visible_to(request.actor)
    return get_object_or_404(seats, pk=request.membership.pk if pk is None else pk)


def about(request: StaffRequest, membership: Membership, act: str) -> dict[str, Any]:
    """Whose diary it is, whether it may be changed, and whose others may be read."""
    others: dict[int, Membership] = {}
    for seat in policy.colleagues_visible_to(request.actor):
        others.setdefault(seat.user_id, seat)
    return {
        "membership": membership,
        "is_own": membership.user_id == request.actor.user_id,
        "can_change": policy.may(request.actor, act, membership),
        "colleagues": list(others.values()),
    }

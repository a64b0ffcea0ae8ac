"""« Mon temps »: noted in two clicks on the file, read and put right by month, taken away for the time sheet."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.core.identity import new_id
from rebond.imports.tables import Table, csv_lines, xlsx_file
from rebond.tutoring import actions, policy
from rebond.tutoring.models import MINUTES_MAX, TimeSpent
from rebond.tutoring.time_sheet import in_words, month_of, read_sheet, read_team
from rebond.web.acts import refusals_on
from rebond.web.forms import DateField
from rebond.web.requests import StaffRequest
from rebond.web.staff.caseload import XLSX
from rebond.web.staff.exchanges import thread_url, visible_path

COLUMNS = ("Jour", "Personne", "Minutes", "Heures", "Pour")
WIDTHS = (12, 30, 10, 10, 28)


class TimeForm(forms.Form):
    """One click: the button says how many minutes."""

    minutes = forms.IntegerField(min_value=1, max_value=MINUTES_MAX)
    time_id = forms.UUIDField(required=False)
    exchange = forms.UUIDField(required=False)


class CorrectTimeForm(forms.Form):
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=MINUTES_MAX,
        error_messages={"max_value": "Un temps passé va de 1 minute à 12 heures."},
    )
    spent_on = DateField(label="Jour")


@require_POST
def note_time(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The second click: so many minutes, on an exchange or alone."""
    pathway = visible_path(request, pk, "note_time")
    form = TimeForm(request.POST)
    if not form.is_valid():
        raise Http404
    exchange = None
    if key := form.cleaned_data["exchange"]:
        visible = policy.exchanges_visible_to(request.actor).filter(pathway=pathway)
        exchange = get_object_or_404(visible, pk=key)
    minutes, time_id = form.cleaned_data["minutes"], form.cleaned_data["time_id"] or new_id()
    actions.note_time(pathway=pathway, time_id=time_id, minutes=minutes, exchange=exchange, by=request.actor)
    messages.success(request, f"Noté dans « Mon temps » : {in_words(minutes)}.")
    return redirect(thread_url(pathway.pk) + (f"#echange-{exchange.pk}" if exchange else ""))


def show_time(request: StaffRequest) -> HttpResponse:
    """One's own month; for a manager, the totals of each colleague of the body as well."""
    policy.require(request.actor, "export_time", request.actor.organisation)
    month = _month(request.GET.get("mois", ""))
    context = {
        "sheet": read_sheet(policy.times_of(request.actor), month),
        "team": read_team(policy.team_times(request.actor), month),
        "manages": policy.may(request.actor, "read_team_time", request.actor.organisation),
        "month": month,
        "previous": add_months(month, -1),
        "next": add_months(month, 1) if month < clock.today().replace(day=1) else None,
    }
    return render(request, "staff/time/show.html", context)


def correct_time(request: StaffRequest, pk: UUID) -> HttpResponse:
    time = _own(request, pk)
    initial = {"minutes": time.minutes, "spent_on": time.spent_on}
    form = CorrectTimeForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.correct_time(time=time, by=request.actor, **form.cleaned_data)
            messages.success(request, "Temps corrigé.")
            return redirect(_month_url(time.spent_on))
    context = {"time": time, "form": form, "month_url": _month_url(time.spent_on)}
    return render(request, "staff/time/correct.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_time(request: StaffRequest, pk: UUID) -> HttpResponse:
    time = _own(request, pk)
    day = time.spent_on
    actions.remove_time(time=time, by=request.actor)
    messages.success(request, "Ligne retirée.")
    return redirect(_month_url(day))


@require_POST
def export_time(request: StaffRequest) -> HttpResponseBase:
    """One's own month in a file, for the time sheet."""
    month = _month(request.POST.get("mois", ""))
    file_format = "csv" if request.POST.get("format") == "csv" else "xlsx"
    actions.export_time(month=month, file_format=file_format, by=request.actor)
    table = _table(request, month)
    name = f"temps-{month:%Y-%m}.{file_format}"
    if file_format == "csv":
        response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(xlsx_file(table), as_attachment=True, filename=name, content_type=XLSX)


def _table(request: StaffRequest, month: date) -> Table:
    rows = [_line(time) for time in month_of(policy.times_of(request.actor), month)]
    total = sum(row[2] for row in rows)
    rows.append(["Total", "", total, in_words(total), ""])
    title = f"Temps passé en {month:%m/%Y}, par {request.actor.label}"
    return Table(name="Temps", title=title, header=COLUMNS, widths=WIDTHS, rows=rows)


def _line(time: TimeSpent) -> list[Any]:
    about = str(time.exchange) if time.exchange else ""
    return [time.spent_on, time.pathway.beneficiary.full_name, time.minutes, in_words(time.minutes), about]


def _own(request: StaffRequest, pk: UUID) -> TimeSpent:
    own = policy.times_of(request.actor).select_related("pathway__beneficiary", "exchange")
    return get_object_or_404(own, pk=pk)


def _month(text: str) -> date:
    """The month that an address names, « 2026-03 »; this one for any other word, or one to come."""
    this_month = clock.today().replace(day=1)
    try:
        return min(date.fromisoformat(f"{text}-01"), this_month)
    except ValueError:
        return this_month


def _month_url(day: date) -> str:
    return f"{reverse('show_time')}?mois={day:%Y-%m}"

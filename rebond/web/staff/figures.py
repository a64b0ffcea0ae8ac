"""The business's money: the grid of months, the activities, and the months that are compared."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.acts import StaleEdit
from rebond.drafts import store
from rebond.finances.book import read_book
from rebond.finances.lines import lines_or_first
from rebond.finances.models import ActivityLine
from rebond.finances.months import months_in_words
from rebond.pathways import actions, policy
from rebond.pathways.figures import Figures, read_figures
from rebond.pathways.file import File
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.figure_forms import REASONS, GridForm, LineForm, PeriodForm


def read_section(opened: File, request: StaffRequest) -> dict[str, Any]:
    """What the section « Entreprise » of the file shows."""
    period = PeriodForm(request.GET if "de" in request.GET else None)
    asked = period.cleaned_data if period.is_bound and period.is_valid() else {}
    figures = read_figures(opened.pathway, first=asked.get("de"), last=asked.get("a"))
    year = _asked_year(request, figures)
    grid = _grid(request, figures, year)
    if figures.comparison and not period.is_bound:
        period = PeriodForm(initial={"de": figures.comparison.first, "a": figures.comparison.last})
    return {"figures": figures, "period": period, "year": year, "reasons": REASONS, **grid}


def show_figures(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same figures on a page of their own, to print or to hand over."""
    pathway = _visible(request, pk)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_figures")
    figures = read_figures(pathway)
    return render(request, "staff/figures/show.html", {"pathway": pathway, "figures": figures})


def declare_months(request: StaffRequest, pk: UUID, year: int) -> HttpResponse:
    """The grid of one year: read, and sent as a whole."""
    pathway = _visible(request, pk, to="declare_months")
    figures = read_figures(pathway)
    if year not in figures.years:
        raise Http404
    context = _grid(request, figures, year, request.POST if request.method == "POST" else None)
    grid: GridForm = context["grid"]
    if grid.is_bound and grid.is_valid():
        with refusals_on(grid):
            months = _declare(pathway, grid, request)
            store.forget_draft(user=request.user, key=context["draft_key"])
            words = f"Enregistré : {months_in_words(months)}." if months else "Rien n'a changé."
            messages.success(request, words)
            return redirect(_section_url(pathway, year))
    context |= {"pathway": pathway, "figures": figures, "year": year, "reasons": REASONS}
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="declare_months")
    return render(request, "staff/figures/grid.html", context, status=422 if grid.is_bound else 200)


def open_activity_line(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="open_activity_line")
    form = LineForm(request.POST if request.method == "POST" else None, initial=_proposed(pathway))
    if form.is_valid():
        with refusals_on(form):
            typed = {name: form.cleaned_data[name] for name in ("category", "label", "started_on")}
            line = actions.open_activity_line(pathway=pathway, by=request.actor, **typed)
            if ended_on := form.cleaned_data["ended_on"]:
                values = {"ended_on": ended_on}
                actions.update_activity_line(pathway=pathway, line=line, values=values, by=request.actor)
            messages.success(request, f"Activité suivie : {line}.")
            return redirect(_section_url(pathway))
    return _line_page(request, pathway, form, "Suivre une activité")


def update_activity_line(request: StaffRequest, pk: UUID, line: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="update_activity_line")
    row = get_object_or_404(pathway.business.activity_lines, pk=line)
    form = LineForm(request.POST if request.method == "POST" else None, initial=LineForm.initial_of(row))
    if form.is_valid():
        with refusals_on(form):
            values = {**form.cleaned_data}
            revision = values.pop("revision")
            actions.update_activity_line(
                pathway=pathway, line=row, values=values, seen_revision=revision, by=request.actor
            )
            messages.success(request, "Activité enregistrée.")
            return redirect(_section_url(pathway))
    return _line_page(request, pathway, form, "Modifier une activité", row)


@require_POST
def remove_activity_line(request: StaffRequest, pk: UUID, line: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="remove_activity_line")
    row = get_object_or_404(pathway.business.activity_lines, pk=line)
    actions.remove_activity_line(pathway=pathway, line=row, by=request.actor)
    messages.success(request, "Activité retirée.")
    return redirect(_section_url(pathway))


def _visible(request: StaffRequest, pk: UUID, *, to: str = "") -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathways = policy.pathways_visible_to(request.actor).select_related("beneficiary", "business")
    pathway = get_object_or_404(pathways, pk=pk)
    if to:
        policy.require(request.actor, to, pathway)
    return pathway


def _section_url(pathway: Pathway, year: int | None = None) -> str:
    address = f"{reverse('show_pathway', args=[pathway.pk])}?section=entreprise"
    return f"{address}&annee={year}#mois" if year else address


def _asked_year(request: StaffRequest, figures: Figures) -> int:
    """The year asked for, else that of the last month declared, else this one."""
    asked = request.GET.get("annee", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in figures.years:
        return int(asked)
    last = figures.book.last_declared_month
    return last.year if last and figures.pathway.is_closed else clock.today().year


def _grid(request: StaffRequest, figures: Figures, year: int, data: Any = None) -> dict[str, Any]:
    pathway = figures.pathway
    lines = figures.lines or [line for line in [figures.suggested_line] if line]
    grid = GridForm(data, book=figures.book, lines=lines, year=year)
    key = f"months-{pathway.pk}-{year}"
    resumed = "" if grid.is_bound else resume_draft(request, key, [grid])
    if resumed:
        grid.keep_touched()
    return {"grid": grid, "resumed": resumed, "draft_key": key, "grid_lines": lines}


def _declare(pathway: Pathway, grid: GridForm, request: StaffRequest) -> list[date]:
    """The months that changed. The book is read again when somebody was faster, so that the form can compare."""
    try:
        declared = grid.declarations()
        reason = grid.cleaned_data["reason"]
        rows = actions.declare_months(pathway=pathway, declarations=declared, reason=reason, by=request.actor)
    except StaleEdit:
        grid.book = read_book(pathway.business)
        raise
    return [row.month for row in rows]


def _proposed(pathway: Pathway) -> dict[str, Any]:
    """What opening a line starts from: the business's own kind, the month under way."""
    first = next(iter(lines_or_first(pathway.business)), None)
    started_on = first.started_on if first and first._state.adding else clock.today().replace(day=1)
    category = first.category if first and first._state.adding else ""
    return {"revision": 0, "category": category, "started_on": started_on}


def _line_page(
    request: StaffRequest, pathway: Pathway, form: LineForm, title: str, line: ActivityLine | None = None
) -> HttpResponse:
    context = {
        "pathway": pathway,
        "form": form,
        "title": title,
        "line": line,
        "back_url": _section_url(pathway),
    }
    return render(request, "staff/figures/line.html", context, status=422 if form.is_bound else 200)

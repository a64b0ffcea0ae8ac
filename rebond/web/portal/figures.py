"""« Votre chiffre d'affaires du mois »: one month, one amount, ten seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.finances.book import Book, read_book
from rebond.finances.lines import lines_or_first
from rebond.finances.models import MOST_EUR, ActivityLine
from rebond.finances.months import last_ended_month, month_of, month_words, months_from
from rebond.pathways import actions, policy
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.forms import AmountField, FreeTextField
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.portal.unsent import resumed

#: Months listed, the last one first.
MONTHS_SHOWN = 12


class MonthForm(forms.Form):
    """What was cashed, one amount for each activity of the business; `reason` once one of them is replaced."""

    def __init__(
        self, *args: Any, lines: Sequence[ActivityLine], month: date, book: Book, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for number, line in enumerate(self.lines):
            what = f"{line} : encaissé" if len(self.lines) > 1 else "Encaissé"
            self.fields[f"amount_{number}"] = AmountField(
                label=f"{what} en {month_words(month)}, en euros",
                help_text="Tout ce que vos clients ont payé. Rien ? Écrivez 0." if number == 0 else "",
                min_value=Decimal(0),
                max_value=MOST_EUR,
                max_digits=9,
                decimal_places=2,
                initial=book.turnovers.get((line.pk, month)),
                error_messages={"required": "Écrivez un montant, ou 0."},
            )
        if any((line.pk, month) in book.turnovers for line in self.lines):
            self.fields["reason"] = FreeTextField(
                label="Pourquoi ce changement ?", max_length=300, widget=forms.TextInput
            )

    @property
    def turnovers(self) -> dict[ActivityLine, Decimal | None]:
        return {line: self.cleaned_data[f"amount_{number}"] for number, line in enumerate(self.lines)}


@dataclass(frozen=True)
class Month:
    """A month as the list tells it; `turnover` is None when it was not declared."""

    first_day: date
    words: str
    turnover: Decimal | None

    @property
    def code(self) -> str:
        """« 2019-04 », for addresses."""
        return f"{self.first_day:%Y-%m}"


def read(opened: Opened) -> dict[str, Any] | None:
    pathway = opened.file.pathway
    book, month = read_book(pathway.business), last_ended_month(clock.today())
    lines = _lines(pathway, month)
    if pathway.is_closed or not lines:
        return None
    told = Month(month, month_words(month), book.turnover(month))
    form = MonthForm(lines=lines, month=month, book=book) if told.turnover is None else None
    return {"month": told, "form": form}


def _lines(pathway: Pathway, month: date) -> list[ActivityLine]:
    return [line for line in lines_or_first(pathway.business) if line.is_active_in(month)]


@in_own_space
def show_own_months(request: PersonRequest) -> HttpResponse:
    """The months of the past year, what was declared for each, and what is missing."""
    last = month_of(clock.today())
    book = read_book(request.pathway.business)
    months = [
        Month(month, month_words(month), book.turnover(month))
        for month in reversed(months_from(add_months(last, 1 - MONTHS_SHOWN), last))
        if _lines(request.pathway, month)
    ]
    return render(request, "portal/months.html", {"months": months, "pathway": request.pathway})


@in_own_space
def declare_own_month(request: PersonRequest, month: str) -> HttpResponse:
    policy.require(request.person, "declare_months", request.pathway)
    day = _asked(month)
    lines = _lines(request.pathway, day)
    if not lines:
        raise Http404
    book = read_book(request.pathway.business)
    form = MonthForm(request.POST or None, lines=lines, month=day, book=book, initial=resumed(request))
    if form.is_valid():
        with refusals_on(form):
            return _declare(request, form, day)
    context = {"form": form, "words": month_words(day)}
    return render(request, "portal/month.html", context, status=422 if form.errors else 200)


def _declare(request: PersonRequest, form: MonthForm, day: date) -> HttpResponse:
    actions.declare_month(
        pathway=request.pathway,
        month=day,
        turnovers=form.turnovers,
        reason=form.cleaned_data.get("reason", ""),
        by=request.person,
    )
    messages.success(request, f"Merci, {month_words(day)} est enregistré.")
    return redirect("show_own_months")


def _asked(code: str) -> date:
    """The month of an address, begun at the latest today. Raises Http404."""
    try:
        day = date.fromisoformat(f"{code}-01")
    except ValueError:
        raise Http404 from None
    if day > clock.today():
        raise Http404
    return day


SECTION = Section("turnover", "portal/home/turnover.html", read)

"""The money of a path's business, as one screen reads it: in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.core.money import format_eur
from rebond.finances.book import Book, read_book
from rebond.finances.charts import Chart, left_chart, rolling_chart, season_chart, year_chart
from rebond.finances.comparison import Comparison, compare, compare_last_year
from rebond.finances.lines import is_out_of_scope, lines_or_first
from rebond.finances.models import SHARED_LABELS, ActivityLine, Correction
from rebond.finances.months import (
    last_ended_month,
    last_expected_month,
    month_of,
    month_words,
    months_from,
    months_in_words,
    period_in_words,
    year_before,
)
from rebond.finances.thresholds import YearCheck, check_year
from rebond.finances.trends import Seasonality, rolling_sum, seasonality
from rebond.finances.turnover import MonthlyAverage, average_of
from rebond.pathways.models import Pathway

#: Corrections shown on the file; the others stay in the database.
SHOWN_CORRECTIONS = 20


@dataclass(frozen=True)
class MonthLine:
    """One month in the tables under the charts."""

    month: date
    words: str
    turnover_eur: Decimal | None
    year_before_eur: Decimal | None
    rolling_eur: Decimal | None
    expenses_eur: Decimal | None
    contributions_eur: Decimal | None
    left_eur: Decimal | None
    own_pay_eur: Decimal | None


@dataclass(frozen=True)
class CorrectionLine:
    """What a correction changed, in words."""

    row: Correction
    month_words: str
    label: str
    by: str
    before: str
    after: str


@dataclass(frozen=True)
class Figures:
    """Everything about one book at one instant. `first` and `last` are the months that somebody asked to compare."""

    pathway: Pathway
    book: Book
    corrections: Sequence[Correction]
    first: date | None = None
    last: date | None = None

    @property
    def lines(self) -> list[ActivityLine]:
        return list(self.book.lines)

    @cached_property
    def suggested_line(self) -> ActivityLine | None:
        """The line that declaring the first month would open."""
        if self.book.lines:
            return None
        return next(iter(lines_or_first(self.book.business)), None)

    @property
    def is_out_of_scope(self) -> bool:
        return is_out_of_scope(self.book.business) and not self.book.lines

    @property
    def is_empty(self) -> bool:
        return not self.book.figures

    @cached_property
    def until(self) -> date:
        """The month that charts end with: the last one declared, or the last one over."""
        return min(self.book.last_declared_month or last_ended_month(), last_ended_month())

    @cached_property
    def comparison(self) -> Comparison | None:
        if self.first and self.last:
            return compare(self.book, self.first, self.last)
        return compare_last_year(self.book)

    @cached_property
    def average(self) -> MonthlyAverage:
        return average_of(self.book, until=self.until)

    @property
    def average_words(self) -> str:
        """« juillet à septembre 2019 »."""
        return period_in_words(self.average.months[0], self.average.months[-1])

    @property
    def until_words(self) -> str:
        return month_words(self.until)

    @property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def rolling_eur(self) -> Decimal | None:
        return rolling_sum(self.book.turnover, self.until)

    @cached_property
    def left_eur(self) -> Decimal | None:
        return rolling_sum(self.book.left_over, self.until)

    @cached_property
    def seasonality(self) -> Seasonality:
        return seasonality(self.book)

    @cached_property
    def check(self) -> YearCheck | None:
        """The year of the last figures against the ceilings of the micro regime."""
        return check_year(self.book, self.until.year, until=self.until)

    @cached_property
    def year_chart(self) -> Chart:
        return year_chart(self.book, self.until)

    @cached_property
    def rolling_chart(self) -> Chart:
        return rolling_chart(self.book, self.until)

    @cached_property
    def left_chart(self) -> Chart:
        return left_chart(self.book, self.until)

    @cached_property
    def season_chart(self) -> Chart | None:
        return season_chart(self.seasonality) if self.seasonality.seasons else None

    @cached_property
    def months(self) -> list[MonthLine]:
        """The twelve months of the charts."""
        return [self._line(month) for month in months_from(add_months(self.until, -11), self.until)]

    @cached_property
    def rolling_months(self) -> list[MonthLine]:
        """Those of the curve, from the first that has a sum, and the last twelve at least."""
        lines = [self._line(month) for month in months_from(add_months(self.until, -23), self.until)]
        known = next((index for index, line in enumerate(lines) if line.rolling_eur is not None), 12)
        return lines[min(known, 12) :]

    @cached_property
    def undeclared(self) -> list[date]:
        """Months of the path that should be declared by now, and are not."""
        return undeclared_months(self.pathway, self.book)

    @property
    def undeclared_words(self) -> str:
        return months_in_words(self.undeclared)

    @cached_property
    def years(self) -> list[int]:
        """The years that may be filled in, from the first one known."""
        return years_of(self.pathway, self.book)

    @cached_property
    def correction_lines(self) -> list[CorrectionLine]:
        return [
            CorrectionLine(
                row,
                month_words(row.figures.month),
                SHARED_LABELS.get(row.column) or f"Chiffre d'affaires, {row.line}",
                str(row.corrected_by) if row.corrected_by else "La personne",
                figure_words(row.column, row.before),
                figure_words(row.column, row.after),
            )
            for row in self.corrections
        ]

    def _line(self, month: date) -> MonthLine:
        book = self.book
        return MonthLine(
            month=month,
            words=month_words(month),
            turnover_eur=book.turnover(month),
            year_before_eur=book.turnover(year_before(month)),
            rolling_eur=rolling_sum(book.turnover, month),
            expenses_eur=book.shared(month, "expenses_eur"),
            contributions_eur=book.shared(month, "contributions_eur"),
            left_eur=book.left_over(month),
            own_pay_eur=book.shared(month, "own_pay_eur"),
        )


def read_figures(pathway: Pathway, *, first: date | None = None, last: date | None = None) -> Figures:
    """The money of the path's business; `first` and `last` choose what is compared."""
    book = read_book(pathway.business)
    corrections = (
        Correction.objects.filter(figures__business=pathway.business_id)
        .select_related("figures", "line", "corrected_by")
        .order_by("-corrected_at", "-pk")[:SHOWN_CORRECTIONS]
    )
    return Figures(pathway, book, list(corrections), first, last)


def figure_words(column: str, amount: Decimal | None) -> str:
    """« 380 € », « 62,5 h », « non déclaré »."""
    if amount is None:
        return "non déclaré"
    if column == "hours_worked":
        return f"{amount.normalize():f} h".replace(".", ",")
    return format_eur(amount)


def undeclared_months(pathway: Pathway, book: Book) -> list[date]:
    """The ended months of the path whose turnover is not known, once the 10th of the next month has passed.

    A month before anybody followed the figures is not asked for again; nor one after the exit.
    """
    if not book.lines:
        return []
    last = last_expected_month()
    if pathway.exited_on:
        last = min(last, add_months(month_of(pathway.exited_on), -1))
    return book.missing_months(month_of(pathway.entered_on), last)


def years_of(pathway: Pathway, book: Book) -> list[int]:
    """From the creation of the business, the first line or two years before the path, to this year."""
    starts = [pathway.entered_on.year - 2, *(line.started_on.year for line in book.lines)]
    starts += [month.year for month in book.figures]
    first = min(starts)
    if created_on := pathway.business.created_on:
        first = max(first, created_on.year)
    this_year = clock.today().year
    return list(range(min(first, this_year), this_year + 1))

"""Average turnover over some months, by kind of activity: what the exit simulator starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.core.dates import add_months
from rebond.finances.book import Book, read_book
from rebond.finances.months import month_of, months_from, months_in_words
from rebond.people.models import Business, IncomeCategory

CENT = Decimal("0.01")


@dataclass(frozen=True)
class MonthlyAverage:
    """An average a month, in euros to the cent. `amount_eur` is None when a month is missing, and `reason` says which.

    `by_category` splits the average between the kinds of activity; it is empty when the average is not known.
    """

    months: tuple[date, ...]
    amount_eur: Decimal | None
    by_category: Mapping[IncomeCategory, Decimal]
    missing: tuple[date, ...] = ()
    reason: str = ""


def average_monthly_turnover(business: Business, *, months: int = 3, until: date) -> MonthlyAverage:
    """The mean cashed turnover of the `months` months that end with the month of `until`, all lines added.

    A month that was not declared is not a zero: there is then no average, and a French reason.
    """
    return average_of(read_book(business), months=months, until=until)


def average_of(book: Book, *, months: int = 3, until: date) -> MonthlyAverage:
    """The same, of a book already read."""
    last = month_of(until)
    period = tuple(months_from(add_months(last, 1 - months), last))
    if not book.lines:
        return MonthlyAverage(period, None, {}, period, "Aucune activité n'est suivie.")
    missing = tuple(month for month in period if book.turnover(month) is None)
    if missing:
        reason = f"Chiffre d'affaires non déclaré : {months_in_words(missing)}."
        return MonthlyAverage(period, None, {}, missing, reason)
    total = sum((book.turnover(month) or Decimal(0) for month in period), Decimal(0))
    by_category = {
        category: _mean(amounts)
        for category in IncomeCategory
        if any(amounts := [_of_category(book, category, month) for month in period])
    }
    return MonthlyAverage(period, (total / months).quantize(CENT), by_category)


def monthly_turnovers(
    business: Business, *, first: date, last: date
) -> Mapping[IncomeCategory, list[Decimal | None]]:
    """Month by month from `first` to `last`, the turnover of each kind of activity; None where not declared."""
    book = read_book(business)
    period = months_from(month_of(first), month_of(last))
    return {
        category: [book.turnover(month, book.lines_of(category)) for month in period]
        for category in IncomeCategory
        if book.lines_of(category)
    }


def _of_category(book: Book, category: IncomeCategory, month: date) -> Decimal:
    return sum(
        (book.line_turnover(line, month) or Decimal(0) for line in book.lines_of(category)), Decimal("0.00")
    )


def _mean(amounts: list[Decimal]) -> Decimal:
    return (sum(amounts, Decimal(0)) / len(amounts)).quantize(CENT)

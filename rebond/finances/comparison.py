"""Comparing two periods that can be compared: the same months of two years, the same lines, nothing missing (E11).

The worked numbers are in docs/algorithms/turnover.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.core.dates import add_months
from rebond.core.money import change_rate
from rebond.finances.book import Book
from rebond.finances.models import ActivityLine
from rebond.finances.months import (
    last_ended_month,
    month_name,
    months_from,
    months_in_words,
    period_in_words,
    year_before,
)

MAX_MONTHS = 12


@dataclass(frozen=True)
class Pair:
    """One month of the later year, and the same month of the year before."""

    month: date
    before_eur: Decimal | None
    after_eur: Decimal | None

    @property
    def month_before(self) -> date:
        return year_before(self.month)

    @property
    def words(self) -> str:
        """« mai »: the years are those of the two periods."""
        return month_name(self.month)


@dataclass(frozen=True)
class Comparison:
    """The later period against the same months of the year before. `rate` is None when it cannot be told: see `reason`."""

    pairs: tuple[Pair, ...]
    rate: Decimal | None
    reason: str = ""
    #: Lines that began or ended between the two periods: their absence is known, and said.
    changed_lines: tuple[ActivityLine, ...] = ()

    @property
    def months_count(self) -> int:
        return len(self.pairs)

    @property
    def before_eur(self) -> Decimal | None:
        return _sum([pair.before_eur for pair in self.pairs])

    @property
    def after_eur(self) -> Decimal | None:
        return _sum([pair.after_eur for pair in self.pairs])

    @property
    def difference_eur(self) -> Decimal | None:
        if self.before_eur is None or self.after_eur is None:
            return None
        return self.after_eur - self.before_eur

    @property
    def is_known(self) -> bool:
        """Both totals are known, even when no rate can be made of them (a start from zero)."""
        return self.difference_eur is not None

    @property
    def first(self) -> date | None:
        return self.pairs[0].month if self.pairs else None

    @property
    def last(self) -> date | None:
        return self.pairs[-1].month if self.pairs else None

    @property
    def period_words(self) -> str:
        """« mai à septembre 2019 »."""
        return period_in_words(self.pairs[0].month, self.pairs[-1].month) if self.pairs else ""

    @property
    def period_before_words(self) -> str:
        """« mai à septembre 2018 »."""
        if not self.pairs:
            return ""
        return period_in_words(self.pairs[0].month_before, self.pairs[-1].month_before)


def compare(book: Book, first: date, last: date) -> Comparison:
    """The months from `first` to `last`, twelve at most, against the same months of the year before."""
    months = months_from(first, last)
    if not 1 <= len(months) <= MAX_MONTHS:
        return Comparison((), None, f"Une comparaison porte sur 1 à {MAX_MONTHS} mois.")
    pairs = tuple(Pair(month, book.turnover(year_before(month)), book.turnover(month)) for month in months)
    missing = [pair.month_before for pair in pairs if pair.before_eur is None]
    missing += [pair.month for pair in pairs if pair.after_eur is None]
    if missing:
        return Comparison(pairs, None, f"Chiffre d'affaires non connu : {months_in_words(missing)}.")
    found = Comparison(pairs, None, changed_lines=_changed_lines(book, months))
    assert found.before_eur is not None
    assert found.after_eur is not None
    rate = change_rate(found.before_eur, found.after_eur)
    reason = "" if rate is not None else "Le chiffre d'affaires de départ est nul."
    return Comparison(pairs, rate, reason, found.changed_lines)


def compare_last_year(book: Book, *, today: date | None = None) -> Comparison | None:
    """Up to the last month declared, over twelve months or since the months that both years can have.

    The period is set by the calendar, never by which months look good: one month missing within it, and there is no rate.
    None when nothing is declared, or when the business has no month that is a year old.
    """
    last = book.last_declared_month
    if last is None or book.first_month is None:
        return None
    last = min(last, last_ended_month(today))
    first = max(add_months(last, 1 - MAX_MONTHS), add_months(book.first_month, MAX_MONTHS))
    return compare(book, first, last) if first <= last else None


def _changed_lines(book: Book, months: Sequence[date]) -> tuple[ActivityLine, ...]:
    both = [year_before(month) for month in months] + list(months)
    touched = [line for line in book.lines if any(line.is_active_in(month) for month in both)]
    return tuple(line for line in touched if not all(line.is_active_in(month) for month in both))


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if amounts and len(known) == len(amounts) else None

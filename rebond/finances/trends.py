"""What the months say together: rolling sums, what is left, and the seasons. A missing month breaks each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.core.dates import add_months
from rebond.finances.book import Book
from rebond.finances.months import month_name, months_from, months_in_words

WINDOW = 12
#: Seasons are told over whole years: two at least, three at most.
LEAST_YEARS, MOST_YEARS = 2, 3
#: A month this far from an ordinary one is named.
STRONG, WEAK = Decimal("1.25"), Decimal("0.75")

Amount = Decimal | None


def rolling_sum(of: Callable[[date], Amount], month: date, window: int = WINDOW) -> Amount:
    """The sum of the `window` months that end with `month`; None when one of them is missing."""
    amounts = [of(one) for one in months_from(add_months(month, 1 - window), month)]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if len(known) == len(amounts) else None


@dataclass(frozen=True)
class Season:
    """One month of the calendar against an ordinary month: 1.5 is half as much again."""

    month: date
    mean_eur: Decimal
    ratio: Decimal

    @property
    def name(self) -> str:
        """« juillet »."""
        return month_name(self.month)

    @property
    def is_strong(self) -> bool:
        return self.ratio >= STRONG

    @property
    def is_weak(self) -> bool:
        return self.ratio <= WEAK


@dataclass(frozen=True)
class Seasonality:
    """The twelve months of an average year, from January; none with the reason."""

    seasons: tuple[Season, ...]
    years: int = 0
    reason: str = ""

    @property
    def strong(self) -> list[Season]:
        return [season for season in self.seasons if season.is_strong]

    @property
    def weak(self) -> list[Season]:
        return [season for season in self.seasons if season.is_weak]

    @property
    def words(self) -> str:
        """« Mois forts : juillet. Mois creux : février. »"""
        told = [("Mois forts", self.strong), ("Mois creux", self.weak)]
        named = [f"{title} : {', '.join(s.name for s in seasons)}." for title, seasons in told if seasons]
        if not named:
            named = ["Aucun mois ne s'éloigne d'un quart d'un mois ordinaire."]
        return f"{' '.join(named)} Moyenne de {self.years} années."


def seasonality(book: Book) -> Seasonality:
    """The mean turnover of each month of the calendar, over the last two or three whole years declared."""
    last = book.last_declared_month
    if last is None:
        return Seasonality((), reason="Aucun mois n'est déclaré.")
    for years in range(MOST_YEARS, LEAST_YEARS - 1, -1):
        months = months_from(add_months(last, 1 - 12 * years), last)
        amounts = {month: book.turnover(month) for month in months}
        known = {month: amount for month, amount in amounts.items() if amount is not None}
        if len(known) == len(months):
            return _seasons(known, years)
        missing = [month for month in months if month not in known]
    return Seasonality((), reason=_why(book, missing))


def _why(book: Book, missing: Sequence[date]) -> str:
    inside = [month for month in missing if book.active_lines(month)]
    if len(inside) < len(missing):
        return "Il faut deux années d'activité déclarées pour voir les saisons."
    return f"Il faut deux années déclarées sans trou. Il manque : {months_in_words(inside)}."


def _seasons(known: dict[date, Decimal], years: int) -> Seasonality:
    ordinary = sum(known.values(), Decimal(0)) / len(known)
    if not ordinary:
        return Seasonality((), years, "Rien n'a été encaissé sur ces années.")
    seasons = []
    for number in range(1, 13):
        of_month = [amount for month, amount in known.items() if month.month == number]
        mean = sum(of_month, Decimal(0)) / years
        seasons.append(Season(date(2000, number, 1), mean.quantize(Decimal("0.01")), mean / ordinary))
    return Seasonality(tuple(seasons), years)

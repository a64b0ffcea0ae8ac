"""The ceilings of the micro regime, as dated data, and how near a business is to them (C4, C11).

VAT has ceilings of its own, which are not followed here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rebond.finances.book import Book
from rebond.finances.models import ActivityLine
from rebond.finances.months import months_from
from rebond.people.models import Business, IncomeCategory, LegalForm

#: From this share of a ceiling, it is warned of.
NEAR_SHARE = Decimal("0.80")
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Ceiling:
    """The yearly turnover of the micro regime, in euros, for the years from `first_year` to `last_year`."""

    first_year: int
    last_year: int
    sales_eur: Decimal
    services_eur: Decimal
    source: str


#: They are set for three years: beyond 2028, and before 2020, ours are unknown and nothing is said.
CEILINGS = (
    Ceiling(2020, 2022, Decimal(176_200), Decimal(72_600), "CCI France, calcul du prorata"),
    Ceiling(2023, 2025, Decimal(188_700), Decimal(77_700), "mon-entreprise.urssaf.fr (C4)"),
    Ceiling(2026, 2028, Decimal(203_100), Decimal(83_600), "mon-entreprise.urssaf.fr (C4)"),
)


def ceiling_of(year: int) -> Ceiling | None:
    """The ceiling of a calendar year; None for a year that is not in the table."""
    return next((c for c in CEILINGS if c.first_year <= year <= c.last_year), None)


def prorated(amount: Decimal, business: Business, year: int) -> Decimal:
    """The ceiling for the days between the creation and the end of that year, over 365; whole in any other year."""
    created_on = business.created_on
    if created_on is None or created_on.year != year or (created_on.month, created_on.day) == (1, 1):
        return amount
    days = (date(year, 12, 31) - created_on).days
    return (amount * days / DAYS_OF_A_YEAR).quantize(Decimal(1), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Gauge:
    """What was cashed in a year under one ceiling. Months not declared are left out of it, and counted."""

    label: str
    cashed_eur: Decimal
    ceiling_eur: Decimal

    @property
    def share(self) -> Decimal:
        return self.cashed_eur / self.ceiling_eur if self.ceiling_eur else Decimal(1)

    @property
    def is_over(self) -> bool:
        return self.cashed_eur > self.ceiling_eur

    @property
    def is_near(self) -> bool:
        return not self.is_over and self.share >= NEAR_SHARE

    @property
    def left_eur(self) -> Decimal:
        return max(self.ceiling_eur - self.cashed_eur, Decimal(0))


@dataclass(frozen=True)
class YearCheck:
    """One calendar year of a business against the ceilings. `gauges` is empty when they are unknown or do not apply."""

    year: int
    gauges: tuple[Gauge, ...]
    is_prorated: bool
    missing: tuple[date, ...]
    was_over_before: bool
    #: A quarter of the ceiling: up to it, RSA may be computed on the turnover of the quarter, on request (C11).
    quarter_eur: Decimal | None
    source: str

    @property
    def is_over(self) -> bool:
        return any(gauge.is_over for gauge in self.gauges)

    @property
    def is_near(self) -> bool:
        return not self.is_over and any(gauge.is_near for gauge in self.gauges)

    @property
    def leaves_regime(self) -> bool:
        """Leaving the micro regime needs two years above, one after the other (C4)."""
        return self.is_over and self.was_over_before


def check_year(book: Book, year: int, *, until: date) -> YearCheck | None:
    """The year against the ceilings, up to the month `until`; None outside of the micro regime or without activity."""
    if book.business.legal_form not in (LegalForm.MICRO, "") or not book.lines:
        return None
    ceiling = ceiling_of(year)
    months = months_from(date(year, 1, 1), min(date(year, 12, 1), until))
    missing = tuple(month for month in months if not book.is_declared(month))
    if ceiling is None:
        return YearCheck(year, (), False, missing, False, None, "")
    gauges = _gauges(book, ceiling, year)
    before = ceiling_of(year - 1)
    return YearCheck(
        year=year,
        gauges=gauges,
        is_prorated=prorated(ceiling.services_eur, book.business, year) != ceiling.services_eur,
        missing=missing,
        was_over_before=before is not None and any(g.is_over for g in _gauges(book, before, year - 1)),
        quarter_eur=(ceiling.sales_eur if _sells(book, year) else ceiling.services_eur) / 4,
        source=ceiling.source,
    )


def _gauges(book: Book, ceiling: Ceiling, year: int) -> tuple[Gauge, ...]:
    """With sales, the whole under their ceiling; the services alone under theirs. Without, the services only."""
    services = [line for line in book.lines if line.category != IncomeCategory.SALES]
    gauges = []
    if _sells(book, year):
        label = "Ventes et services" if services else "Ventes"
        limit = prorated(ceiling.sales_eur, book.business, year)
        gauges.append(Gauge(label, _cashed(book, book.lines, year), limit))
    if services:
        limit = prorated(ceiling.services_eur, book.business, year)
        gauges.append(Gauge("Services", _cashed(book, services, year), limit))
    return tuple(gauges)


def _sells(book: Book, year: int) -> bool:
    months = months_from(date(year, 1, 1), date(year, 12, 1))
    sales = book.lines_of(IncomeCategory.SALES)
    return any(line.is_active_in(month) for line in sales for month in months)


def _cashed(book: Book, lines: Iterable[ActivityLine], year: int) -> Decimal:
    keys = {line.pk for line in lines}
    known = (
        amount
        for (line_id, month), amount in book.turnovers.items()
        if line_id in keys and month.year == year
    )
    return sum(known, Decimal("0.00"))

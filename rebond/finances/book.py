"""The book of a business: all its declared months, read once, and asked by every calculation.

Each answer is None when something is missing: what was not declared never counts as zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from rebond.finances.models import ActivityLine, LineTurnover, MonthlyFigures
from rebond.finances.months import months_from
from rebond.people.models import Business, IncomeCategory


@dataclass(frozen=True)
class Book:
    """`turnovers` holds what was cashed, by line and month; `figures` the rest of each month."""

    business: Business
    lines: tuple[ActivityLine, ...]
    turnovers: Mapping[tuple[UUID, date], Decimal]
    figures: Mapping[date, MonthlyFigures]

    def lines_of(self, category: IncomeCategory) -> list[ActivityLine]:
        return [line for line in self.lines if line.category == category]

    def active_lines(self, month: date) -> list[ActivityLine]:
        return [line for line in self.lines if line.is_active_in(month)]

    def line_turnover(self, line: ActivityLine, month: date) -> Decimal | None:
        """What was cashed on the line that month; nothing outside of its months, None when not declared."""
        if not line.is_active_in(month):
            return Decimal("0.00")
        return self.turnovers.get((line.pk, month))

    def turnover(self, month: date, lines: Iterable[ActivityLine] | None = None) -> Decimal | None:
        """The turnover of the month, all lines added (E11).

        None when a line in activity is not declared, or when no line was in activity at all.
        """
        chosen = list(self.lines if lines is None else lines)
        if not any(line.is_active_in(month) for line in chosen):
            return None
        cashed = [self.line_turnover(line, month) for line in chosen]
        known = [amount for amount in cashed if amount is not None]
        return sum(known, Decimal("0.00")) if len(known) == len(cashed) else None

    def shared(self, month: date, column: str) -> Decimal | None:
        """One of SHARED_COLUMNS for that month."""
        row = self.figures.get(month)
        value: Decimal | None = getattr(row, column) if row else None
        return value

    def left_over(self, month: date) -> Decimal | None:
        """What the month leaves once expenses and contributions are paid; None when one of the three is missing."""
        turnover = self.turnover(month)
        expenses, contributions = self.shared(month, "expenses_eur"), self.shared(month, "contributions_eur")
        if turnover is None or expenses is None or contributions is None:
            return None
        return turnover - expenses - contributions

    def is_declared(self, month: date) -> bool:
        """Whether the turnover of each line in activity is known; true where no line was in activity."""
        return not self.active_lines(month) or self.turnover(month) is not None

    @cached_property
    def first_month(self) -> date | None:
        """The first month of activity."""
        return min((line.started_on for line in self.lines), default=None)

    @cached_property
    def last_declared_month(self) -> date | None:
        """The last month whose whole turnover is known."""
        months = {month for _, month in self.turnovers}
        return max((month for month in months if self.turnover(month) is not None), default=None)

    def missing_months(self, first: date, last: date) -> list[date]:
        """The months of that period whose turnover is not wholly declared."""
        return [month for month in months_from(first, last) if not self.is_declared(month)]


def read_book(business: Business) -> Book:
    """The whole book, in three queries."""
    return Book(
        business=business,
        lines=tuple(business.activity_lines.all()),
        turnovers={
            (line_id, month): amount
            for line_id, month, amount in LineTurnover.objects.filter(figures__business=business).values_list(
                "line_id", "figures__month", "turnover_eur"
            )
        },
        figures={row.month: row for row in business.monthly_figures.select_related("declared_by")},
    )

"""Books written by hand, without a database: what the calculations are asked about."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from rebond.core.dates import add_months
from rebond.finances.book import Book
from rebond.finances.models import ActivityLine, MonthlyFigures
from rebond.people.models import Business, IncomeCategory

START = date(2018, 5, 1)


def line(
    start: date = START, category: str = IncomeCategory.SERVICES_BIC, end: date | None = None
) -> ActivityLine:
    return ActivityLine(id=uuid4(), category=category, started_on=start, ended_on=end)


def book_of(*columns: tuple[ActivityLine, dict[date, object]], **shared: dict[date, object]) -> Book:
    """Lines with what each cashed by month; None stands for a month that was not declared."""
    figures: dict[date, MonthlyFigures] = {}
    for name, values in shared.items():
        for month, value in values.items():
            if value is not None:
                setattr(figures.setdefault(month, MonthlyFigures(month=month)), name, Decimal(str(value)))
    return Book(
        business=Business(name="Atelier", created_on=START),
        lines=tuple(column[0] for column in columns),
        turnovers={
            (one.pk, month): Decimal(str(amount)).quantize(Decimal("0.01"))
            for one, cashed in columns
            for month, amount in cashed.items()
            if amount is not None
        },
        figures=figures,
    )


def run_from(start: date, *amounts: object) -> dict[date, object]:
    """These amounts month after month from `start`."""
    return {add_months(start, index): amount for index, amount in enumerate(amounts)}

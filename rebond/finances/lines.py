"""The activity lines of a business, and the one to propose when none is followed yet."""

from datetime import date
from uuid import uuid5

from rebond.core import clock
from rebond.finances.models import LINE_CATEGORIES, ActivityLine
from rebond.finances.months import month_of
from rebond.people.models import Business, IncomeCategory


def lines_or_first(business: Business) -> list[ActivityLine]:
    """The lines followed; else the one that the business's own category suggests, not yet saved; else none.

    Declaring a month on a line not yet saved opens it.
    """
    lines = list(business.activity_lines.all())
    return lines or [line for line in [suggested_line(business)] if line]


def suggested_line(business: Business) -> ActivityLine | None:
    """A line of the business's category since its first month, not saved; None when unknown or out of scope.

    It is the same one each time: a form shown before it was opened still knows it afterwards.
    """
    if business.income_category not in LINE_CATEGORIES:
        return None
    start = month_of(business.created_on or _a_year_ago(clock.today()))
    known_id = uuid5(business.pk, business.income_category)
    return ActivityLine(id=known_id, business=business, category=business.income_category, started_on=start)


def is_out_of_scope(business: Business) -> bool:
    """Farming is not followed: it counts by other rules."""
    return business.income_category == IncomeCategory.FARMING


def _a_year_ago(today: date) -> date:
    return date(today.year - 1, today.month, 1)

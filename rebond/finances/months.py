"""Months, each told by its first day: counting them, and their names in French."""

from collections.abc import Iterable, Sequence
from datetime import date

from rebond.core import clock
from rebond.core.dates import add_months

MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_SHORT_NAMES = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
#: A month is expected to be declared by this day of the next one.
DECLARED_BY_DAY = 10
#: A sentence names so many months, then counts the others.
NAMED_MONTHS = 4


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def year_before(month: date) -> date:
    """The same month, one year earlier."""
    return month.replace(year=month.year - 1)


def months_from(first: date, last: date) -> list[date]:
    """Every month from `first` to `last`, both included; none when `last` is earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, index) for index in range(max(count, 0))]


def last_ended_month(today: date | None = None) -> date:
    """The last month that is over."""
    return add_months(month_of(today or clock.today()), -1)


def last_expected_month(today: date | None = None) -> date:
    """The last month that should be declared by now: over, and the 10th of the next one has passed."""
    today = today or clock.today()
    return add_months(month_of(today), -1 if today.day > DECLARED_BY_DAY else -2)


def month_words(month: date) -> str:
    """« mai 2019 »."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def month_name(month: date) -> str:
    """« mai »."""
    return MONTH_NAMES[month.month - 1]


def short_month_name(month: date) -> str:
    """« janv. », for charts."""
    return _SHORT_NAMES[month.month - 1]


def months_in_words(months: Sequence[date]) -> str:
    """« avril, mai et juin 2019 »; beyond four, the others are counted."""
    if not months:
        return ""
    ordered = sorted(months)
    named, others = ordered[:NAMED_MONTHS], len(ordered) - NAMED_MONTHS
    words = _grouped_by_year(named)
    if others > 0:
        return f"{', '.join(words)} et {others} autre{'s' if others > 1 else ''} mois"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _grouped_by_year(months: Iterable[date]) -> list[str]:
    """Each month, its year written after the last one of that year only."""
    listed = list(months)
    return [
        month_name(month)
        if index + 1 < len(listed) and listed[index + 1].year == month.year
        else month_words(month)
        for index, month in enumerate(listed)
    ]


def period_in_words(first: date, last: date) -> str:
    """« mai 2019 », « mai à septembre 2019 », « novembre 2018 à mars 2019 »."""
    if first == last:
        return month_words(first)
    start = month_name(first) if first.year == last.year else month_words(first)
    return f"{start} à {month_words(last)}"

"""A month of time spent: by day, by file, in all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from rebond.tutoring.models import TimeSpent

#: What is proposed in two clicks.
CHOICES = (5, 10, 15, 30, 45, 60, 90, 120)


@dataclass(frozen=True)
class Day:
    on: date
    lines: list[TimeSpent]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """One colleague's month."""

    month: date
    days: list[Day]
    #: (person, minutes), the longest first.
    by_file: list[tuple[str, int]]

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)


def bounds_of(month: date) -> tuple[date, date]:
    """The first day of a month, and that of the next one."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def month_of(times: QuerySet[TimeSpent], month: date) -> QuerySet[TimeSpent]:
    first, after = bounds_of(month)
    rows = times.filter(spent_on__gte=first, spent_on__lt=after)
    return rows.select_related("pathway__beneficiary", "exchange").order_by("spent_on", "noted_at", "pk")


def read_sheet(times: QuerySet[TimeSpent], month: date) -> Sheet:
    """One query."""
    by_day: dict[date, list[TimeSpent]] = defaultdict(list)
    by_file: dict[str, int] = defaultdict(int)
    for line in month_of(times, month):
        by_day[line.spent_on].append(line)
        by_file[line.pathway.beneficiary.full_name] += line.minutes
    files = sorted(by_file.items(), key=lambda pair: (-pair[1], pair[0]))
    return Sheet(month, [Day(on, lines) for on, lines in sorted(by_day.items())], files)


def read_team(times: QuerySet[TimeSpent], month: date) -> Sequence[tuple[str, int]]:
    """The minutes of each colleague, and nothing of whom they were spent for."""
    rows = month_of(times, month).order_by().values("user__first_name", "user__last_name", "user")
    totals = rows.annotate(total=Sum("minutes")).order_by("user__last_name", "user__first_name", "user")
    return [(f"{row['user__first_name']} {row['user__last_name']}", row["total"]) for row in totals]


def in_words(minutes: int) -> str:
    """« 45 min », « 1 h », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"

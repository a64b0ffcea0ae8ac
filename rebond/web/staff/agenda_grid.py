"""Where the entries of a week stand on its grid: quarters of an hour as rows, lanes side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.pathways.timetable import FIRST_HOUR, LAST_HOUR, Day, Entry
from rebond.people.models import User

QUARTER = timedelta(minutes=15)
#: An entry shorter than this is drawn as long: its words must be read.
MIN_ROWS = 2
#: Lanes that the style sheet knows; more are drawn over one another.
MAX_LANES = 4


@dataclass(frozen=True)
class Box:
    """Rows are counted from 0; the style sheet knows them as classes, for the policy forbids styles in pages."""

    row: int
    rows: int
    entry: Entry | None = None

    @property
    def css_class(self) -> str:
        lane = ""
        if self.entry and self.entry.lane.of > 1:
            of = min(self.entry.lane.of, MAX_LANES)
            lane = f" lane-{min(self.entry.lane.place, of - 1)}-{of}"
        return f"at-{self.row} for-{self.rows}{lane}"


@dataclass(frozen=True)
class Column:
    day: Day
    boxes: list[Box]
    off: list[Box]

    @property
    def is_today(self) -> bool:
        return self.day.date == clock.today()


@dataclass(frozen=True)
class TeamRow:
    """One person, and what takes their time each day."""

    person: User
    cells: list[tuple[Day, list[Entry]]]


@dataclass(frozen=True)
class Team:
    rows: list[TeamRow]
    #: Those who have nothing in these days.
    free: list[User]
    days: list[Day]


def hours_shown(days: Iterable[Day]) -> range:
    """The usual hours, and those of what happens outside of them."""
    first, last = FIRST_HOUR, LAST_HOUR
    for entry in (entry for day in days for entry in day.entries):
        start, end = entry.starts_at.astimezone(ZONE), entry.ends_at.astimezone(ZONE)
        if end.date() > start.date():
            return range(24)
        first, last = min(first, start.hour), max(last, ceil(end.hour + end.minute / 60))
    return range(first, last)


def columns_of(days: Sequence[Day], hours: range) -> list[Column]:
    """Monday to Friday, and the days of the week-end that hold something."""
    return [
        Column(
            day,
            [
                box
                for entry in day.entries
                if (box := _box(day, hours, entry.starts_at, entry.ends_at, entry))
            ],
            [box for span in day.off if (box := _box(day, hours, span.starts_at, span.ends_at))],
        )
        for day in days
        if day.date.weekday() < 5 or not day.is_empty
    ]


def _box(
    day: Day, hours: range, starts_at: datetime, ends_at: datetime, entry: Entry | None = None
) -> Box | None:
    total = len(hours) * 4
    row, end = _row(day, hours, starts_at), _row(day, hours, ends_at, is_end=True)
    row, end = max(0, min(row, total)), max(0, min(end, total))
    if entry:
        row = min(row, total - MIN_ROWS)
        end = max(end, row + MIN_ROWS)
    return Box(row, end - row, entry) if end > row else None


def _row(day: Day, hours: range, instant: datetime, *, is_end: bool = False) -> int:
    """The quarter of an hour, on the wall clock of that day, in which the instant falls."""
    local = instant.astimezone(ZONE).replace(tzinfo=None)
    top = datetime.combine(day.date, datetime.min.time()) + timedelta(hours=hours.start)
    quarters = (local - top) / QUARTER
    return ceil(quarters) if is_end else int(quarters // 1)


def team_of(users: Iterable[User], days: Sequence[Day]) -> Team:
    shown = [day for day in days if day.date.weekday() < 5 or not day.is_empty]
    rows, free = [], []
    for person in users:
        cells = [(day, day.of(person)) for day in shown]
        if any(entries for _, entries in cells):
            rows.append(TeamRow(person, cells))
        else:
            free.append(person)
    return Team(rows, free, shown)

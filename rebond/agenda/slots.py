"""Free slots: what is left of the hours that somebody opens, once holidays, absences and engagements are taken out.

Pure: nothing is read, and no clock is asked. Hours are those of the wall (`zone`); spans and slots are instants, so a
slot lasts as long across a change of clocks as on any other day. The rules in prose: docs/algorithms/slots.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

#: Slots begin on a multiple of this.
GRID_MINUTES = 30


@dataclass(frozen=True, order=True)
class Span:
    """From an instant to another, the latter left out."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Opening:
    """Hours of the wall that come back every week on one day (0 is Monday), between two dates, both included."""

    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date
    valid_until: date | None = None

    def is_on(self, day: date) -> bool:
        is_begun = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return is_begun and day.weekday() == self.weekday


def span_of(day: date, starts_at: time, ends_at: time, zone: tzinfo) -> Span:
    """Hours of the wall on one day, as instants."""
    return Span(
        datetime.combine(day, starts_at, zone).astimezone(UTC),
        datetime.combine(day, ends_at, zone).astimezone(UTC),
    )


def whole_days(first: date, last: date, zone: tzinfo) -> Span:
    """From the first instant of a day to the last of another: 23 or 25 hours where the clocks change."""
    return Span(
        datetime.combine(first, time.min, zone).astimezone(UTC),
        datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC),
    )


def open_spans(
    openings: Iterable[Opening],
    *,
    first: date,
    last: date,
    zone: tzinfo,
    is_open_day: Callable[[date], bool],
) -> list[Span]:
    """What the openings give between two days, both included, closed days left out; joined and in order."""
    rules = list(openings)
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return joined(
        span_of(day, rule.opens_at, rule.closes_at, zone)
        for day in days
        if is_open_day(day)
        for rule in rules
        if rule.is_on(day)
    )


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same instants, in order, as few spans as can be."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.starts_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return merged


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the spans once the others are taken out."""
    left = joined(spans)
    for busy in joined(taken):
        left = [piece for span in left for piece in _cut(span, busy)]
    return left


def _cut(span: Span, busy: Span) -> list[Span]:
    if not span.overlaps(busy):
        return [span]
    pieces = [Span(span.starts_at, busy.starts_at), Span(busy.ends_at, span.ends_at)]
    return [piece for piece in pieces if piece.starts_at < piece.ends_at]


def common(several: Sequence[Iterable[Span]]) -> list[Span]:
    """The instants that everybody has; nothing when there is nobody."""
    if not several:
        return []
    shared = joined(several[0])
    for other in several[1:]:
        theirs = joined(other)
        shared = [
            Span(max(a.starts_at, b.starts_at), min(a.ends_at, b.ends_at))
            for a in shared
            for b in theirs
            if a.overlaps(b)
        ]
    return shared


def slots_in(spans: Iterable[Span], *, minutes: int, not_before: datetime) -> list[datetime]:
    """Where an appointment of so many minutes may begin: on the grid, whole within a span, and not too soon."""
    length, grid = timedelta(minutes=minutes), timedelta(minutes=GRID_MINUTES)
    found = []
    for span in spans:
        start = _on_grid(max(span.starts_at, not_before))
        while start + length <= span.ends_at:
            found.append(start)
            start += grid
    return found


def _on_grid(instant: datetime) -> datetime:
    """The instant itself, or the next multiple of the grid."""
    grid = timedelta(minutes=GRID_MINUTES)
    past = timedelta(
        minutes=instant.minute % GRID_MINUTES, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant if not past else instant - past + grid

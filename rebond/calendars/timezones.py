"""A time zone as calendars carry it (VTIMEZONE): the rules under which its clocks change.

Our own, for two reasons found by trying: icalendar 7.3 writes the onset of summer time an hour late (03:00 instead of
02:00, which RFC 5545 reads in the offset before), and lists the dates one by one (RDATE), which Outlook does not read.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

#: A rule is believed when it foretells this many years.
YEARS_CHECKED = 12
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Onset:
    """One change of the clocks: the wall time at which it comes, read in the offset before."""

    wall: datetime
    offset_before: timedelta
    offset_after: timedelta
    name: str
    is_daylight: bool


def onsets_in(zone: ZoneInfo, year: int) -> list[Onset]:
    """The changes of the clocks of one year, in order."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range((datetime(year + 1, 1, 1, tzinfo=UTC) - start).days + 1)]
    return [
        _onset(zone, before, after)
        for before, after in pairwise(days)
        if _offset(zone, before) != _offset(zone, after)
    ]


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _onset(zone: ZoneInfo, before: datetime, after: datetime) -> Onset:
    """The one change between two instants, found to the minute."""
    offset_before = _offset(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        before, after = (middle, after) if _offset(zone, middle) == offset_before else (before, middle)
    local = after.astimezone(zone)
    return Onset(
        wall=(after + offset_before).replace(tzinfo=None),
        offset_before=offset_before,
        offset_after=_offset(zone, after),
        name=local.tzname() or "",
        is_daylight=bool(local.dst()),
    )


@lru_cache(maxsize=32)
def _rules(zone: ZoneInfo, since_year: int) -> tuple[tuple[Onset, dict[str, object] | None], ...]:
    """What the zone does from a year on: each onset of that year with its yearly rule, else every onset, dated."""
    years = [onsets_in(zone, since_year + n) for n in range(YEARS_CHECKED)]
    if len({len(onsets) for onsets in years}) == 1:
        rules = [_yearly(list(same)) for same in zip(*years, strict=True)]
        if all(rules):
            return tuple(zip(years[0], rules, strict=True))
    return tuple((onset, None) for onsets in years for onset in onsets)


def _yearly(onsets: list[Onset]) -> dict[str, object] | None:
    """« The last Sunday of March », when that is what these onsets have in common; else None."""
    first = onsets[0]
    if len({(o.wall.month, o.wall.weekday(), o.wall.time(), o.offset_after) for o in onsets}) > 1:
        return None
    if all(o.wall.day + 7 > monthrange(o.wall.year, o.wall.month)[1] for o in onsets):
        rank = -1
    elif len({(o.wall.day - 1) // 7 for o in onsets}) == 1:
        rank = (first.wall.day - 1) // 7 + 1
    else:
        return None
    return {"freq": "yearly", "bymonth": first.wall.month, "byday": f"{rank}{WEEKDAYS[first.wall.weekday()]}"}


def vtimezone(zone: ZoneInfo, *, since_year: int) -> Timezone:
    """The zone's component, right for every instant after the first change of the clocks of `since_year`."""
    component = Timezone()
    component.add("tzid", zone.key)
    rules = _rules(zone, since_year)
    for onset, rule in rules:
        part = TimezoneDaylight() if onset.is_daylight else TimezoneStandard()
        part.add("dtstart", onset.wall)
        if rule:
            part.add("rrule", rule)
        part.add("tzoffsetfrom", onset.offset_before)
        part.add("tzoffsetto", onset.offset_after)
        part.add("tzname", onset.name)
        component.add_component(part)
    if not rules:
        component.add_component(_unchanging(zone, since_year))
    return component


def _unchanging(zone: ZoneInfo, year: int) -> TimezoneStandard:
    """The one part of a zone whose clocks never change: overseas départements."""
    local = datetime(year, 1, 1, tzinfo=zone)
    part = TimezoneStandard()
    part.add("dtstart", datetime(year, 1, 1))  # noqa: DTZ001 - a wall time, as RFC 5545 wants here
    part.add("tzoffsetfrom", local.utcoffset())
    part.add("tzoffsetto", local.utcoffset())
    part.add("tzname", local.tzname())
    return part

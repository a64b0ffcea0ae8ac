"""The one clock. Rules ask it instead of the system, so that tests and the demo can hold it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)

#: Civil dates are those of metropolitan France; an overseas deployment sets TIME_ZONE.
ZONE = ZoneInfo(os.environ.get("TIME_ZONE", "Europe/Paris"))


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """The civil date of the present instant."""
    return civil_date(now())


def civil_date(instant: datetime) -> date:
    """The date that people in the programme's zone read on the calendar at this instant."""
    return instant.astimezone(ZONE).date()


@contextmanager
def held(instant: datetime | date) -> Iterator[None]:
    """Hold the clock at `instant` (a bare date means nine in the morning) within the block."""
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 9, tzinfo=ZONE)
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)

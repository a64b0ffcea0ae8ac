"""Quiet hours: when people are written to. Staff mail leaves at any hour; so does what somebody just asked for."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings

from rebond.core import clock
from rebond.core.dates import is_day_of_rest
from rebond.messaging.models import SENT_BY_WORKER, Channel, Message


def opening(message: Message, instant: datetime) -> datetime:
    """The first instant, from `instant` on, at which this message may leave."""
    if message.is_urgent or not message.is_to_person or message.channel not in SENT_BY_WORKER:
        return instant
    rests = message.channel == Channel.SMS
    return next_opening(
        instant, quiet_from=settings.QUIET_FROM, quiet_until=settings.QUIET_UNTIL, rests_on_holidays=rests
    )


def next_opening(
    instant: datetime, *, quiet_from: time, quiet_until: time, rests_on_holidays: bool
) -> datetime:
    """`instant` itself when it is open, else the next opening, in UTC.

    Quiet hours are wall-clock times of the programme's zone, over midnight or not; equal ones mean none. With
    `rests_on_holidays`, Sundays and public holidays are closed too. An hour that the change of time skips opens when
    the clock has jumped over it.
    """
    while not _is_open(instant, quiet_from, quiet_until, rests_on_holidays):
        instant = _next_change(instant, quiet_until)
    return instant


def _is_open(instant: datetime, quiet_from: time, quiet_until: time, rests_on_holidays: bool) -> bool:
    local = instant.astimezone(clock.ZONE)
    if rests_on_holidays and is_day_of_rest(local.date()):
        return False
    at = local.time()
    if quiet_from <= quiet_until:
        return not quiet_from <= at < quiet_until
    return quiet_until <= at < quiet_from


def _next_change(instant: datetime, quiet_until: time) -> datetime:
    """The next instant that may be an opening: the end of the quiet hours, or midnight after a day of rest."""
    today = instant.astimezone(clock.ZONE).date()
    days = (today, today + timedelta(days=1))
    candidates = (
        datetime.combine(day, at, tzinfo=clock.ZONE).astimezone(UTC)
        for day in days
        for at in {time.min, quiet_until}
    )
    return min(candidate for candidate in candidates if candidate > instant)

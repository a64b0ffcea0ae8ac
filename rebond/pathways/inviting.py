"""Invite → remind → convene: which rung of the ladder is due. Pure functions of an instant; nothing is read or written."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from rebond.core.clock import civil_date
from rebond.core.dates import next_working_day
from rebond.pathways.models import Invitation
from rebond.pathways.models.invitation import InvitationState

#: A convocation reaches the person this many days, at least, before the date that it gives.
CONVENING_NOTICE_DAYS = 7
#: A date is looked for within this many days after that.
CONVENING_WINDOW_DAYS = 28
#: Days that an invitation offers when nobody says otherwise.
OFFERED_DAYS = 21


class Rung(StrEnum):
    REMIND = "remind"
    CONVENE = "convene"


def rung_due(invitation: Invitation, now: datetime) -> Rung | None:
    """What the programme asks for at this instant; None when it asks for nothing, or when all was done.

    Both delays count from the invitation, in civil days. A programme without a delay has no such rung.
    """
    version = invitation.step.pathway.version
    if invitation.ended_at:
        return None
    days = (civil_date(now) - civil_date(invitation.invited_at)).days
    if version.convene_after_days is not None and days >= version.convene_after_days:
        return Rung.CONVENE
    is_open = invitation.state(now) == InvitationState.WAITING
    if version.remind_after_days is not None and is_open and days >= version.remind_after_days:
        return Rung.REMIND
    return None


def next_rung(invitation: Invitation, now: datetime) -> tuple[Rung, date] | None:
    """What comes next without an answer, and on which day."""
    version = invitation.step.pathway.version
    delays = {Rung.REMIND: version.remind_after_days, Rung.CONVENE: version.convene_after_days}
    if invitation.reminded_at or rung_due(invitation, now) == Rung.CONVENE:
        del delays[Rung.REMIND]
    for rung, delay in delays.items():
        if delay is not None:
            return rung, civil_date(invitation.invited_at) + timedelta(days=delay)
    return None


def convening_window(today: date) -> tuple[date, date]:
    """The days among which a convocation looks for a date."""
    first = next_working_day(today + timedelta(days=CONVENING_NOTICE_DAYS))
    return first, first + timedelta(days=CONVENING_WINDOW_DAYS)


def reminder_due(
    *, starts_at: datetime, dated_at: datetime, days_before: list[int], now: datetime
) -> int | None:
    """The reminder of an appointment to send now: how many days before it, or None.

    The one closest to the appointment among those whose day has come; none that its own date came after (the person
    has just been told), and none once the hour has passed.
    """
    today, day, dated_on = civil_date(now), civil_date(starts_at), civil_date(dated_at)
    if now >= starts_at:
        return None
    ripe = [days for days in days_before if dated_on < day - timedelta(days=days) <= today]
    return min(ripe, default=None)


def is_stuck(invitation: Invitation, now: datetime) -> bool:
    """The programme would have given a date by now, and no slot was left: somebody gives one by hand."""
    return rung_due(invitation, now) == Rung.CONVENE

"""A place in a training, in the person's own calendar: with the letters that tell of it, and from their space.

One file for each half-day: a message that invites speaks of one entry (RFC 5546). As for appointments, a title shows what may
be read over a shoulder, the rest stands in the body (docs/adr/0012-calendars.md).
"""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from django.conf import settings

from rebond.calendars.ics import Contact, Event, Method, calendar_of
from rebond.core import clock
from rebond.core.identifiers import format_phone
from rebond.messaging.outbox import Attachment
from rebond.pathways.calendar_entries import discreet
from rebond.trainings.models import Enrolment, HalfDay

#: A half-day and its rank in the session, which names its entry: half-days are written again when a session moves.
Ranked = tuple[int, HalfDay]


def ranked(half_days: Iterable[HalfDay]) -> list[Ranked]:
    return list(enumerate(half_days, start=1))


def without_successor(before: Sequence[HalfDay], after: Sequence[HalfDay]) -> list[Ranked]:
    """The entries to take away when a session has fewer half-days than it had."""
    return ranked(before)[len(after) :]


def invitations(enrolment: Enrolment, *, method: Method, entries: Iterable[Ranked]) -> list[Attachment]:
    """What a letter carries: each entry to add, to change or to take away."""
    media_type = f"text/calendar; method={method}; charset=utf-8"
    return [
        Attachment(
            f"formation-{entry[0]}.ics",
            media_type,
            calendar_of([_event(enrolment, *entry)], zone=clock.ZONE, method=method, stamp=clock.now()),
        )
        for entry in entries
    ]


def own_calendar(enrolment: Enrolment) -> bytes:
    """Every half-day in one file, that a calendar adds when it is opened."""
    entries = ranked(enrolment.session.half_days.all())
    return calendar_of([_event(enrolment, *entry) for entry in entries], zone=clock.ZONE, stamp=clock.now())


def _event(enrolment: Enrolment, rank: int, half_day: HalfDay) -> Event:
    session, organiser = enrolment.session, enrolment.session.course.organiser
    person, place = enrolment.pathway.beneficiary, discreet(enrolment.session.where)
    number = f"Un empêchement ? {organiser} : {format_phone(organiser.phone)}" if organiser.phone else ""
    return Event(
        uid=f"enrolment-{enrolment.pk}-{rank}",
        sequence=session.revision,
        title=" – ".join(filter(None, ["Formation", place])),
        starts_at=half_day.starts_at,
        ends_at=half_day.ends_at,
        changed_at=clock.now(),
        location=place,
        body="\n".join(filter(None, [discreet(str(session)), session.place, session.video_url, number])),
        organiser=Contact(organiser.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=(Contact(person.full_name, person.email),) if person.email else (),
    )

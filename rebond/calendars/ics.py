"""Writing iCalendar (RFC 5545): events as values, without knowing what they stand for.

Folding at 75 octets, CRLF and escaping are the library's. A title or a place is shown on screens that others see: what
may stand there is decided by whoever makes the event (rebond/pathways/calendar_entries.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Component
from icalendar.prop import vCalAddress

from rebond.calendars.timezones import vtimezone

PRODID = "-//Rebond//Agenda//FR"
#: How often a subscribed calendar is asked to look again.
REFRESH = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar sent in a message asks of who receives it (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Contact:
    """Somebody, or a body, that a calendar may write to."""

    name: str
    email: str


@dataclass(frozen=True)
class Event:
    """One entry. Two dates make it last whole days, the second one excluded; two instants, a time of the day.

    `sequence` never falls for one `uid`: it tells the latest version. `changed_at` is when what it says last changed.
    """

    uid: str
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    changed_at: datetime
    sequence: int = 0
    location: str = ""
    body: str = ""
    url: str = ""
    organiser: Contact | None = None
    attendees: tuple[Contact, ...] = ()
    is_busy: bool = True


def calendar_of(
    events: Iterable[Event],
    *,
    zone: ZoneInfo,
    name: str = "",
    method: Method | None = None,
    stamp: datetime | None = None,
) -> bytes:
    """A whole calendar, ready to be sent.

    With a `method`, a message: `stamp` is when it was written. Without, a feed: the same events give the same bytes.
    """
    events = list(events)
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        _name_feed(calendar, name, zone)
    years = [e.starts_at.astimezone(zone).year for e in events if isinstance(e.starts_at, datetime)]
    if years and zone.key != "UTC":
        calendar.add_component(vtimezone(zone, since_year=min(years) - 1))
    for event in events:
        calendar.add_component(_component(event, zone, method, stamp))
    content: bytes = calendar.to_ical()
    return content


def _name_feed(calendar: Calendar, name: str, zone: ZoneInfo) -> None:
    """What a subscription shows, and how often it looks again: in the standard's words, and in those used before it."""
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")


def _component(event: Event, zone: ZoneInfo, method: Method | None, stamp: datetime | None) -> Component:
    part = Component()
    part.add("uid", event.uid)
    part.add("sequence", event.sequence)
    part.add("dtstamp", (stamp or event.changed_at).astimezone(UTC).replace(microsecond=0))
    part.add("last-modified", event.changed_at.astimezone(UTC).replace(microsecond=0))
    part.add("dtstart", _placed(event.starts_at, zone))
    part.add("dtend", _placed(event.ends_at, zone))
    part.add("summary", event.title)
    for name, value in (("location", event.location), ("description", event.body), ("url", event.url)):
        if value:
            part.add(name, value)
    part.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    part.add("transp", "OPAQUE" if event.is_busy else "TRANSPARENT")
    # Where a calendar is shared, colleagues read « privé » or « occupé ».
    part.add("class", "PRIVATE")
    if event.organiser:
        part.add("organizer", _address(event.organiser))
    for contact in event.attendees:
        part.add("attendee", _attendee(contact))
    return part


def _placed(when: datetime | date, zone: ZoneInfo) -> datetime | date:
    """A day stays a day; an instant is told in the zone's wall time, or in UTC when that time comes twice that night."""
    if not isinstance(when, datetime):
        return when
    local = when.astimezone(zone)
    is_told_twice = local.fold == 1
    return when.astimezone(UTC) if is_told_twice else local


def _address(contact: Contact) -> vCalAddress:
    address = vCalAddress(f"mailto:{contact.email}")
    address.params["cn"] = contact.name
    return address


def _attendee(contact: Contact) -> vCalAddress:
    """Somebody expected. Answers are given in Rebond, by the link of the message: none is asked by e-mail."""
    address = _address(contact)
    address.params["role"] = "REQ-PARTICIPANT"
    address.params["partstat"] = "NEEDS-ACTION"
    address.params["rsvp"] = "FALSE"
    return address

"""iCalendar, to the letter: time zones right at every instant, days as days, lines folded, words escaped."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from rebond.calendars.ics import Contact, Event, Method, calendar_of
from rebond.calendars.timezones import onsets_in, vtimezone
from tests.calendars.reading import events, parsed, unfolded

PARIS = ZoneInfo("Europe/Paris")
#: The Hexagon, overseas without summer time, overseas with the rules of America, and a zone whose rules follow the moon.
ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "Pacific/Noumea"]
#: Any minute of ten years.
INSTANTS = st.integers(0, 10 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
WRITTEN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def event(**changes) -> Event:
    values = {
        "uid": "a-step",
        "title": "D. L. – CDAS",
        "starts_at": datetime(2026, 3, 27, 9, tzinfo=PARIS),
        "ends_at": datetime(2026, 3, 27, 10, tzinfo=PARIS),
        "changed_at": WRITTEN,
    }
    return Event(**{**values, **changes})


def offset_told(component: Timezone, instant: datetime) -> timedelta:
    """The offset that a reader of the rules finds, as RFC 5545 says: that of the last onset before the instant."""
    onsets = []
    for part in component.subcomponents:
        start, before = part["dtstart"].dt, part["tzoffsetfrom"].td
        years = range(start.year, instant.year + 1) if "rrule" in part else [start.year]
        for year in years:
            day = _ruled_day(part, year) if "rrule" in part else start.date()
            onset = datetime.combine(day, start.time(), tzinfo=UTC) - before
            onsets.append((onset, part["tzoffsetto"].td))
    passed = [(at, after) for at, after in onsets if at <= instant]
    return max(passed)[1]


def _ruled_day(part, year: int) -> date:
    rule = part["rrule"]
    (month,), (byday,) = rule["bymonth"], rule["byday"]
    rank, weekday = int(str(byday)[:-2]), ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(str(byday)[-2:])
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    days = [day for day in days if day.month == month and day.weekday() == weekday]
    return days[rank if rank < 0 else rank - 1]


@pytest.mark.parametrize("name", [*ZONES, "Africa/Casablanca"])
@settings(max_examples=60, deadline=None)
@given(instant=INSTANTS)
def test_the_rules_of_a_zone_are_right_at_every_instant(name, instant):
    zone = ZoneInfo(name)
    component = Timezone.from_ical(vtimezone(zone, since_year=2024).to_ical())
    assert offset_told(component, instant) == instant.astimezone(zone).utcoffset()


def test_paris_changes_on_the_last_sundays_of_march_and_october():
    march, october = onsets_in(PARIS, 2026)
    assert (march.wall.isoformat(), march.name) == ("2026-03-29T02:00:00", "CEST")
    assert (october.wall.isoformat(), october.name) == ("2026-10-25T03:00:00", "CET")
    text = vtimezone(PARIS, since_year=2026).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RDATE" not in text


@settings(max_examples=80, deadline=None)
@given(
    start=INSTANTS,
    minutes=st.integers(1, 600),
    zone=st.sampled_from(ZONES),
)
def test_every_instant_is_read_back(start, minutes, zone):
    end = start + timedelta(minutes=minutes)
    content = calendar_of([event(starts_at=start, ends_at=end)], zone=ZoneInfo(zone))
    (read,) = events(content)
    assert read.decoded("dtstart").astimezone(UTC) == start
    assert read.decoded("dtend").astimezone(UTC) == end


def test_nine_in_the_morning_stays_nine_over_the_change():
    before, after = datetime(2026, 3, 27, 9, tzinfo=PARIS), datetime(2026, 3, 30, 9, tzinfo=PARIS)
    content = calendar_of(
        [event(starts_at=t, ends_at=t + timedelta(hours=1)) for t in (before, after)], zone=PARIS
    )
    assert "DTSTART;TZID=Europe/Paris:20260327T090000" in unfolded(content)
    assert "DTSTART;TZID=Europe/Paris:20260330T090000" in unfolded(content)
    assert unfolded(content).count("BEGIN:VTIMEZONE") == 1


def test_the_hour_that_comes_twice_is_told_in_universal_time():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert second.astimezone(PARIS).fold == 1
    content = calendar_of([event(starts_at=second, ends_at=second + timedelta(hours=1))], zone=PARIS)
    assert "DTSTART:20261025T013000Z" in unfolded(content)


def test_whole_days_are_days_and_need_no_zone():
    content = calendar_of(
        [event(starts_at=date(2026, 10, 25), ends_at=date(2026, 10, 26), is_busy=False)], zone=PARIS
    )
    text = unfolded(content)
    assert "DTSTART;VALUE=DATE:20261025" in text
    assert "DTEND;VALUE=DATE:20261026" in text
    assert "TRANSP:TRANSPARENT" in text
    assert "VTIMEZONE" not in text


def test_long_lines_are_folded_and_words_escaped():
    title = "É. à l’été ; " * 20 + "virgule, retour\nà la ligne \\ fin"
    (read,) = events(calendar_of([event(title=title)], zone=PARIS))
    assert str(read["summary"]) == title


def test_the_same_events_give_the_same_bytes():
    assert calendar_of([event()], zone=PARIS, name="Rebond") == calendar_of(
        [event()], zone=PARIS, name="Rebond"
    )


def test_a_feed_says_its_name_and_when_to_look_again():
    text = unfolded(calendar_of([event()], zone=PARIS, name="Rebond"))
    for line in (
        "NAME:Rebond",
        "X-WR-CALNAME:Rebond",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ):
        assert line in text
    assert "METHOD" not in text


def test_an_empty_feed_is_a_calendar_all_the_same():
    assert events(calendar_of([], zone=PARIS, name="Rebond")) == []


@pytest.mark.parametrize(("method", "status"), [(Method.REQUEST, "CONFIRMED"), (Method.CANCEL, "CANCELLED")])
def test_a_message_says_what_it_asks(method, status):
    someone = Contact("Inès Mélisse", "ines.melisse@example.org")
    stamp = datetime(2026, 3, 3, 8, tzinfo=UTC)
    content = calendar_of(
        [event(organiser=Contact("BGE", "bge@example.org"), attendees=(someone,), sequence=4)],
        zone=PARIS, method=method, stamp=stamp,
    )  # fmt: skip
    assert parsed(content)["method"] == method.value
    (read,) = events(content)
    assert (read["status"], read["sequence"], read.decoded("dtstamp")) == (status, 4, stamp)
    assert str(read["organizer"]) == "mailto:bge@example.org"
    assert (str(read["attendee"]), read["attendee"].params["rsvp"]) == (
        "mailto:ines.melisse@example.org",
        "FALSE",
    )

"""Half-days taught stand in the agenda of who teaches, and in their calendar."""

from datetime import UTC, date

import pytest

from rebond.pathways import actions as path_actions
from rebond.pathways.timetable import days_of
from rebond.trainings import actions
from rebond.trainings.diary import entries_of, events_of
from tests.trainings.conftest import at

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2019, 5, 13), date(2019, 5, 19)


def told(who, by) -> list[tuple[str, str]]:
    found = entries_of([who.user], first=MONDAY, last=SUNDAY, by=by)
    return [(f"{entry.starts_at.astimezone(UTC):%d %H:%M}", entry.label) for entry in found]


def test_maiwenn_finds_both_half_days_in_her_agenda(session, maiwenn, karim):
    expected = [("14 07:00", "Se faire connaître"), ("14 12:00", "Se faire connaître")]
    assert told(maiwenn, maiwenn) == expected
    assert told(karim, maiwenn) == []


def test_a_stranger_reads_only_that_she_is_taken(session, maiwenn, zoe):
    assert [label for _, label in told(maiwenn, zoe)] == ["", ""]


def test_a_cancelled_session_leaves_the_agenda_and_the_calendar(session, maiwenn):
    actions.cancel_session(session=session, reason="Trop peu d'inscrits.", by=maiwenn)
    assert told(maiwenn, maiwenn) == []
    assert events_of(maiwenn.user) == []


def test_a_half_day_clashes_with_an_appointment(session, pathway, maiwenn):
    step = path_actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
    path_actions.plan_step(step=step, starts_at=at(14, 10), duration_minutes=60, place=None, by=maiwenn)
    also = entries_of([maiwenn.user], first=MONDAY, last=SUNDAY, by=maiwenn)
    days = days_of([maiwenn.user], first=MONDAY, last=SUNDAY, by=maiwenn, with_deadlines=False, also=also)
    morning, appointment, afternoon = days[1].entries
    assert "de 10\u00a0h\u00a000 à 11\u00a0h\u00a000" in morning.warnings[0]
    assert "de 09\u00a0h\u00a000 à 12\u00a0h\u00a030" in appointment.warnings[0]
    assert afternoon.warnings == ()


def test_her_calendar_says_when_and_where(session, maiwenn):
    morning, afternoon = events_of(maiwenn.user)
    assert (morning.title, morning.location) == ("Formation – BGE, Rennes", "BGE, Rennes")
    assert (morning.starts_at, morning.ends_at) == (at(14, 9), at(14, 12, 30))
    assert morning.uid != afternoon.uid
    assert "Se faire connaître" in morning.body

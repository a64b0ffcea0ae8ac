"""The last contact with, or from, the person: which acts are one, and what is told when one proves not to have been."""

from datetime import UTC, date, datetime

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.contact import note_contact
from rebond.pathways.models import Pathway
from rebond.pathways.states import StepState
from rebond.people.actor import PersonActor
from tests.pathways.test_delphine import hold


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def last_contact(pathway: Pathway) -> date | None:
    pathway.refresh_from_db()
    return clock.civil_date(pathway.last_contact_at) if pathway.last_contact_at else None


def test_a_path_begins_without_contact_and_an_appointment_held_is_one(pathway, maiwenn):
    assert last_contact(pathway) is None
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    assert last_contact(pathway) == date(2019, 3, 18)


def test_an_absence_is_no_contact_and_one_put_right_neither(pathway, maiwenn):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    step = hold(pathway, "rdv2", date(2019, 4, 8), maiwenn)
    assert last_contact(pathway) == date(2019, 4, 8)
    with clock.held(date(2019, 4, 9)):
        step.refresh_from_db()
        actions.correct_step_report(
            step=step, outcome=StepState.NO_SHOW, reason="Saisie erronée.", by=maiwenn
        )
    assert last_contact(pathway) == date(2019, 3, 18)
    with clock.held(date(2019, 4, 10)):
        step.refresh_from_db()
        actions.correct_step_report(step=step, outcome=StepState.HELD, reason="Elle était là.", by=maiwenn)
    assert last_contact(pathway) == date(2019, 4, 8)


def test_what_delphine_does_in_her_space_is_found_again_when_an_appointment_is_put_right(pathway, maiwenn):
    delphine = PersonActor(pathway.beneficiary)
    with clock.held(date(2019, 3, 25)):
        actions.propose_action(
            pathway=pathway, label="Contacter deux maisons de retraite", aim=None, due_on=None, by=delphine
        )
    step = hold(pathway, "rdv1", date(2019, 4, 8), maiwenn)
    with clock.held(date(2019, 4, 9)):
        step.refresh_from_db()
        actions.correct_step_report(
            step=step, outcome=StepState.EXCUSED, reason="Saisie erronée.", by=maiwenn
        )
    assert last_contact(pathway) == date(2019, 3, 25)


@pytest.mark.parametrize(("day", "expected"), [(date(2019, 3, 20), 20), (date(2019, 3, 12), 15)])
def test_an_older_contact_changes_nothing(pathway, hold_clock, day, expected):
    hold_clock(date(2019, 3, 22))
    note_contact(pathway, at=noon(date(2019, 3, 15)))
    note_contact(pathway, at=noon(day))
    assert last_contact(pathway) == date(2019, 3, expected)


def test_a_contact_is_never_to_come(pathway, hold_clock):
    hold_clock(date(2019, 3, 22))
    note_contact(pathway, at=noon(date(2019, 4, 30)))
    assert last_contact(pathway) == date(2019, 3, 22)

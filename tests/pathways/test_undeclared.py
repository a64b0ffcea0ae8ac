"""Months without a turnover are told to the adviser: after how many is a row of the programme (two here)."""

from datetime import date
from decimal import Decimal

import pytest

from rebond.finances.models import ActivityLine
from rebond.pathways import actions
from rebond.pathways.attention import Watch, watched
from rebond.pathways.models import Pathway
from rebond.pathways.todo import todo_of
from rebond.people.actor import PersonActor


@pytest.fixture
def line(pathway, maiwenn) -> ActivityLine:
    """Alterations, followed since the business was created; Delphine entered on 11 March 2019."""
    return actions.open_activity_line(
        pathway=pathway, category="services_bic", started_on=date(2018, 5, 1), by=maiwenn
    )


def told(by) -> list:
    return [task for day in todo_of(by).days for task in day.tasks if task.kind == "show_figures"]


def silent() -> list[Pathway]:
    return list(watched(Pathway.objects.all(), Watch.UNDECLARED))


def declare(pathway, line, by, month) -> None:
    actions.declare_month(pathway=pathway, month=month, turnovers={line: Decimal("0.00")}, by=by)


def test_two_months_in_a_row_are_told_once_the_tenth_of_the_next_has_passed(
    pathway, line, maiwenn, hold_clock
):
    hold_clock(date(2019, 5, 10))  # March is late, April is not expected yet
    assert told(maiwenn) == silent() == []
    hold_clock(date(2019, 5, 11))
    (task,) = told(maiwenn)
    assert task.note == "Aucun mois déclaré ; attendu depuis mars 2019."
    assert task.due_on == date(2019, 5, 10)
    assert silent() == [pathway]
    hold_clock(date(2019, 8, 20))
    assert len(told(maiwenn)) == 1  # one line for each person, however many months


def test_a_month_declared_even_at_nothing_is_no_silence(pathway, line, maiwenn, hold_clock):
    hold_clock(date(2019, 5, 11))
    declare(pathway, line, PersonActor(pathway.beneficiary), date(2019, 3, 1))
    assert told(maiwenn) == []
    hold_clock(date(2019, 6, 11))
    (task,) = told(maiwenn)
    assert task.note == "Dernier mois déclaré : mars 2019 ; attendu depuis avril 2019."
    assert task.due_on == date(2019, 6, 10)


def test_a_path_without_a_followed_activity_owes_no_month(pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 8, 20))
    assert told(maiwenn) == []


def test_it_is_the_adviser_s_alone(pathway, line, rozenn, ines, karim, zoe_adviser, hold_clock):
    hold_clock(date(2019, 5, 11))
    assert [told(by) for by in (rozenn, ines, karim, zoe_adviser)] == [[], [], [], []]

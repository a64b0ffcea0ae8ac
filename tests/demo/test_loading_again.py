"""Loading the demo on other days, twice, half-way: always the same rows, or none."""

from datetime import date
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import transaction

from rebond.core import clock
from rebond.demo.caseload import living_stories
from rebond.demo.loading import load
from rebond.pathways.models import Pathway
from rebond.people.models import User
from tests.demo.rows import all_rows, run

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def one_in_three(monkeypatch):
    """A third of the living caseload, which has every stage: enough to tell two loads apart."""
    monkeypatch.setattr(
        "rebond.demo.loading.living_stories",
        lambda *args, **more: islice(living_stories(*args, **more), 0, None, 3),
    )


def _load_and_undo(day: date, seed: int) -> dict[str, list[tuple[Any, ...]]]:
    with clock.held(day), transaction.atomic():
        load(seed=seed, people_count=3)
        rows = all_rows()
        transaction.set_rollback(True)
    return rows


def test_the_same_seed_on_the_same_day_makes_the_same_rows(db, one_in_three):
    sunday_in_a_leap_year = date(2032, 2, 29)
    first = _load_and_undo(sunday_in_a_leap_year, seed=1)
    assert first == _load_and_undo(sunday_in_a_leap_year, seed=1)
    assert len(first["Pathway"]) == 3 + 22


def test_it_loads_on_new_years_day_with_another_cast_of_luck(db, one_in_three):
    rows = _load_and_undo(date(2027, 1, 1), seed=2)
    assert len(rows["Pathway"]) == 3 + 22


def test_a_load_that_fails_leaves_nothing(db, monkeypatch):
    def breaks() -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("rebond.demo.loading._tell_messages_sent", breaks)
    monkeypatch.setattr("rebond.demo.loading.living_stories", lambda *_, **__: iter(()))
    before = User.objects.count()
    with clock.held(WEDNESDAY), pytest.raises(RuntimeError):
        load(seed=1, people_count=2)
    assert User.objects.count() == before
    assert not Pathway.objects.exists()


def test_the_demo_cannot_be_loaded_before_its_own_end(db):
    with clock.held(date(2024, 1, 1)), pytest.raises(CommandError, match="30/06/2025"):
        run("load_demo")


def test_a_cohort_has_at_least_delphine(db):
    with pytest.raises(CommandError, match="au moins une personne"):
        run("load_demo", "--people", "0")

"""The money of the demo: Delphine's +75 % comes out of her months, and the living caseload has something of everything."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from rebond.core import clock
from rebond.demo.delphine import MONTHS, TURNOVER_2018_EUR, TURNOVER_2019_EUR
from rebond.finances.models import Correction, MonthlyFigures
from rebond.pathways.figures import Figures, read_figures
from rebond.pathways.models import Pathway
from tests.demo.rows import run

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), clock.held(WEDNESDAY):
        run("load_demo", "--people", "12")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def living(demo: None, db: None) -> list[Figures]:
    recent = Pathway.objects.filter(entered_on__year__gte=2025).select_related("business")
    return [read_figures(pathway) for pathway in recent]


def test_delphine_s_months_give_75_percent(demo, db):
    found = read_figures(Pathway.objects.get(business__name="Les Retouches de Delphine"))
    compared = found.comparison
    assert compared is not None
    assert (compared.before_eur, compared.after_eur, compared.rate) == (
        TURNOVER_2018_EUR,
        TURNOVER_2019_EUR,
        Decimal("0.75"),
    )
    assert compared.period_words == "mai à septembre 2019"
    outcome = found.pathway.outcome
    assert outcome.turnover_before_eur == compared.before_eur
    assert outcome.turnover_after_eur == compared.after_eur
    assert outcome.turnover_after_months == compared.months_count
    assert MonthlyFigures.objects.filter(business=found.pathway.business).count() == len(MONTHS)
    assert [row.reason for row in found.corrections] == ["Encaissement oublié, retrouvé sur le relevé"]
    assert found.undeclared == []


def test_the_living_caseload_has_something_of_everything(living):
    assert sum(1 for figures in living if figures.is_empty) >= 3
    assert sum(1 for figures in living if figures.undeclared) >= 3
    assert sum(1 for figures in living if figures.seasonality.seasons) >= 5
    assert sum(1 for figures in living if figures.comparison and figures.comparison.rate) >= 10
    assert any(figures.comparison and not figures.comparison.is_known for figures in living)
    assert sum(1 for figures in living if figures.check and figures.check.is_near) == 1
    assert Correction.objects.count() == 1

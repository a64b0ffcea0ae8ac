"""What the tests of the figures share."""

from collections.abc import Callable
from datetime import date

import pytest

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import Results, compute
from tests.cohorts import Maker


@pytest.fixture
def maker(cast) -> Maker:
    return Maker(cast)


@pytest.fixture
def make(maker) -> Callable[..., list[Pathway]]:
    """`make(told("combined", "out"), …)`: those paths, in the database."""
    return maker.make


@pytest.fixture
def results(programme) -> Callable[..., Results]:
    """`results(entered_from=…)`: the figures of the programme, as of 1 June 2024."""

    def computed(**period: date) -> Results:
        with clock.held(date(2024, 6, 1)):
            return compute(Cohort(programme, **period))

    return computed

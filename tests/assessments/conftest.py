"""Delphine's diagnostic, in March 2019: Maïwenn fills it, Delphine answers in her space."""

from datetime import date

import pytest

from rebond.people.actor import PersonActor

TODAY = date(2019, 3, 28)


@pytest.fixture(autouse=True)
def _march_2019(hold_clock) -> None:
    hold_clock(TODAY)


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)

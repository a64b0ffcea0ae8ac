"""Delphine's file in May 2019, and what a telephone sends."""

from datetime import date

import pytest

from rebond.people.actor import PersonActor
from tests.filing.papers import blank_pdf, photo

TODAY = date(2019, 5, 13)


@pytest.fixture(autouse=True)
def _may_2019(hold_clock, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    hold_clock(TODAY)


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)


@pytest.fixture
def pdf() -> bytes:
    return blank_pdf()


@pytest.fixture
def jpeg() -> bytes:
    return photo()

"""Delphine's diagnostic, in May 2019: Maïwenn fills it, Delphine answers in her space."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from rebond.core import clock
from rebond.people.actor import PersonActor
from rebond.people.models import Beneficiary
from rebond.web.portal.session import PERSON_KEY

TODAY = date(2019, 3, 28)


@pytest.fixture(autouse=True)
def _march_2019(hold_clock) -> None:
    hold_clock(TODAY)


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)


@pytest.fixture
def enter(db) -> Callable[[Beneficiary], Client]:
    """`enter(beneficiary)`: a browser open on their space."""

    def entered(person: Beneficiary) -> Client:
        client = Client()
        now = clock.now().isoformat()
        session = client.session
        session[PERSON_KEY] = {"id": str(person.pk), "since": now, "seen": now}
        session.save()
        return client

    return entered

"""What every test may ask for. Undefined template variables and warnings fail (pyproject.toml)."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime

import hypothesis
import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker

from rebond.core import clock
from rebond.demo.people import create_cast
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, User
from rebond.web.middleware import MEMBERSHIP_KEY
from rebond.web.portal.session import PERSON_KEY

pytest_plugins = ["tests.at_once", "tests.people"]

# A slow machine is no fault. In CI the same commit always gets the same answer; a developer's run looks further.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every database begins with the people of the demo and their programme: written once, not before each story."""
    with django_db_blocker.unblock():
        create_cast()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Sign-in limits are counted in the cache: no test inherits the attempts of another."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def hold_clock() -> Iterator[Callable[[datetime | date], None]]:
    """`hold_clock(date(2019, 3, 4))`: from then on, the rules believe it is that day."""
    with ExitStack() as stack:
        yield lambda instant: stack.enter_context(clock.held(instant))


@pytest.fixture
def sign_in(db: None) -> Callable[[User | Actor], Client]:
    """`sign_in(nadia)`: a client signed in as that person, in the role of the actor (or the first, for a user)."""

    def signed_in(who: User | Actor) -> Client:
        client = Client()
        client.force_login(who.user if isinstance(who, Actor) else who)
        if isinstance(who, Actor):
            membership = who.user.memberships.get(role=who.role, organisation=who.organisation)
            session = client.session
            session[MEMBERSHIP_KEY] = membership.pk
            session.save()
        return client

    return signed_in


@pytest.fixture
def enter(db: None) -> Callable[[Beneficiary], Client]:
    """`enter(beneficiary)`: a client whose browser is open on their space (coming in has its own tests)."""

    def entered(person: Beneficiary) -> Client:
        client = Client()
        now = clock.now().isoformat()
        session = client.session
        session[PERSON_KEY] = {"id": str(person.pk), "since": now, "seen": now}
        session.save()
        return client

    return entered

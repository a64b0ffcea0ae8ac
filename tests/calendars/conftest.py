"""What tests of calendars ask for: subscriptions served by a live server, read by real programs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from rebond.calendars import actions
from rebond.people.actor import Actor
from tests.calendars.reading import StaffCalendar
from tests.live_clock import LiveClock


@pytest.fixture
def subscribe(live_server: LiveServer, tmp_path: Path) -> Callable[[Actor], StaffCalendar]:
    """`subscribe(maiwenn)`: her calendar program, subscribed to the feed that the live server gives."""

    def subscribed(by: Actor) -> StaffCalendar:
        secret = actions.open_feed(by=by)
        url = f"{live_server.url}{reverse('show_feed', args=[secret])}"
        return StaffCalendar(tmp_path / str(by.user_id), url)

    return subscribed


@pytest.fixture
def it_is(hold_clock):
    """`it_is(day)`: for the test and for the live server, whose threads do not see the test's own clock."""

    def moved(instant):
        hold_clock(instant)
        LiveClock.instant = instant

    yield moved
    LiveClock.instant = None

"""The hour that the live server believes it is: its threads do not see the clock that a test holds for itself."""

from collections.abc import Callable
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse

from rebond.core import clock


class LiveClock:
    """One hand for every thread. None: the real hour."""

    instant: datetime | date | None = None


class LiveClockMiddleware:
    """Answer each request at the hour of LiveClock. Of the tests only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if LiveClock.instant is None:
            return self.get_response(request)
        with clock.held(LiveClock.instant):
            return self.get_response(request)

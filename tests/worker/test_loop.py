"""The worker does what is due, survives what fails, and stops when asked."""

import os
import signal
from datetime import UTC, datetime, timedelta
from threading import Event, Timer

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from rebond.core import clock
from rebond.drafts.models import Draft
from rebond.drafts.store import KEPT_DAYS
from rebond.messaging.models import Message
from rebond.worker import loop

MONDAY = datetime(2019, 3, 4, 8, tzinfo=UTC)


@pytest.fixture
def no_pause(monkeypatch):
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0)
    monkeypatch.setattr(loop, "TROUBLE_SECONDS", 0)


def test_once_does_everything_that_waits(cast, hold_clock):
    hold_clock(MONDAY)
    for number in range(120):  # more than one piece
        Message.objects.create(address=f"a{number}@example.org", title="Bonjour", body="…", template="hello")
    with clock.held(MONDAY - timedelta(days=KEPT_DAYS + 1)):
        Draft.objects.create(user=cast.users["rozenn"], key="old")
    Draft.objects.create(user=cast.users["rozenn"], key="recent")

    call_command("work", "--once")

    assert len(mail.outbox) == 120
    assert list(Draft.objects.values_list("key", flat=True)) == ["recent"]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_pause")
def test_a_job_that_fails_is_told_without_its_words_and_the_others_go_on(monkeypatch, caplog):
    stop = Event()
    turns = []

    def breaks() -> int:
        raise OperationalError("Delphine Lavande")

    def counts() -> int:
        turns.append(1)
        if len(turns) == 3:
            stop.set()
        return 1

    monkeypatch.setattr(loop, "JOBS", (breaks, counts))
    monkeypatch.setattr(loop.connection, "close", lambda: None)  # a test holds its connection

    loop.run_until(stop)

    assert len(turns) == 3
    assert "breaks failed: OperationalError" in caplog.text
    assert "Delphine" not in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("no_pause")
def test_daily_jobs_run_at_the_start_and_when_the_date_changes(monkeypatch):
    stop = Event()
    swept, turns = [], []
    days = [MONDAY.date()] * 2 + [MONDAY.date() + timedelta(days=1)] * 2

    def sweep() -> int:
        swept.append(len(turns))
        return 0

    def turn() -> int:
        turns.append(1)
        if len(turns) == len(days):
            stop.set()
        return 0

    monkeypatch.setattr(loop, "DAILY_JOBS", (sweep,))
    monkeypatch.setattr(loop, "JOBS", (turn,))
    monkeypatch.setattr(loop.clock, "today", lambda: days[len(turns)])

    loop.run_until(stop)

    assert swept == [0, 2], "before the first turn, and before the first one of the next day"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_pause")
def test_sigterm_stops_the_worker_after_the_current_piece(monkeypatch):
    pieces = []

    def piece() -> int:
        if not pieces:
            os.kill(os.getpid(), signal.SIGTERM)
        pieces.append("done")
        return 1

    def never() -> int:
        raise AssertionError("a new piece was started after the signal")

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(loop, "JOBS", (piece, never))
    late = Timer(20, os.kill, (os.getpid(), signal.SIGKILL))
    late.start()
    try:
        call_command("work")
    finally:
        late.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert pieces == ["done"]

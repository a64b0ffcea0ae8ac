"""Two real workers, a real mail server, and one worker killed with -9 in the middle: nothing is lost, nothing is doubled."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from rebond.messaging.models import Message
from tests.messaging.smtp import MailServer

ROOT = Path(__file__).resolve().parents[2]
MESSAGES_COUNT = 200
#: How many mails the first worker hands over before it is killed.
KILLED_AT = 30
LATER = datetime(2100, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 30
FIRST, SECOND = "first@example.org", "second@example.org"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(senders_count=2)
    yield server
    server.stop()


@pytest.fixture
def outbox() -> set[str]:
    """200 messages that wait for `let_go`; their identifiers."""
    Message.objects.all().delete()
    waiting = Message.objects.bulk_create(
        Message(
            address=f"a{number}@example.org",
            title="Bonjour",
            body="Bonjour.\n",
            template="hello",
            due_at=LATER,
        )
        for number in range(MESSAGES_COUNT)
    )
    return {str(message.pk) for message in waiting}


@pytest.fixture
def database_url(outbox, tmp_path) -> str:
    """The database of this test, as other processes open it."""
    if connection.vendor == "sqlite":
        # Ours lives in memory: theirs is a copy.
        with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{tmp_path}/copy.sqlite3"
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


@pytest.fixture
def start_worker(database_url, mail_server) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    workers = []

    def started(sender: str) -> subprocess.Popen[str]:
        settings = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
            "DEFAULT_FROM_EMAIL": sender,
            "MESSAGE_LEASE_SECONDS": "3",
            "SECRET_KEY": "for-tests-only",
            "DEMO_MODE": "0",
            "LOG_LEVEL": "INFO",
        }
        command = [sys.executable, "manage.py", "work"]
        worker = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True
        )
        workers.append(worker)
        return worker

    yield started
    for worker in workers:
        worker.kill()
        worker.communicate()


def ask(database_url: str, question: str) -> list[tuple[Any, ...]]:
    """One SQL statement on the database of the workers."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as theirs, theirs:
            return theirs.execute(question).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def states(database_url: str) -> dict[str, int]:
    return dict(ask(database_url, "select state, count(*) from messaging_message group by state"))


def let_go(workers: list[subprocess.Popen[str]], database_url: str) -> None:
    """Once each worker says that it is there, all the messages come due at once."""
    for worker in workers:
        assert "worker started" in worker.stderr.readline()
    ask(database_url, "update messaging_message set due_at = queued_at")


def kill_at(worker: subprocess.Popen[bytes]) -> Callable[[str], None]:
    """Kills the first worker with -9 once it has come so many times."""
    counted = Counter()

    def kill(sender: str) -> None:
        counted[sender] += 1
        if sender == FIRST and counted[FIRST] == KILLED_AT:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()

    return kill


def identifier(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def test_killed_before_the_server_took_the_mail_each_is_delivered_exactly_once(
    outbox, mail_server, start_worker, database_url
):
    first, second = start_worker(FIRST), start_worker(SECOND)
    mail_server.on_recipient = kill_at(first)
    let_go([first, second], database_url)

    assert mail_server.wait_for(lambda: len(mail_server.received) >= MESSAGES_COUNT, seconds=PATIENCE_SECONDS)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_SECONDS) == 0

    assert first.returncode == -signal.SIGKILL
    delivered = Counter(identifier(message_id) for _, message_id in mail_server.received)
    assert delivered == dict.fromkeys(outbox, 1)
    assert {sender for sender, _ in mail_server.received} == {FIRST, SECOND}, "both worked"
    assert states(database_url) == {"sent": MESSAGES_COUNT}


def test_killed_after_the_server_took_the_mail_the_one_in_flight_comes_again_under_the_same_identifier(
    outbox, mail_server, start_worker, database_url
):
    """No sender can know what a server did that it did not hear: the repeat is the one that a reader can recognise."""
    first, second = start_worker(FIRST), start_worker(SECOND)
    mail_server.on_mail = kill_at(first)
    let_go([first, second], database_url)

    assert mail_server.wait_for(lambda: len(mail_server.received) > MESSAGES_COUNT, seconds=PATIENCE_SECONDS)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_SECONDS) == 0

    in_flight = [message_id for sender, message_id in mail_server.received if sender == FIRST][-1]
    delivered = Counter(message_id for _, message_id in mail_server.received)
    assert {identifier(message_id) for message_id in delivered} == outbox, "none is lost"
    assert {message_id: times for message_id, times in delivered.items() if times > 1} == {in_flight: 2}
    assert states(database_url) == {"sent": MESSAGES_COUNT}

"""Messages leave after the act, once, and a server that is down loses none."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from rebond.core import clock
from rebond.messaging import outbox, sending
from rebond.messaging.models import Message, MessageState

MONDAY = datetime(2019, 3, 4, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class DownServer:
    """Stands for a mail server that refuses connections."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries_count = 0

    def __call__(self, *args, **kwargs) -> int:
        self.tries_count += 1
        raise self.error


@pytest.fixture
def message(hold_clock) -> Message:
    hold_clock(MONDAY)
    return Message.objects.create(
        address="rozenn.genet@example.org",
        title="Une orientation est acceptée",
        body="Bonjour.\n",
        template="hello",
    )


def test_a_due_message_leaves_once_with_its_own_identifier(message):
    assert sending.send_due_messages() == 1
    assert sending.send_due_messages() == 0

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, MONDAY)
    (sent,) = mail.outbox
    assert sent.to == ["rozenn.genet@example.org"]
    assert sent.extra_headers["Message-ID"] == f"<{message.pk}@example.org>"


def test_nothing_is_queued_without_an_address():
    assert outbox.queue("refer_person", to="", title="Une nouvelle orientation") is None
    assert not Message.objects.exists()


def test_nothing_leaves_when_the_act_is_rolled_back(referral):
    """Delphine's referral queued a message to BGE; the same act undone queues none."""
    before = Message.objects.count()
    assert before > 0
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.queue(
            "refer_person", to="loic.aubepine@example.org", title="Une orientation", referral=referral
        )
        assert Message.objects.count() == before + 1
        raise RuntimeError
    assert Message.objects.count() == before
    with clock.held(datetime(2030, 1, 1, tzinfo=UTC)):
        assert sending.send_due_messages() == before


def test_a_failure_is_tried_again_later_and_later_then_given_up(message, monkeypatch):
    server = DownServer(ConnectionRefusedError("rozenn.genet@example.org"))
    monkeypatch.setattr("django.core.mail.EmailMessage.send", server)
    at = MONDAY
    for minutes in sending.RETRY_MINUTES:
        with clock.held(at):
            assert sending.send_due_messages() == 0
            assert sending.send_due_messages() == 0, "not due again yet"
        message.refresh_from_db()
        assert (message.state, message.due_at) == (MessageState.WAITING, at + timedelta(minutes=minutes))
        at = message.due_at
    with clock.held(at):
        sending.send_due_messages()

    message.refresh_from_db()
    assert message.state == MessageState.DEAD
    assert server.tries_count == len(sending.RETRY_MINUTES) + 1
    assert message.last_error == "ConnectionRefusedError", "the address in the error is not kept"
    with clock.held(at + timedelta(days=30)):
        assert sending.send_due_messages() == 0


def test_a_message_that_cannot_be_written_does_not_hold_the_others(message, hold_clock):
    Message.objects.filter(pk=message.pk).update(title="Deux\nlignes")
    Message.objects.create(
        address="loic.aubepine@example.org", title="Suivante", body="Bonjour.\n", template="hello"
    )

    assert sending.send_due_messages() == 1
    assert [sent.subject for sent in mail.outbox] == ["Suivante"]


def test_two_workers_send_one_message(message):
    """The second worker read the row before the first one claimed it."""
    seen_by_second = Message.objects.get(pk=message.pk)

    assert sending._claim(message)
    assert not sending._claim(seen_by_second)


def test_a_killed_worker_leaves_a_message_that_comes_due_again(message):
    assert sending._claim(message)  # and the worker is killed here

    assert sending.send_due_messages() == 0
    with clock.held(MONDAY + timedelta(minutes=sending.LEASE_MINUTES)):
        assert sending.send_due_messages() == 1

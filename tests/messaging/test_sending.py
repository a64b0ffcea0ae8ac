"""Messages leave after the act, once, and a server that is down loses none."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from rebond.core import clock
from rebond.messaging import sending
from rebond.messaging.failures import Failure
from rebond.messaging.models import AttachedFile, Channel, Message, MessageState
from rebond.messaging.sending import send_due_messages

MONDAY = datetime(2019, 3, 4, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class DownServer:
    """Stands for a mail server that answers with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries_count = 0

    def __call__(self, *args, **kwargs) -> int:
        self.tries_count += 1
        raise self.error


def message_to(address: str, **more) -> Message:
    values = {"title": "Une orientation est acceptée", "body": "Bonjour.\n", "template": "hello", **more}
    return Message.objects.create(address=address, **values)


@pytest.fixture
def message(hold_clock) -> Message:
    hold_clock(MONDAY)
    return message_to("rozenn.genet@example.org")


@pytest.fixture
def server_says(monkeypatch):
    def say(error: Exception) -> DownServer:
        server = DownServer(error)
        monkeypatch.setattr("django.core.mail.EmailMessage.send", server)
        return server

    return say


def test_a_due_message_leaves_once_with_its_own_identifier(message):
    assert send_due_messages() == 1
    assert send_due_messages() == 0

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, MONDAY)
    (sent,) = mail.outbox
    assert sent.to == ["rozenn.genet@example.org"]
    assert sent.extra_headers["Message-ID"] == f"<{message.pk}@example.org>"


def test_its_files_leave_with_it(message):
    AttachedFile.objects.create(
        message=message,
        name="rdv.ics",
        media_type="text/calendar; method=REQUEST",
        content=b"BEGIN:VCALENDAR",
    )
    AttachedFile.objects.create(
        message=message, name="bilan.pdf", media_type="application/pdf", content=b"%PDF-1.7"
    )

    send_due_messages()

    _, invitation, minutes = mail.outbox[0].message().get_payload()
    assert invitation.get_content_type() == "text/calendar"
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_filename() == "rdv.ics"
    assert minutes.get_payload(decode=True) == b"%PDF-1.7"


def test_a_failure_is_tried_again_later_and_later_then_given_up(message, server_says):
    server = server_says(ConnectionRefusedError("rozenn.genet@example.org"))
    at = MONDAY
    for minutes in sending.RETRY_MINUTES:
        with clock.held(at):
            assert send_due_messages() == 0
            assert send_due_messages() == 0, "not due again yet"
        message.refresh_from_db()
        assert (message.state, message.due_at) == (MessageState.WAITING, at + timedelta(minutes=minutes))
        at = message.due_at
    with clock.held(at):
        send_due_messages()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DEAD, Failure.UNREACHABLE)
    assert server.tries_count == len(sending.RETRY_MINUTES) + 1
    with clock.held(at + timedelta(days=30)):
        assert send_due_messages() == 0


@pytest.mark.parametrize(
    ("error", "state", "failure"),
    [
        (
            smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}),
            MessageState.DEAD,
            Failure.ADDRESS_REFUSED,
        ),
        (
            smtplib.SMTPRecipientsRefused({"x": (451, b"try later")}),
            MessageState.WAITING,
            Failure.ADDRESS_REFUSED,
        ),
        (smtplib.SMTPDataError(554, b"spam"), MessageState.DEAD, Failure.MESSAGE_REFUSED),
        (smtplib.SMTPDataError(452, b"full"), MessageState.WAITING, Failure.MESSAGE_REFUSED),
        (smtplib.SMTPAuthenticationError(535, b"no"), MessageState.WAITING, Failure.UNREACHABLE),
        (smtplib.SMTPServerDisconnected(), MessageState.WAITING, Failure.UNREACHABLE),
        (TimeoutError(), MessageState.WAITING, Failure.UNREACHABLE),
        (LookupError("unknown"), MessageState.WAITING, Failure.UNWRITABLE),
    ],
)
def test_an_answer_about_the_message_is_final_and_one_about_the_service_is_not(
    message, server_says, error, state, failure
):
    server_says(error)
    send_due_messages()
    message.refresh_from_db()
    assert (message.state, message.last_error) == (state, failure)


def test_a_server_that_is_down_is_asked_once_a_turn(message, server_says):
    message_to("loic.aubepine@example.org")
    server = server_says(ConnectionRefusedError())

    assert send_due_messages() == 0
    assert server.tries_count == 1
    assert Message.objects.filter(attempts_count=0).count() == 1, "the other has lost no try"


def test_a_message_that_cannot_be_written_does_not_hold_the_others(message, hold_clock):
    Message.objects.filter(pk=message.pk).update(title="Deux\nlignes")
    message_to("loic.aubepine@example.org", title="Suivante")

    assert send_due_messages() == 1
    assert [sent.subject for sent in mail.outbox] == ["Suivante"]
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DEAD, Failure.UNWRITABLE)


def test_two_workers_send_one_message(message):
    """The second worker read the row before the first one claimed it."""
    seen_by_second = Message.objects.get(pk=message.pk)

    assert sending._claim(message)
    assert not sending._claim(seen_by_second)


def test_a_killed_worker_leaves_a_message_that_comes_due_again(message, settings):
    assert sending._claim(message)  # and the worker is killed here

    assert send_due_messages() == 0
    with clock.held(MONDAY + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)):
        assert send_due_messages() == 1


def test_a_message_that_kills_its_workers_is_given_up(message, settings):
    at = MONDAY
    for _ in range(len(sending.RETRY_MINUTES) + 1):
        message.refresh_from_db()
        with clock.held(at):
            assert sending._claim(message)
        at += timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    with clock.held(at):
        assert send_due_messages() == 0
    message.refresh_from_db()
    assert message.state == MessageState.DEAD


def test_a_worker_that_wakes_up_too_late_does_not_undo_what_another_did(message):
    """It stalled beyond its lease; the message was withdrawn meanwhile; its own failure changes nothing."""
    sending._claim(message)
    Message.objects.filter(pk=message.pk).update(state=MessageState.WITHDRAWN)

    sending._postpone(message, sending.NotDelivered(Failure.UNREACHABLE))

    message.refresh_from_db()
    assert message.state == MessageState.WITHDRAWN


def test_letters_are_left_for_hands(hold_clock):
    hold_clock(MONDAY)
    message_to("3 rue des Lilas, 35000 Rennes", channel=Channel.LETTER)
    assert send_due_messages() == 0


def test_the_worker_that_comes_late_leaves_people_asleep(hold_clock):
    """Due at 19:59; the worker starts at 23:00: the person reads it at eight."""
    late = datetime(2019, 3, 4, 22, tzinfo=UTC)
    message = message_to("delphine.lavande@example.org", is_to_person=True, due_at=late - timedelta(hours=3))
    with clock.held(late):
        assert send_due_messages() == 1, "put off"
        assert send_due_messages() == 0
    message.refresh_from_db()
    assert (message.attempts_count, message.due_at) == (0, datetime(2019, 3, 5, 7, tzinfo=UTC))
    with clock.held(message.due_at):
        assert send_due_messages() == 1
    assert len(mail.outbox) == 1


SECRET = "nO3c8mTqz0" * 4 + "abc"
STEP = "https://rebond.example.org/rendez-vous/00000000-0000-4000-8000-000000000001/"


def test_the_key_of_a_link_is_forgotten_once_it_left(message):
    Message.objects.filter(pk=message.pk).update(body=f"Ouvrez https://x.example.org/r/{SECRET}/.\n{STEP}\n")

    send_due_messages()

    assert SECRET in mail.outbox[0].body
    message.refresh_from_db()
    assert message.body == f"Ouvrez https://x.example.org/r/•••/.\n{STEP}\n"


def test_in_demo_mode_nothing_leaves(message, settings):
    settings.DEMO_MODE = True
    message_to("+33639980184", channel=Channel.SMS, body=f"https://x.example.org/r/{SECRET}")

    assert send_due_messages() == 2

    assert mail.outbox == []
    assert Message.objects.filter(state=MessageState.SENT).count() == 2
    assert Message.objects.filter(body__contains=SECRET).exists(), "its links stay open to who plays"

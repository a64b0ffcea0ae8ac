"""Sending what is due, outside of any act.

A worker claims a message by pushing its `due_at` ahead (a lease) in one conditional update: two workers never
hold the same row, and a worker that is killed leaves a row that comes due again. Delivery is at least once;
the Message-ID is the row's own id, so that a mail server or a reader can drop a repeat (ADR 0009).
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage

from rebond.core import clock
from rebond.messaging.models import Channel, Message, MessageState

logger = logging.getLogger(__name__)

LEASE_MINUTES = 5
#: Delay before each new try; after the last one the message is « non remis » and shown as such.
RETRY_MINUTES = (1, 5, 30, 120, 720)


def send_due_messages(*, limit: int = 50) -> int:
    """Send what is due, oldest first; returns how many were sent."""
    due = Message.objects.filter(state=MessageState.WAITING, due_at__lte=clock.now(), channel=Channel.EMAIL)
    sent_count = 0
    for message in due.order_by("due_at")[:limit]:
        if _claim(message) and _send(message):
            sent_count += 1
    return sent_count


def _claim(message: Message) -> bool:
    seen = message.due_at
    message.due_at = clock.now() + timedelta(minutes=LEASE_MINUTES)
    message.attempts_count += 1
    return bool(
        Message.objects.filter(pk=message.pk, state=MessageState.WAITING, due_at=seen).update(
            due_at=message.due_at, attempts_count=message.attempts_count
        )
    )


def _send(message: Message) -> bool:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    email = EmailMessage(
        subject=message.title,
        body=message.body,
        to=[message.address],
        headers={"Message-ID": f"<{message.id}@{domain}>"},
    )
    for file in message.attachments.all():
        email.attach(file.name, bytes(file.content), file.media_type)
    try:
        email.send()
    # What SMTP and sockets raise, and a header that cannot be written. The text may name the person: only the class is kept.
    except (OSError, ValueError) as error:
        _postpone(message, type(error).__name__)
        return False
    message.state, message.sent_at, message.last_error = MessageState.SENT, clock.now(), ""
    message.save(update_fields=["state", "sent_at", "last_error"])
    return True


def _postpone(message: Message, error_name: str) -> None:
    message.last_error = error_name
    if message.attempts_count > len(RETRY_MINUTES):
        message.state = MessageState.DEAD
    else:
        message.due_at = clock.now() + timedelta(minutes=RETRY_MINUTES[message.attempts_count - 1])
    message.save(update_fields=["state", "due_at", "last_error"])
    logger.warning("message %s not sent: %s", message.id, error_name)

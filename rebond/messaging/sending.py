"""Sending what is due, outside of any act.

A worker claims a message by pushing its `due_at` ahead (a lease) in one conditional update: two workers never
hold the same row, and a worker that is killed leaves a row that comes due again. Delivery is at least once;
the Message-ID is the row's own id, so that a mail server or a reader can drop a repeat (ADR 0009).
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from rebond.core import clock
from rebond.messaging.carriers import Carrier, open_carriers
from rebond.messaging.failures import Failure, NotDelivered
from rebond.messaging.models import SENT_BY_WORKER, Message, MessageState
from rebond.messaging.quiet import opening
from rebond.messaging.secrecy import without_secrets

logger = logging.getLogger(__name__)

#: Delay before each new try; after the last one the message is « non remis » and shown as such.
RETRY_MINUTES = (1, 5, 30, 120, 720)


def send_due_messages(*, limit: int = 20) -> int:
    """Take the messages that are due, oldest first; returns how many left, or were put off to the morning."""
    now = clock.now()
    due = Message.objects.filter(state=MessageState.WAITING, due_at__lte=now, channel__in=SENT_BY_WORKER)
    done_count = 0
    with open_carriers() as carriers:
        for message in due.order_by("due_at", "id")[:limit]:
            if (opens_at := opening(message, now)) > now:
                done_count += _put_off(message, opens_at)
            elif message.attempts_count > len(RETRY_MINUTES):
                _update(
                    message, state=MessageState.DEAD, last_error=Failure.UNWRITABLE
                )  # each try killed its worker
            elif message.channel in carriers and _claim(message):
                failure = _send(message, carriers[message.channel])
                done_count += failure is None
                if failure == Failure.UNREACHABLE:
                    del carriers[message.channel]  # the others wait for the next turn, untried
    return done_count


def _put_off(message: Message, opens_at: datetime) -> int:
    """Leave a message for the end of the quiet hours; that is no try."""
    return _update(message, due_at=opens_at)


def _claim(message: Message) -> bool:
    lease = clock.now() + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    return bool(_update(message, due_at=lease, attempts_count=message.attempts_count + 1))


def _update(message: Message, **values: object) -> int:
    """Change a waiting message, unless somebody else took it since it was read; returns 1 or 0."""
    seen = Message.objects.filter(
        pk=message.pk,
        state=MessageState.WAITING,
        due_at=message.due_at,
        attempts_count=message.attempts_count,
    )
    changed = seen.update(**values)
    if changed:
        for name, value in values.items():
            setattr(message, name, value)
    return changed


def _send(message: Message, carrier: Carrier) -> Failure | None:
    """Why it did not leave; None when it did."""
    try:
        receipt = carrier.carry(message)
    except NotDelivered as refusal:
        return _postpone(message, refusal)
    except Exception as error:  # noqa: BLE001 - a message that we cannot write must not hold the others
        unforeseen = NotDelivered(Failure.UNWRITABLE)
        unforeseen.__cause__ = error
        return _postpone(message, unforeseen)
    message.state, message.sent_at, message.last_error = MessageState.SENT, clock.now(), ""
    message.receipt = receipt
    if not settings.DEMO_MODE:
        message.body, message.reply_to = without_secrets(message.body), ""
    message.save(update_fields=["state", "sent_at", "last_error", "receipt", "body", "reply_to"])
    return None


def _postpone(message: Message, refusal: NotDelivered) -> Failure:
    if refusal.is_final or message.attempts_count > len(RETRY_MINUTES):
        _update(message, state=MessageState.DEAD, last_error=refusal.failure)
    else:
        delay = timedelta(minutes=RETRY_MINUTES[message.attempts_count - 1])
        _update(message, due_at=clock.now() + delay, last_error=refusal.failure)
    # The text of an error may name the person: only its class is told.
    logger.warning("message %s not sent: %s", message.id, type(refusal.__cause__ or refusal).__name__)
    return refusal.failure

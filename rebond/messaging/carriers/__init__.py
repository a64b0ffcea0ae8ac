"""What takes a message away: one carrier for each channel that the worker serves, all with the same face."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

from django.conf import settings

from rebond.messaging.carriers.mail import MailCarrier
from rebond.messaging.carriers.texting import TextCarrier
from rebond.messaging.models import Channel, Message


class Carrier(Protocol):
    def carry(self, message: Message) -> str:
        """Hand the message over; returns the receipt, if one was given. Raises NotDelivered."""
        ...

    def close(self) -> None: ...


class DemoCarrier:
    """Nothing leaves: the demo's readers open the outbox itself, as if it were their telephone."""

    def carry(self, message: Message) -> str:
        return ""

    def close(self) -> None:
        return


@contextmanager
def open_carriers() -> Iterator[dict[str, Carrier]]:
    """The carriers by channel; what they opened (a connection) is closed at the end."""
    carriers: dict[str, Carrier]
    if settings.DEMO_MODE:
        carriers = dict.fromkeys((Channel.EMAIL, Channel.SMS), DemoCarrier())
    else:
        carriers = {Channel.EMAIL: MailCarrier(), Channel.SMS: TextCarrier()}
    with ExitStack() as stack:
        for carrier in carriers.values():
            stack.callback(carrier.close)
        yield carriers

"""A mail server of our own, in a thread: it takes what it is given, and remembers the Message-ID."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from threading import Condition, Thread
from typing import Any

from aiosmtpd.smtp import SMTP


def _nothing(sender: str) -> None:
    return


class MailServer:
    """`received` holds (sender, Message-ID) in order; it serves nobody before `senders_count` different senders came.

    `on_recipient` and `on_mail` are called with the sender at each mail, before and after it is taken.
    """

    def __init__(self, *, senders_count: int = 1) -> None:
        self.received: list[tuple[str, str]] = []
        self.on_recipient: Callable[[str], None] = _nothing
        self.on_mail: Callable[[str], None] = _nothing
        self._senders: set[str] = set()
        self._senders_count = senders_count
        self._all_came = asyncio.Event()
        self._told = Condition()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        self._senders.add(address)
        if len(self._senders) >= self._senders_count:
            self._all_came.set()
        await self._all_came.wait()
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        self.on_recipient(envelope.mail_from)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        with self._told:
            self.received.append((envelope.mail_from, mail["Message-ID"]))
            self.on_mail(envelope.mail_from)
            self._told.notify_all()
        return "250 OK"

    def wait_for(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until what was received fulfils the condition; false when it never did."""
        with self._told:
            return self._told.wait_for(condition, timeout=seconds)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

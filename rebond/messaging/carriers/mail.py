"""E-mail over SMTP, one connection for a batch."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from rebond.messaging.failures import Failure, NotDelivered
from rebond.messaging.models import Message


class MailCarrier:
    def __init__(self) -> None:
        self._connection = get_connection()

    def carry(self, message: Message) -> str:
        try:
            email = _written(message, self._connection)
            # What is open already stays open for the next message.
            self._connection.open()
            email.send()
        except (OSError, ValueError) as error:
            raise self._refusal(error) from error
        return ""

    def close(self) -> None:
        self._connection.close()

    def _refusal(self, error: Exception) -> NotDelivered:
        """Permanent answers (5xx) about this message are final; everything else may be better later."""
        match error:
            case smtplib.SMTPRecipientsRefused(recipients=answers):
                return NotDelivered(
                    Failure.ADDRESS_REFUSED, is_final=all(code >= 500 for code, _ in answers.values())
                )
            case smtplib.SMTPDataError(smtp_code=code):
                return NotDelivered(Failure.MESSAGE_REFUSED, is_final=code >= 500)
            case OSError():
                self._connection.close()  # nothing more is asked of a connection in an unknown state
                return NotDelivered(Failure.UNREACHABLE)
        return NotDelivered(Failure.UNWRITABLE, is_final=True)


def _written(message: Message, connection: BaseEmailBackend) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    email = EmailMessage(
        subject=message.title,
        body=message.body,
        to=[message.address],
        connection=connection,
        reply_to=[message.reply_to] if message.reply_to else None,
        # The same at each try: what recognises a repeat. And answering machines keep silent.
        headers={"Message-ID": f"<{message.id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    for file in message.attachments.all():
        email.attach(file.name, bytes(file.content), file.media_type)
    return email

"""Queueing messages inside an act: nothing leaves while a transaction is open (`sending` does that, later)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from rebond.core import clock
from rebond.messaging.models import AttachedFile, Channel, Message, MessageState
from rebond.messaging.quiet import opening

#: « 02 99 00 00 00 », « +33 6 39 98 01 23 »: how `format_phone` writes a number.
_PHONE = re.compile(r"(?<!\d)(?:0\d(?:[ .\u00a0\u202f]?\d\d){4}|\+\d[\d \u00a0\u202f]{7,})")


@dataclass(frozen=True)
class Attachment:
    """A file to send with a message. `media_type` may carry parameters: « text/calendar; method=REQUEST »."""

    name: str
    media_type: str
    content: bytes


def offers_sms() -> bool:
    """Whether this installation can send SMS at all."""
    return bool(settings.SMS_URL or settings.DEMO_MODE)


def queue(
    template: str,
    *,
    to: str,
    title: str,
    beneficiary: Any = None,
    channel: str = Channel.EMAIL,
    attachments: Iterable[Attachment] = (),
    dedupe_key: str = "",
    not_before: datetime | None = None,
    file_id: UUID | None = None,
    object_id: UUID | None = None,
    is_urgent: bool = False,
    **context: Any,
) -> Message | None:
    """Write a message to a colleague in the current transaction; None when there is no address to send it to.

    `template` is the name of messages/<template>.txt; `title` must not name the person. `file_id` is the pathway or
    the referral that shows it; `object_id` the thing it speaks of. For the person, see `pathways.telling`.
    """
    if not to:
        return None
    body = render_to_string(f"messages/{template}.txt", {**context, "site_url": settings.SITE_URL})
    return write(
        Message(
            channel=channel,
            address=to,
            title=title,
            body=body.strip() + "\n",
            template=template,
            beneficiary=beneficiary,
            file_id=file_id,
            object_id=object_id,
            dedupe_key=dedupe_key,
            is_urgent=is_urgent,
        ),
        attachments=attachments,
        not_before=not_before,
    )


def write(
    message: Message, *, attachments: Iterable[Attachment] = (), not_before: datetime | None = None
) -> Message:
    """Put a message in the outbox with its files; with a `dedupe_key` already used, that first message is returned.

    Raises ValueError for one to the person without a telephone number where to answer.
    """
    if message.is_to_person and not _PHONE.search(message.body):
        raise ValueError(f"{message.template}: a message to the person gives a telephone number")
    message.queued_at = clock.now()
    message.due_at = opening(message, max(message.queued_at, not_before or message.queued_at))
    kept, is_new = _keep(message)
    if is_new:
        AttachedFile.objects.bulk_create(
            AttachedFile(message=kept, name=file.name, media_type=file.media_type, content=file.content)
            for file in attachments
        )
    return kept


def _keep(message: Message) -> tuple[Message, bool]:
    if not message.dedupe_key:
        message.save(force_insert=True)
        return message, True
    values = {
        field.name: getattr(message, field.name)
        for field in Message._meta.concrete_fields
        if field.name != "dedupe_key"
    }
    # Two workers with the same key at the same instant: the unique constraint decides, both get the same row.
    return Message.objects.get_or_create(dedupe_key=message.dedupe_key, defaults=values)


def withdraw(*, object_id: UUID, templates: Iterable[str]) -> int:
    """Keep in the outbox what is no longer true, without sending it; returns how many messages that was."""
    waiting = Message.objects.filter(object_id=object_id, template__in=templates, state=MessageState.WAITING)
    return waiting.update(state=MessageState.WITHDRAWN)

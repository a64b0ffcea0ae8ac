"""Messages as people read them: on which file each is shown, for whom it is, without the keys of its links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from rebond.core import clock
from rebond.core.identifiers import format_phone
from rebond.messaging.failures import Failure
from rebond.messaging.models import BY_HAND, Channel, Message, MessageState
from rebond.messaging.secrecy import without_secrets
from rebond.pathways.models import Pathway, Referral
from rebond.people.models import User

File = Pathway | Referral


@dataclass(frozen=True)
class Letter:
    """A message and what a screen says of it. `file`: where it is shown, None for a message about nobody."""

    message: Message
    file: File | None
    #: Who receives it: the person, or a colleague.
    reader: str

    @property
    def is_on_path(self) -> bool:
        return isinstance(self.file, Pathway)

    @property
    def is_by_hand(self) -> bool:
        return self.message.channel in BY_HAND

    @property
    def body(self) -> str:
        return without_secrets(self.message.body)

    @property
    def leaves_at(self) -> datetime | None:
        """When it will be sent, when that is not at once."""
        due_at = self.message.due_at
        return due_at if due_at > clock.now() else None

    @property
    def address(self) -> str:
        """« 06 39 98 01 84 », an e-mail address, or where to post."""
        address = self.message.address
        is_number = self.message.channel in (Channel.SMS, Channel.CALL) and address
        return format_phone(address) if is_number else address


def about_path(messages: QuerySet[Message], pathway: Pathway) -> QuerySet[Message]:
    """Those that were written about a path, and about the referral it came from."""
    return messages.filter(file_id__in=(pathway.pk, pathway.referral_id))


def file_of(message: Message) -> File | None:
    """The path that a message is about, else the referral; None when it is about nobody."""
    known: dict[UUID, File] = message.__dict__.get("_files") or _files_of([message])
    return known.get(message.file_id) if message.file_id else None


def read(messages: Iterable[Message]) -> list[Letter]:
    """The messages with their files, readers and attachments, in a constant number of queries."""
    listed = list(messages)
    files = _files_of(listed)
    prefetch_related_objects(listed, "attachments", "beneficiary", "sent_by")
    colleagues = User.objects.in_bulk(
        [message.address for message in listed if not message.is_to_person], field_name="email"
    )
    for message in listed:
        message.__dict__["_files"] = files  # what policy asks of each row is already read
    return [
        Letter(message, files.get(message.file_id) if message.file_id else None, _reader(message, colleagues))
        for message in listed
    ]


def _files_of(messages: list[Message]) -> dict[UUID, File]:
    identifiers = {message.file_id for message in messages if message.file_id}
    files: dict[UUID, File] = dict(
        Referral.objects.select_related("programme", "beneficiary").in_bulk(list(identifiers))
    )
    paths = Pathway.objects.filter(Q(pk__in=identifiers) | Q(referral__in=identifiers))
    for path in paths.select_related("programme", "beneficiary"):
        files[path.pk] = files[path.referral_id] = path
    return files


def _reader(message: Message, colleagues: dict[str, User]) -> str:
    if message.is_to_person and message.beneficiary:
        return message.beneficiary.full_name
    return str(colleagues.get(message.address, message.address))


@dataclass(frozen=True)
class MessageCount:
    """How many messages of one channel are in one state, and why they did not leave."""

    channel: str
    state: str
    reason: str
    count: int


def message_counts() -> list[MessageCount]:
    """What has not left, for who keeps the installation running: figures, neither names nor words."""
    unsent = Message.objects.filter(state__in=(MessageState.WAITING, MessageState.DEAD))
    rows = unsent.order_by().values_list("channel", "state", "last_error").annotate(count=Count("pk"))
    return [
        MessageCount(str(Channel(channel).label), state, dict(Failure.choices).get(error, ""), count)
        for channel, state, error, count in rows.order_by("-state", "channel", "last_error")
    ]

"""The outbox: a message is a row written in the act's own transaction, sent later by the worker or by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.messaging.failures import Failure


class Channel(models.TextChoices):
    EMAIL = "email", "Courriel"
    SMS = "sms", "SMS"
    #: Printed and posted by somebody: there is a list of what to post.
    LETTER = "letter", "Courrier"
    #: Said by somebody on the telephone, to who does not want to be written to.
    CALL = "call", "Appel"


#: Channels that the worker serves by itself.
SENT_BY_WORKER = (Channel.EMAIL, Channel.SMS)
#: Channels that wait for somebody of the staff.
BY_HAND = (Channel.LETTER, Channel.CALL)


class MessageState(models.TextChoices):
    WAITING = "waiting", "À envoyer"
    SENT = "sent", "Envoyé"
    DEAD = "dead", "Non remis"
    #: What it said is no longer true: it will not leave.
    WITHDRAWN = "withdrawn", "Retiré"


class Message(models.Model):
    """One message to one address. `id` is also its Message-ID, so that a repeat can be recognised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    #: An e-mail address, a telephone number (+33…), or a postal address on one line; empty: not known.
    address = models.CharField(max_length=320, blank=True)
    #: Never holds a person's name: it is shown on locked screens.
    title = models.CharField(max_length=150)
    body = models.TextField()
    template = models.CharField(max_length=60)
    #: Whom it is about, who may be the one it is for: see `is_to_person`.
    beneficiary = models.ForeignKey(
        "people.Beneficiary", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_to_person = models.BooleanField(default=False)
    #: Only the staff of this organisation read it; empty: whoever reads the file does.
    reserved_to = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: Where an answer by e-mail goes: a key, forgotten once the message has left.
    reply_to = models.CharField(max_length=320, blank=True)
    #: Asked for by the reader themselves, this instant: it does not wait for the morning.
    is_urgent = models.BooleanField(default=False)
    #: The pathway or the referral on whose page it is shown.
    file_id = models.UUIDField(null=True, db_index=True)
    #: The thing it speaks of (an appointment …), by which it may be withdrawn.
    object_id = models.UUIDField(null=True)
    #: Two messages with the same key are one. Empty: no such promise.
    dedupe_key = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    queued_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    #: Who posted the letter, or called.
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: What the carrier answered: the gateway's number of a text.
    receipt = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=200, blank=True, choices=Failure)

    class Meta:
        ordering = ["-queued_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="waiting_messages"),
            models.Index(fields=["object_id"], condition=Q(object_id__isnull=False), name="messages_of"),
            models.Index(fields=["queued_at"], condition=Q(state="dead"), name="dead_messages"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_message_has_date", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="message_has_address", condition=Q(channel__in=("letter", "call")) | ~Q(address="")
            ),
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=~Q(dedupe_key=""), name="one_message_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"


class AttachedFile(models.Model):
    """A file that leaves with a message: an invitation for a calendar, minutes …"""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

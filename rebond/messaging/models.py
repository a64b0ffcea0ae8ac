"""The outbox: a message is a row written in the act's own transaction, sent later by the worker."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id


class Channel(models.TextChoices):
    EMAIL = "email", "Courriel"


class MessageState(models.TextChoices):
    WAITING = "waiting", "À envoyer"
    SENT = "sent", "Envoyé"
    DEAD = "dead", "Non remis"


class Message(models.Model):
    """One message to one address. `id` is also its Message-ID, so that a repeat can be recognised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(max_length=254)
    #: Never holds a person's name: it is shown on locked screens.
    title = models.CharField(max_length=150)
    body = models.TextField()
    template = models.CharField(max_length=60)
    beneficiary = models.ForeignKey(
        "people.Beneficiary", on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    queued_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-queued_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="waiting_messages")]
        constraints = [
            models.CheckConstraint(
                name="sent_message_has_date", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"

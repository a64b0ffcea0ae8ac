"""Links that open one thing to one person without an account: they expire, and can be revoked."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.people.models import Beneficiary, User


class Purpose(models.TextChoices):
    """What a link opens, and nothing else."""

    CHOOSE_SLOT = "choose_slot", "Choisir un créneau"
    ANSWER_APPOINTMENT = "answer_appointment", "Répondre à un rendez-vous"
    SIGN_MINUTES = "sign_minutes", "Signer un compte rendu"
    SIGN_ATTENDANCE = "sign_attendance", "Signer une présence"
    SEND_PIECE = "send_piece", "Envoyer un document"
    SIGN_IN = "sign_in", "Ouvrir son espace"
    READ_MESSAGE = "read_message", "Lire un message et y répondre"
    REPLY_BY_MAIL = "reply_by_mail", "Répondre par courriel"


class Link(models.Model):
    """One link in one message. Only the hashes of its secret and code are kept: reading the database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    #: The hash of a short code that opens the same thing once typed, where the link has one.
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    beneficiary = models.ForeignKey(
        Beneficiary, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    #: The thing it opens: an appointment, minutes … None for the person's own space.
    object_id = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    is_single_use = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "purpose"]),
            models.Index(fields=["expires_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="link_is_for_one_person",
                condition=Q(beneficiary__isnull=False, user__isnull=True)
                | Q(beneficiary__isnull=True, user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.id}"

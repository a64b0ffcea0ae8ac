"""An invitation to choose a slot: sent, reminded, answered or given a date. Its state is computed, never typed."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.step import Step
from rebond.people.models import User


class InvitationEnd(models.TextChoices):
    CHOSEN = "chosen", "La personne a choisi un créneau"
    CONVENED = "convened", "Une date a été donnée, faute de réponse"
    WITHDRAWN = "withdrawn", "Retirée"


class InvitationState(models.TextChoices):
    WAITING = "waiting", "Créneau à choisir par la personne"
    REMINDED = "reminded", "Rappel envoyé, créneau à choisir"
    EXPIRED = "expired", "Sans réponse"
    CHOSEN = "chosen", "Créneau choisi par la personne"
    CONVENED = "convened", "Date donnée, faute de réponse"
    WITHDRAWN = "withdrawn", "Invitation retirée"


class Invitation(models.Model):
    """The person is asked to choose when one try of an appointment takes place, among the slots of some days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="invitations")
    invited_at = models.DateTimeField(default=clock.now)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField("à partir du")
    last_day = models.DateField("jusqu'au")
    #: The link answers until then.
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=InvitationEnd, blank=True)

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(ended_at__isnull=True),
                name="one_open_invitation",
                violation_error_message="La personne est déjà invitée à choisir un créneau.",
            ),
            models.CheckConstraint(
                name="ended_invitation_says_how",
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(
                name="invitation_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour vient après le premier.",
            ),
        ]
        indexes = [
            models.Index(fields=["invited_at"], condition=Q(ended_at__isnull=True), name="open_invitations")
        ]

    def __str__(self) -> str:
        return f"Invitation du {self.invited_at:%d/%m/%Y}"

    def state(self, now: datetime) -> InvitationState:
        if self.end:
            return InvitationState(self.end)
        if self.expires_at <= now:
            return InvitationState.EXPIRED
        return InvitationState.REMINDED if self.reminded_at else InvitationState.WAITING

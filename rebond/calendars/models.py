"""The private feed of a member of staff: one address that calendars read, and nobody guesses."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.people.models import User


class Feed(models.Model):
    """One secret address, open until it is revoked. Only its hash is kept: reading the database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    secret_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    #: When a calendar last asked for it: a forgotten telephone shows.
    last_read_at = models.DateTimeField(null=True, blank=True)
    #: What it last said, and since when: so that a calendar asks for it again only when it changed.
    content_hash = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "abonnement à l'agenda"
        ordering = ["-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="one_open_feed",
                violation_error_message="Votre agenda a déjà une adresse.",
            )
        ]

    def __str__(self) -> str:
        return f"Abonnement {self.id}"

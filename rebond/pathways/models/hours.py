"""Hours granted beyond an account, by somebody named, for a reason."""

import uuid

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.pathways.models.path import Pathway
from rebond.people.models import User
from rebond.programmes.models import HourAccount


class HourGrant(models.Model):
    """More hours on an account: of one person, or of the programme for one year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(HourAccount, on_delete=models.PROTECT, related_name="grants")
    pathway = models.ForeignKey(
        Pathway, on_delete=models.CASCADE, null=True, blank=True, related_name="hour_grants"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField("heures")
    reason = models.CharField("raison", max_length=300)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["granted_at"]
        constraints = [
            models.CheckConstraint(
                name="grant_is_for_a_person_or_a_year",
                condition=Q(pathway__isnull=False, year__isnull=True)
                | Q(pathway__isnull=True, year__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Un dépassement doit être motivé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"

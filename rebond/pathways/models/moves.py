"""Running paths moved to another version of their programme, and what is needed to undo it."""

import uuid

from django.db import models

from rebond.core import clock
from rebond.pathways.models.path import Pathway
from rebond.people.models import User
from rebond.programmes.models import Version


class VersionMove(models.Model):
    """One act that moved a number of paths from their version to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="moves")
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-moved_at"]

    def __str__(self) -> str:
        return f"Passage à {self.target}"


class MovedPathway(models.Model):
    """One path of a move, with what it was before: identifiers and dates only."""

    move = models.ForeignKey(VersionMove, on_delete=models.CASCADE, related_name="moved")
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="version_moves")
    source = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["move", "pathway"], name="one_row_per_moved_pathway")]

    def __str__(self) -> str:
        return str(self.pathway)

"""What one person keeps for themself: the forms they are typing, the lists they come back to, what their device sent."""

from django.conf import settings
from django.db import models

from rebond.core import clock


class Draft(models.Model):
    """The latest state of one form, of one person. `key` names the form and the thing it is about."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_per_form")]
        indexes = [models.Index(fields=["saved_at"])]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list as somebody wants to find it again: the query of its address, which names nobody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("nom de la vue", max_length=40)
    query = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="one_view_per_name",
                violation_error_message="Vous avez déjà une vue de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """Something that a device sent after working without network, and what it was answered: sent again, it changes nothing.

    `item` is the identifier that the device gave it. The answer holds codes and addresses, never what was typed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    item = models.UUIDField()
    #: Of the content: an item that was typed further after a lost answer is not the same arrival.
    sha256 = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "item"], name="one_arrival_per_item")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return str(self.item)

"""What somebody is typing, kept on the server until the form is sent: nothing typed is ever lost."""

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

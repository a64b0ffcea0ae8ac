"""Who did what, and who read which file. Rows are only ever added (and expire with the retention rules)."""

from django.conf import settings
from django.db import models

from rebond.core import clock


class Entry(models.Model):
    """One act: somebody, in a role, did a verb to a thing, for a person."""

    at = models.DateTimeField(default=clock.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(max_length=30, blank=True)
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36)
    beneficiary = models.ForeignKey(
        "people.Beneficiary", on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: Codes, identifiers, dates and names of fields. Never the text that somebody wrote about a person.
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["beneficiary", "-at"]),
            models.Index(fields=["object_kind", "object_id", "-at"]),
            models.Index(fields=["-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_kind} {self.object_id}"


class Access(models.Model):
    """Somebody read a person's file (D6: kept one year)."""

    at = models.DateTimeField(default=clock.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    beneficiary = models.ForeignKey("people.Beneficiary", on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "accesses"
        indexes = [models.Index(fields=["beneficiary", "-at"]), models.Index(fields=["user", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page}"

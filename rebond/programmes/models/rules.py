"""The rule of the positive exit, as rows, and when people are asked again."""

from django.db import models

from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus


class ExitClause(models.Model):
    """An exit is positive when one clause holds; a blank column of a clause admits any value."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="exit_clauses")
    activity_status = models.CharField(max_length=20, choices=ActivityStatus)
    rsa_status = models.CharField(max_length=10, choices=RsaStatus, blank=True)
    job_quality = models.CharField(max_length=12, choices=JobQuality, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "activity_status", "rsa_status", "job_quality"], name="one_exit_clause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_status}/{self.rsa_status or '*'}/{self.job_quality or '*'}"


class ExitWithdrawal(models.Model):
    """Exits for this reason leave the denominator of the positive-exit rate (E2)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="exit_withdrawals")
    exit_reason = models.CharField(max_length=20, choices=ExitReason)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "exit_reason"], name="one_exit_withdrawal")]

    def __str__(self) -> str:
        return self.exit_reason


class FollowUpSpec(models.Model):
    """A look at the person's situation, some months after the exit."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="follow_up_specs")
    months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["months"]
        constraints = [models.UniqueConstraint(fields=["version", "months"], name="one_follow_up_spec")]

    def __str__(self) -> str:
        return f"+ {self.months} mois"

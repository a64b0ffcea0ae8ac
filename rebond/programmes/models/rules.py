"""The definition of each rate, as rows (E8), and when people are asked again."""

from django.db import models
from django.db.models import Q

from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus

#: The rate that every programme defines: what it calls a positive exit (E6).
POSITIVE_EXIT = "positive_exit_rate"


class Denominator(models.TextChoices):
    """The paths that a rate divides by."""

    EXITED = "exited", "les sorties"
    ENTERED = "entered", "les parcours entrés"


class UnknownCounts(models.TextChoices):
    """What an exit whose situation is not known weighs in a rate (E8, E10)."""

    NEGATIVE = "negative", "comptées comme négatives"
    EXCLUDED = "excluded", "écartées du calcul"


class RateSpec(models.Model):
    """A rate: the share of the paths of its denominator in a situation that one of its clauses describes.

    With `among`, it divides by the paths that another rate counts, observed as that one says.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="rates")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    #: Written under the figure, as it is.
    definition = models.TextField()
    denominator = models.CharField(max_length=10, choices=Denominator, default=Denominator.EXITED)
    among = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    #: Shorter paths leave the rate (E2).
    minimum_stay_days = models.PositiveSmallIntegerField(default=0)
    #: Observed at the exit, and at follow-ups up to this many months after it (A11); 0: at the exit only.
    observed_within_months = models.PositiveSmallIntegerField(default=0)
    #: Observed at this follow-up only, and not at the exit.
    observed_at_months = models.PositiveSmallIntegerField(null=True, blank=True)
    unknown_counts = models.CharField(max_length=10, choices=UnknownCounts, default=UnknownCounts.NEGATIVE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_rate_per_code"),
            models.CheckConstraint(
                name="rate_is_observed_in_one_way",
                condition=Q(observed_at_months__isnull=True) | Q(observed_within_months=0),
                violation_error_message="Un taux s'observe jusqu'à un terme, ou à un terme, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class RateClause(models.Model):
    """A situation that the rate counts: one clause is enough, and a blank column admits any value."""

    rate = models.ForeignKey(RateSpec, on_delete=models.CASCADE, related_name="clauses")
    activity_status = models.CharField(max_length=20, choices=ActivityStatus, blank=True)
    rsa_status = models.CharField(max_length=10, choices=RsaStatus, blank=True)
    job_quality = models.CharField(max_length=12, choices=JobQuality, blank=True)
    exit_reason = models.CharField(max_length=20, choices=ExitReason, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rate", "activity_status", "rsa_status", "job_quality", "exit_reason"],
                name="one_rate_clause",
            )
        ]

    def __str__(self) -> str:
        return "/".join(
            one or "*" for one in (self.activity_status, self.rsa_status, self.job_quality, self.exit_reason)
        )


class RateWithdrawal(models.Model):
    """Exits for this reason leave the rate, numerator and denominator (E2)."""

    rate = models.ForeignKey(RateSpec, on_delete=models.CASCADE, related_name="withdrawals")
    exit_reason = models.CharField(max_length=20, choices=ExitReason)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["rate", "exit_reason"], name="one_rate_withdrawal")]

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

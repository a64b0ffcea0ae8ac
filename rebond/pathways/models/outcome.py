"""The exit, told by four separate variables (E7), and the follow-ups after it."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.pathways.models.path import Pathway
from rebond.people.models import User
from rebond.programmes.models import ListItem
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus


class Situation(models.Model):
    """What the person lives on at a date: three of the four variables of E7."""

    activity_status = models.CharField("activité", max_length=20, choices=ActivityStatus)
    rsa_status = models.CharField("RSA", max_length=10, choices=RsaStatus)
    rsa_left_on = models.DateField("sorti du RSA le", null=True, blank=True)
    job_quality = models.CharField("emploi salarié", max_length=12, choices=JobQuality)

    class Meta:
        abstract = True


class Outcome(Situation):
    """The exit of a pathway."""

    pathway = models.OneToOneField(Pathway, on_delete=models.CASCADE, related_name="outcome")
    exit_reason = models.CharField("motif de la sortie", max_length=20, choices=ExitReason)
    #: The same, in the programme's own words, when it has some.
    programme_reason = models.ForeignKey(
        ListItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="motif"
    )
    #: Cashed turnover in euros over `…_months` months; compared only over the same number of months (E11).
    turnover_before_eur = models.DecimalField(
        "chiffre d'affaires avant", max_digits=11, decimal_places=2, null=True, blank=True
    )
    turnover_before_months = models.PositiveSmallIntegerField(null=True, blank=True)
    turnover_after_eur = models.DecimalField(
        "chiffre d'affaires après", max_digits=11, decimal_places=2, null=True, blank=True
    )
    turnover_after_months = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField("commentaire", blank=True)
    #: Why it was last put right; who and when is in the journal.
    correction_reason = models.TextField("raison de la correction", blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "sortie"
        constraints = [
            models.CheckConstraint(
                name="turnover_before_has_months",
                condition=Q(turnover_before_eur__isnull=True)
                | Q(
                    turnover_before_eur__gte=0,
                    turnover_before_months__isnull=False,  # a check that says « null » passes
                    turnover_before_months__range=(1, 12),
                ),
                violation_error_message="Dites sur combien de mois porte le chiffre d'affaires avant (1 à 12).",
            ),
            models.CheckConstraint(
                name="turnover_after_has_months",
                condition=Q(turnover_after_eur__isnull=True)
                | Q(
                    turnover_after_eur__gte=0,
                    turnover_after_months__isnull=False,  # a check that says « null » passes
                    turnover_after_months__range=(1, 12),
                ),
                violation_error_message="Dites sur combien de mois porte le chiffre d'affaires après (1 à 12).",
            ),
            models.CheckConstraint(
                name="salaried_exit_is_not_jobless",
                condition=~Q(activity_status__in=[ActivityStatus.SALARIED_ONLY, ActivityStatus.COMBINED])
                | ~Q(job_quality=JobQuality.NONE),
                violation_error_message="Une personne salariée a un emploi : précisez lequel.",
            ),
        ]
        indexes = [models.Index(fields=["activity_status", "rsa_status"])]

    def __str__(self) -> str:
        return f"Sortie : {self.get_activity_status_display()}"

    @property
    def reason_in_words(self) -> str:
        return str(self.programme_reason or self.get_exit_reason_display())


class FollowUpState(models.TextChoices):
    DUE = "due", "À faire"
    DONE = "done", "Fait"
    #: Tried, without success; different from not yet asked (B18).
    UNREACHABLE = "unreachable", "Personne injoignable"


class FollowUp(Situation):
    """The person's situation some months after the exit. Values are `unknown` until it is done."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=FollowUpState, default=FollowUpState.DUE)
    observed_on = models.DateField("constaté le", null=True, blank=True)
    comment = models.TextField("commentaire", blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "suivi après la sortie"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "months"], name="one_follow_up_per_term"),
            models.CheckConstraint(
                name="done_follow_up_has_date",
                condition=~Q(state=FollowUpState.DONE) | Q(observed_on__isnull=False),
                violation_error_message="Un suivi fait est daté.",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="due"), name="follow_ups_due")]

    def __str__(self) -> str:
        return f"Suivi à {self.months} mois"

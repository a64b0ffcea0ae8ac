"""Reference lists, eligibility questions and the activities beside the phases."""

from django.db import models
from django.db.models import Q

from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import ExitReason, StepKind


class ListKind(models.TextChoices):
    OBSTACLE = "obstacle", "Points de blocage"
    DECLINE_REASON = "decline_reason", "Motifs de refus"
    PLACE = "place", "Lieux"
    AIM = "aim", "Objectifs"
    SUGGESTED_ACTION = "suggested_action", "Actions suggérées"
    EXIT_REASON = "exit_reason", "Motifs de sortie"


class ListItem(models.Model):
    """An entry of one of the programme's reference lists.

    A suggested action hangs under its aim; a reason to leave counts as one of the closed classes, on which rates compute.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="list_items")
    kind = models.CharField(max_length=20, choices=ListKind)
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )

    counts_as = models.CharField(max_length=20, choices=ExitReason, blank=True)

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "code"], name="one_list_item_per_code"),
            models.CheckConstraint(
                name="exit_reason_has_its_class",
                condition=(Q(kind=ListKind.EXIT_REASON) & ~Q(counts_as=""))
                | (~Q(kind=ListKind.EXIT_REASON) & Q(counts_as="")),
                violation_error_message="Un motif de sortie dit ce qu'il compte, et lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class EligibilityQuestion(models.Model):
    """A question asked when somebody is referred; an answer may warn, and never refuses (D8)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="eligibility_questions")
    code = models.SlugField(max_length=40)
    text = models.CharField(max_length=200)
    guidance = models.CharField(max_length=300, blank=True)
    #: The answer that warns, and the warning.
    warns_on = models.CharField(max_length=3, choices=[("yes", "Oui"), ("no", "Non")])
    warning = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_question_per_code")]

    def __str__(self) -> str:
        return self.text


class ActivitySpec(models.Model):
    """What may be added beside the planned steps: tutoring, a further appointment … (A5, A7)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="activities")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    #: The phases in which it is open; none: in all.
    phases = models.ManyToManyField("programmes.PhaseSpec", related_name="activities", blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_activity_per_code")]

    def __str__(self) -> str:
        return self.label

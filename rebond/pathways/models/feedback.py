"""Three questions after each phase. The answers stand apart: nothing ties them to whoever gave them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from rebond.pathways.models.path import Phase
from rebond.people.models import Organisation
from rebond.programmes.models import PhaseSpec

MARKS = [(4, "Oui, tout à fait"), (3, "Plutôt oui"), (2, "Plutôt non"), (1, "Non, pas du tout")]
#: Column → question, as the person reads it.
QUESTIONS = {
    "was_useful": "Cette étape vous a-t-elle été utile ?",
    "was_heard": "Vous êtes-vous senti écouté ?",
    "was_clear": "Savez-vous ce qui vient ensuite ?",
}


class PhaseFeedback(models.Model):
    """One person's answers on one phase, told by quarter: no person, no path, no day."""

    # Random, and not in the order of writing as elsewhere: the order would tell who.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    spec = models.ForeignKey(PhaseSpec, on_delete=models.PROTECT, related_name="+")
    contractor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: The first day of the quarter.
    quarter = models.DateField()
    was_useful = models.PositiveSmallIntegerField(choices=MARKS)
    was_heard = models.PositiveSmallIntegerField(choices=MARKS)
    was_clear = models.PositiveSmallIntegerField(choices=MARKS)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "phase feedback"
        indexes = [models.Index(fields=["spec", "contractor"])]
        constraints = [
            models.CheckConstraint(
                name="feedback_marks_are_known",
                condition=Q(was_useful__range=(1, 4), was_heard__range=(1, 4), was_clear__range=(1, 4)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.spec}, trimestre du {self.quarter:%d/%m/%Y}"


class FeedbackGiven(models.Model):
    """That the questions of one phase were answered, so that they are asked once; never what was answered."""

    phase = models.OneToOneField(Phase, on_delete=models.CASCADE, related_name="feedback_given")

    class Meta:
        verbose_name = "réponse donnée"
        verbose_name_plural = "feedback given"

    def __str__(self) -> str:
        return str(self.phase)

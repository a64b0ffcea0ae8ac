"""What the person asks to put right in their file (right of rectification, D10), and what was answered."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.path import Pathway
from rebond.pathways.states import CorrectionState
from rebond.people.models import User


class CorrectionSubject(models.TextChoices):
    PERSON = "person", "Mon nom, mon adresse ou mes contacts"
    BUSINESS = "business", "Mon entreprise"
    FIGURES = "figures", "Mes chiffres"
    STEP = "step", "Un rendez-vous ou une absence"
    MINUTES = "minutes", "Un compte rendu ou une décision"
    OTHER = "other", "Autre chose"


class CorrectionRequest(models.Model):
    """A request waits for somebody of the path, who corrects, or says why not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="corrections")
    subject = models.CharField("ce qui est à corriger", max_length=10, choices=CorrectionSubject)
    text = models.TextField("ce qui n'est pas juste")
    asked_at = models.DateTimeField("demandé le", default=clock.now)
    state = models.CharField("suite", max_length=10, choices=CorrectionState, default=CorrectionState.WAITING)
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "demande de correction"
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="answered_correction_has_reason",
                condition=Q(state=CorrectionState.WAITING)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                violation_error_message="Une réponse est motivée.",
            )
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="corrections_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, le {self.asked_at:%d/%m/%Y}"

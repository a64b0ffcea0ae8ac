"""The diagnostic of a path: what is being filled, section by section; what was frozen at each moment; the signed opinion.

A frozen diagnostic and a signed opinion never change: the database refuses it (rebond/assessments/freezing.py).
"""

from django.db import models

from rebond.assessments.questions import SECTIONS
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models import Pathway
from rebond.people.models import User

SECTION_CHOICES = [(section.code, section.label) for section in SECTIONS.values()]


class Answered(models.Model):
    """The answers to one section: question code → typed answer (rebond/assessments/kinds.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.CharField("partie", max_length=20, choices=SECTION_CHOICES)
    answers = models.JSONField("réponses", default=dict)
    answered_at = models.DateTimeField("répondu le", default=clock.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.get_section_display())

    def told(self, name: str) -> str | None:
        """A column as the person reads it in « Mes données »; None: as any other."""
        if name != "answers":
            return None
        known = {question.code: question for question in SECTIONS[self.section].questions}
        told = [
            f"{known[code].label} : {known[code].words(answer)}"
            for code, answer in self.answers.items()
            if code in known
        ]
        return " ; ".join(told)


class SectionAnswers(Answered):
    """What the adviser wrote, alone or with the person: a working draft, until it is frozen."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="section_answers")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "partie du diagnostic"
        ordering = ["pathway", "section"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "section"], name="one_row_per_section_of_diagnostic")
        ]


class OwnAnswers(Answered):
    """What the person wrote, in their own space: read by the adviser as such, and never changed by them."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="own_answers")

    class Meta:
        verbose_name = "réponse de la personne"
        ordering = ["pathway", "section"]
        constraints = [models.UniqueConstraint(fields=["pathway", "section"], name="one_row_per_own_section")]

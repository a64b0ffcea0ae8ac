"""The diagnostic of a path: what is being filled, section by section; what was frozen at each moment; the signed opinion.

A frozen diagnostic and a signed opinion never change: the database refuses it (rebond/assessments/freezing.py).
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from rebond.assessments.levels import HIGHEST
from rebond.assessments.questions import SECTIONS
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.documents.models import Document
from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.programmes.vocabulary import Domain

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


class Moment(models.TextChoices):
    """When a diagnostic is frozen."""

    START = "start", "Départ"
    TRIPARTITE = "tripartite", "Réunion tripartite"
    EXIT = "exit", "Sortie"


class Assessment(models.Model):
    """The diagnostic as it was known that day: its words, and the levels given. Shared with all the parties."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveSmallIntegerField("version")
    moment = models.CharField("à quel moment", max_length=12, choices=Moment)
    frozen_at = models.DateTimeField("arrêté le", default=clock.now)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="arrêté par")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.TextField("contenu")
    content_sha256 = models.CharField(max_length=64)
    #: The same, typeset.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "diagnostic"
        ordering = ["pathway", "number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="one_assessment_per_number"),
            models.CheckConstraint(name="assessment_is_numbered", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="assessment_has_its_words", condition=~Q(content="") & ~Q(content_sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"Diagnostic n° {self.number} du {clock.civil_date(self.frozen_at):%d/%m/%Y}"

    @property
    def words(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.content)
        return told

    def told(self, name: str) -> str | None:
        """A column as the person reads it in « Mes données »."""
        if name != "content":
            return None
        words = self.words
        answers = [
            f"{a['label']} : {a['words'] or a['own']}" for s in words["sections"] for a in s["answers"]
        ]
        ratings = [f"{r['label']} : {r['words']}" for r in words["ratings"]]
        return " ; ".join([*answers, *ratings])


class DomainRating(models.Model):
    """The level of one domain in a frozen diagnostic: a row, so that the database checks it and results may count it."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="ratings", verbose_name="diagnostic"
    )
    domain = models.CharField("domaine", max_length=12, choices=Domain)
    level = models.PositiveSmallIntegerField("niveau, de 0 à 4")

    class Meta:
        verbose_name = "niveau d'un domaine"
        ordering = ["assessment", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="one_level_per_domain"),
            models.CheckConstraint(
                name="level_from_0_to_4",
                condition=Q(level__gte=0, level__lte=HIGHEST),
                violation_error_message="Un niveau va de 0 à 4.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_domain_display()} : {self.level}"


class ViabilityOpinion(models.Model):
    """The adviser's reasoned opinion on viability (A12): written, then signed once. Another one may replace it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="viability_opinions")
    #: The last frozen diagnostic on the day it was signed: what it rests on.
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="s'appuie sur",
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="remplace l'avis",
    )
    observed = models.TextField("ce qui est constaté", blank=True)
    opinion = models.TextField("avis sur la viabilité", blank=True)
    conditions = models.TextField("à quelles conditions", blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    #: As typed by the adviser who signs, and drawn (rebond/core/strokes.py) where it was.
    name = models.CharField("signé par", max_length=120, blank=True)
    strokes = models.TextField(blank=True)
    content = models.TextField("texte signé", blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "avis circonstancié"
        ordering = ["pathway", "written_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway"],
                condition=Q(signed_at__isnull=True),
                name="one_opinion_under_way",
                violation_error_message="Un avis est déjà en cours d'écriture.",
            ),
            models.CheckConstraint(
                name="signed_opinion_is_whole",
                condition=Q(signed_at__isnull=True, name="", content="", content_sha256="")
                | (
                    Q(signed_at__isnull=False)
                    & ~Q(name="")
                    & ~Q(content="")
                    & ~Q(content_sha256="")
                    & ~Q(observed="")
                    & ~Q(opinion="")
                ),
                violation_error_message="Écrivez ce qui est constaté et votre avis avant de signer.",
            ),
            models.CheckConstraint(
                name="opinion_replaces_another", condition=Q(replaces__isnull=True) | ~Q(replaces=F("id"))
            ),
        ]

    def __str__(self) -> str:
        if self.signed_at is None:
            return "Avis en cours d'écriture"
        return f"Avis signé le {clock.civil_date(self.signed_at):%d/%m/%Y}"

    @property
    def words(self) -> dict[str, Any]:
        """As signed."""
        told: dict[str, Any] = json.loads(self.content)
        return told

    def told(self, name: str) -> str | None:
        """The parts are told; the signed text says the same again."""
        return "" if name == "content" else None

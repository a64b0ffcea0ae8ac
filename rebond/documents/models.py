"""The files that are kept: each is a row that tells what it is, how long it stays, and how it looked when it came."""

import uuid

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.documents.private import private_storage


class Kind(models.TextChoices):
    """What a file is. Each kind has its retention class."""

    MINUTES = "minutes", "Compte rendu"
    ATTENDANCE_SHEET = "attendance_sheet", "Feuille de présence"
    LETTER = "letter", "Courrier"
    PLAN = "plan", "Plan d'action"
    ASSESSMENT = "assessment", "Diagnostic"
    OPINION = "opinion", "Avis circonstancié"
    RECEIVED = "received", "Pièce reçue"
    CERTIFICATE = "certificate", "Attestation"


class Retention(models.TextChoices):
    """How long a file stays (D2, D3)."""

    #: With the file of the person: two years after the last contact that came from them.
    FILE = "file", "Dossier"
    #: What a funder may ask to see: kept apart, with the end date of its operation (B22, B23).
    EVIDENCE = "evidence", "Justificatif"


RETENTION = {
    Kind.MINUTES: Retention.EVIDENCE,
    Kind.ATTENDANCE_SHEET: Retention.EVIDENCE,
    Kind.LETTER: Retention.FILE,
    Kind.PLAN: Retention.FILE,
    Kind.ASSESSMENT: Retention.FILE,
    Kind.OPINION: Retention.FILE,
    Kind.RECEIVED: Retention.FILE,
    Kind.CERTIFICATE: Retention.EVIDENCE,
}


class MediaType(models.TextChoices):
    """What may be kept; anything else is refused."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"


def random_name(document: "Document", file_name: str) -> str:
    """Says nothing of the file nor of whom it is about."""
    return f"documents/{uuid.uuid4().hex}"


class Document(models.Model):
    """A file as it was kept, once: the database refuses to change the row, and `store.read` checks the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    retention = models.CharField("conservation", max_length=10, choices=Retention)
    #: As it is offered when saved; never holds a person's name.
    name = models.CharField("nom", max_length=120)
    media_type = models.CharField(max_length=40, choices=MediaType)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, upload_to=random_name)
    #: None for what is about nobody in particular.
    beneficiary = models.ForeignKey(
        "people.Beneficiary", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "document"
        ordering = ["-kept_at", "id"]
        indexes = [models.Index(fields=["beneficiary", "-kept_at"])]
        constraints = [
            models.CheckConstraint(name="document_is_not_empty", condition=Q(size_bytes__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

"""The pieces of a file: what somebody sent, and what the person is asked for."""

from functools import cached_property

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.documents.models import Document
from rebond.filing.kinds import PieceKind
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway, Step
from rebond.people.models import Organisation, User


class PieceRequest(models.Model):
    """A piece that the person is asked for. Waiting, received or withdrawn: computed, never written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="piece_requests")
    kind = models.CharField("nature", max_length=20, choices=PieceKind)
    words = models.CharField("précision", max_length=200, blank=True)
    #: Who will read what is sent; the person is told before they send it.
    audience = models.CharField("lu par", max_length=12, choices=Audience, default=Audience.PERSON)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="demandé par")
    asked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "document demandé"
        verbose_name_plural = "documents demandés"
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["pathway", "asked_at"]),
            models.Index(fields=["asked_at"], condition=Q(withdrawn_at=None), name="live_piece_requests"),
        ]
        constraints = [
            models.CheckConstraint(
                name="other_piece_is_named",
                condition=~Q(kind=PieceKind.OTHER) | ~Q(words=""),
                violation_error_message="Dites quel document vous demandez.",
            ),
            models.CheckConstraint(
                name="asked_piece_is_seen_by_the_person",
                condition=Q(audience__in=[Audience.PERSON, Audience.EVERYBODY]),
                violation_error_message="La personne lit toujours ce qu'elle envoie.",
            ),
        ]

    def __str__(self) -> str:
        if self.words:
            return self.words if self.kind == PieceKind.OTHER else f"{self.get_kind_display()} : {self.words}"
        return str(self.get_kind_display())

    @cached_property
    def answer(self) -> "Piece | None":
        """What was received; None while it waits."""
        return next((piece for piece in self.pieces.all() if not piece.is_withdrawn), None)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_waiting(self) -> bool:
        return not self.is_withdrawn and self.answer is None


class Piece(models.Model):
    """Something that was sent, by the person or by staff. Its content may go; that it was there stays told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="pieces")
    #: The appointment at which a photo was taken.
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="pieces")
    request = models.ForeignKey(
        PieceRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pieces",
        verbose_name="demande",
    )
    #: None once it is withdrawn: the content is then gone.
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="piece"
    )
    kind = models.CharField("nature", max_length=20, choices=PieceKind)
    #: As the sender called the file, made harmless (`filing.naming`).
    name = models.CharField("nom", max_length=120)
    audience = models.CharField("lu par", max_length=12, choices=Audience, default=Audience.ORGANISATION)
    #: Whose staff sent it, or to whose staff the person did.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: None: the person themselves.
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="envoyé par"
    )
    sent_at = models.DateTimeField(default=clock.now)
    #: Of the very bytes that were sent: the same sent again is one piece.
    content_sha256 = models.CharField(max_length=64)
    #: When somebody of the organisation first opened what the person sent.
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retiré par"
    )
    withdrawn_reason = models.CharField("raison du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "pièce"
        ordering = ["-sent_at", "id"]
        indexes = [
            models.Index(fields=["pathway", "-sent_at"]),
            models.Index(
                fields=["organisation", "sent_at"],
                condition=Q(sent_by=None, read_at=None, withdrawn_at=None),
                name="unread_pieces",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="piece_holds_a_document_or_is_withdrawn",
                condition=Q(document__isnull=False, withdrawn_at__isnull=True)
                | Q(document__isnull=True, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_piece_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                violation_error_message="Dites pourquoi ce document est retiré.",
            ),
            models.CheckConstraint(
                name="person_reads_what_they_sent",
                condition=Q(sent_by__isnull=False) | Q(audience__in=[Audience.PERSON, Audience.EVERYBODY]),
                violation_error_message="La personne lit toujours ce qu'elle a envoyé.",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(withdrawn_at=None), name="one_answer_to_a_piece_request"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_from_person(self) -> bool:
        return self.sent_by_id is None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

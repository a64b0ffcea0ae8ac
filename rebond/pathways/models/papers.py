"""What is signed: the minutes of a tripartite meeting, what is added to them, attendance sheets, and each signature.

A paper is frozen by its first answer: its words are then a text (JSON) of their own, with its hash, and the database
refuses to change them (rebond/pathways/freezing.py). Each signature names the hash of what was read.
"""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.documents.models import Document
from rebond.pathways.models.step import Step
from rebond.pathways.states import SignatureState
from rebond.people.models import Organisation, User
from rebond.programmes.models import Programme
from rebond.programmes.vocabulary import PartyRole


class Paper(models.Model):
    """Something that several parties sign."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: The words that are signed, in one form only; empty until the first answer.
    content = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    #: The sealed PDF, once everybody has answered.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_frozen_with_its_hash",
                condition=Q(frozen_at__isnull=True, content="", content_sha256="")
                | (Q(frozen_at__isnull=False) & ~Q(content="") & ~Q(content_sha256="")),
            )
        ]


class MinutesCounter(models.Model):
    """The last number given in a programme and a year. Locked while one is taken: no two alike, none missing."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="one_minutes_counter_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year} : {self.last_number}"


class Review(Paper):
    """The tripartite meeting as one object: its convocation, its agenda, then its numbered minutes."""

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="review")
    agenda = models.TextField("ordre du jour", blank=True)
    convened_at = models.DateTimeField(null=True, blank=True)
    convened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: For when it was convened: moved since, it is to convene again.
    convened_for = models.DateTimeField(null=True, blank=True)
    #: Of the minutes; none until the meeting is held.
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Paper.Meta):
        verbose_name = "compte rendu"
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(fields=["programme", "year", "number"], name="one_minutes_per_number"),
            models.CheckConstraint(
                name="minutes_are_numbered_whole",
                condition=Q(programme__isnull=True, year__isnull=True, number__isnull=True)
                | Q(programme__isnull=False, year__isnull=False, number__isnull=False),
            ),
            models.CheckConstraint(
                name="frozen_minutes_are_numbered",
                condition=Q(frozen_at__isnull=True) | Q(number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Compte rendu n° {self.reference}" if self.number else "Réunion tripartite"

    @property
    def reference(self) -> str:
        """« 2026-0004 »; empty while the meeting is not held."""
        return f"{self.year}-{self.number:04d}" if self.number else ""


class Addendum(Paper):
    """A correction of signed minutes: a text of its own, dated and signed, never a change of the first."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="addenda")
    position = models.PositiveSmallIntegerField()
    text = models.TextField("texte")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta(Paper.Meta):
        verbose_name = "avenant"
        verbose_name_plural = "addenda"
        ordering = ["position"]
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(fields=["review", "position"], name="one_addendum_per_position"),
            models.CheckConstraint(
                name="addendum_says_something",
                condition=~Q(text=""),
                violation_error_message="Écrivez ce qui est corrigé ou ajouté.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n° {self.position} au compte rendu n° {self.review.reference}"

    @property
    def step(self) -> Step:
        return self.review.step


class AttendanceSheet(Paper):
    """The proof that an appointment took place (B20): signed on the screen, or on paper and scanned back."""

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="attendance_sheet")
    #: The signed paper, as somebody sent it. It stands beside the document that was typeset and sealed.
    scan = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scanned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta(Paper.Meta):
        verbose_name = "feuille de présence"

    def __str__(self) -> str:
        return "Feuille de présence"


class Way(models.TextChoices):
    """How the signature reached us."""

    ON_THE_SPOT = "on_the_spot", "sur place"
    LINK = "link", "par un lien personnel"
    SIGNED_IN = "signed_in", "dans l'application"


class Signature(models.Model):
    """The signature that one party owes to one paper: awaited, then signed, refused or let go, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="signatures")
    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, null=True, blank=True, related_name="signatures"
    )
    addendum = models.ForeignKey(
        Addendum, on_delete=models.CASCADE, null=True, blank=True, related_name="signatures"
    )
    sheet = models.ForeignKey(
        AttendanceSheet, on_delete=models.CASCADE, null=True, blank=True, related_name="signatures"
    )
    role = models.CharField(max_length=20, choices=PartyRole)
    #: Who sat there; none for the person.
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=SignatureState, default=SignatureState.AWAITED)
    answered_at = models.DateTimeField(null=True, blank=True)
    #: As typed by whoever signs or refuses.
    name = models.CharField("nom", max_length=120, blank=True)
    #: Drawn with a finger or a mouse; empty when the name and a tick were preferred (rebond/core/strokes.py).
    strokes = models.TextField(blank=True)
    reason = models.CharField("raison", max_length=500, blank=True)
    way = models.CharField(max_length=12, choices=Way, blank=True)
    #: Whose screen it was, when it was signed on the spot.
    collected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="signature_is_of_one_paper",
                condition=Q(review__isnull=False, addendum__isnull=True, sheet__isnull=True)
                | Q(review__isnull=True, addendum__isnull=False, sheet__isnull=True)
                | Q(review__isnull=True, addendum__isnull=True, sheet__isnull=False),
            ),
            models.UniqueConstraint(fields=["review", "role"], name="one_signature_of_minutes_per_role"),
            models.UniqueConstraint(fields=["addendum", "role"], name="one_signature_of_addendum_per_role"),
            models.UniqueConstraint(fields=["sheet", "role"], name="one_signature_of_sheet_per_role"),
            models.CheckConstraint(
                name="signature_names_what_was_read",
                condition=~Q(state__in=[SignatureState.SIGNED, SignatureState.REFUSED])
                | (~Q(name="") & ~Q(content_sha256="") & ~Q(way="") & Q(answered_at__isnull=False)),
                violation_error_message="Tapez votre nom pour signer.",
            ),
            models.CheckConstraint(
                name="refused_signature_has_reason",
                condition=~Q(state__in=[SignatureState.REFUSED, SignatureState.LAPSED]) | ~Q(reason=""),
                violation_error_message="Dites pourquoi.",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(state="awaited"), name="awaited_signatures"),
            models.Index(fields=["step", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} : {self.get_state_display()}"

    @property
    def paper(self) -> "Review | Addendum | AttendanceSheet":
        found = self.review or self.addendum or self.sheet
        assert found is not None
        return found

    @property
    def signer(self) -> str:
        """Who is expected to sign."""
        return str(self.user or self.step.pathway.beneficiary)

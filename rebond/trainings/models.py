"""What is taught: a course of the catalogue, its sessions cut in half-days, who has a place, who was there."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.documents.models import Document
from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.programmes.models import Programme
from rebond.trainings.states import EnrolmentState, PresenceState, SessionState


class CourseKind(models.TextChoices):
    TRAINING = "training", "Formation collective"
    WEBINAR = "webinar", "Webinaire"


class Course(models.Model):
    """An entry of the catalogue: open to everyone in a path of the programme, whoever accompanies them (A7)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="courses")
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=CourseKind)
    title = models.CharField("intitulé", max_length=120)
    aims = models.TextField("objectifs", blank=True)
    content = models.TextField("contenu", blank=True)
    is_offered = models.BooleanField("proposée", default=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "formation"
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organiser", "title"],
                name="one_course_per_title",
                violation_error_message="Une formation porte déjà cet intitulé.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One time a course is held. `starts_at` and `ends_at` are those of its half-days, kept for lists."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.OPEN)
    capacity = models.PositiveSmallIntegerField("places")
    trainer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="animée par"
    )
    #: Somebody from outside, who has no access.
    guest_trainer = models.CharField("intervenant extérieur", max_length=120, blank=True)
    place = models.CharField("lieu", max_length=160, blank=True)
    video_url = models.URLField("lien de visioconférence", blank=True)
    cancel_reason = models.CharField("raison de l'annulation", max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "session"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="session_has_places",
                condition=Q(capacity__gte=1),
                violation_error_message="Une session a au moins une place.",
            ),
            models.CheckConstraint(
                name="session_is_somewhere",
                condition=~Q(place="") | ~Q(video_url=""),
                violation_error_message="Dites où a lieu la session : un lieu ou un lien de visioconférence.",
            ),
            models.CheckConstraint(
                name="cancelled_session_has_reason",
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancel_reason=""),
                violation_error_message="Dites pourquoi la session est annulée.",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "starts_at"]),
            models.Index(fields=["starts_at", "id"]),
            models.Index(fields=["trainer", "starts_at"]),
        ]

    def __str__(self) -> str:
        return self.course.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def trainer_name(self) -> str:
        return str(self.trainer or self.guest_trainer)

    @property
    def day(self) -> date:
        """The civil date on which it begins."""
        return clock.civil_date(self.starts_at)

    @property
    def last_day(self) -> date:
        return clock.civil_date(self.ends_at)

    @property
    def where(self) -> str:
        return self.place or "En visioconférence"


class HalfDay(models.Model):
    """A stretch of a session, signed for on its own (B20)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="half_days")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="one_half_day_at_a_time"),
            models.CheckConstraint(
                name="half_day_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Une demi-journée finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def day(self) -> date:
        return clock.civil_date(self.starts_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Enrolment(models.Model):
    """A person's place in a session, or their turn to have one. `asked_at` orders the waiting list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState)
    asked_at = models.DateTimeField(default=clock.now)
    #: Came without having asked for a place: the room decides, not the waiting list.
    is_walk_in = models.BooleanField(default=False)
    state_reason = models.CharField(max_length=300, blank=True)
    #: Three questions, from 1 (not at all) to 4 (very much); read as counts only.
    was_useful = models.PositiveSmallIntegerField(null=True, blank=True)
    was_clear = models.PositiveSmallIntegerField(null=True, blank=True)
    will_use = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "inscription"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "pathway"],
                name="one_enrolment_per_person",
                violation_error_message="Cette personne est déjà inscrite.",
            ),
            *(
                models.CheckConstraint(
                    name=f"{question}_from_1_to_4",
                    condition=Q(**{f"{question}__isnull": True}) | Q(**{f"{question}__range": (1, 4)}),
                )
                for question in ("was_useful", "was_clear", "will_use")
            ),
        ]
        indexes = [models.Index(fields=["session", "state", "asked_at"]), models.Index(fields=["pathway"])]

    def __str__(self) -> str:
        return f"{self.pathway.beneficiary} — {self.session}"

    @property
    def has_place(self) -> bool:
        return self.state == EnrolmentState.ENROLLED

    @property
    def valid_certificate(self) -> "Certificate | None":
        """The one that holds; costs no query once `certificates` is read."""
        return next((issued for issued in self.certificates.all() if not issued.voided_at), None)


class Presence(models.Model):
    """Whether an enrolled person was at a half-day, and what proves it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="presences")
    half_day = models.ForeignKey(HalfDay, on_delete=models.CASCADE, related_name="presences")
    state = models.CharField(max_length=10, choices=PresenceState)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    #: Signed on a screen: the name typed, and the strokes of a finger or mouse where there were any.
    signed_name = models.CharField(max_length=160, blank=True)
    strokes = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "half_day"], name="one_presence_per_half_day"),
            models.CheckConstraint(
                name="signature_has_name_and_date",
                condition=Q(signed_at__isnull=True, signed_name="")
                | (Q(signed_at__isnull=False) & ~Q(signed_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class CertificateCounter(models.Model):
    """The last number given by an organisation in a year. Locked while one is taken: no two alike, none missing."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_certificate_counter_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} : {self.last_number}"


class Certificate(models.Model):
    """What an organisation certified of somebody's presence, once: corrected by another that replaces it, never changed.

    The database refuses to change anything of it but `voided_at` (rebond/trainings/freezing.py).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="délivrée par"
    )
    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField("numéro")
    #: Those of the half-days attended, as they were noted then.
    minutes = models.PositiveIntegerField("minutes suivies")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="remplace",
    )
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="certificate", verbose_name="document"
    )
    issued_at = models.DateTimeField("délivrée le", default=clock.now)
    #: Replaced, or of hours that were found not to have been followed.
    voided_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "attestation"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_certificate_per_number"
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(voided_at__isnull=True),
                name="one_certificate_holds_per_enrolment",
            ),
            models.CheckConstraint(name="certificate_is_of_some_hours", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Attestation n° {self.reference}"

    @property
    def reference(self) -> str:
        """« 2026-0004 »."""
        return f"{self.year}-{self.number:04d}"

    @property
    def why_void(self) -> str:
        """Why it does not hold any more, in French; empty as long as it does."""
        if not self.voided_at:
            return ""
        successor = getattr(self, "replaced_by", None)
        if successor:
            return f"Cette attestation n'est plus valable : la n° {successor.reference} la remplace."
        return "Cette attestation n'est plus valable : les heures qu'elle compte n'ont pas été suivies."

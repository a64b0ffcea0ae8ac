"""Appointments of the path: who sits at them, what came of them, and the notes about them."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from rebond.agenda.models import Mode
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.path import Pathway, Phase
from rebond.pathways.states import StepState
from rebond.people.models import Organisation, User
from rebond.programmes.models import ListItem, StepSpec
from rebond.programmes.vocabulary import PartyRole, StepKind

UNDATED = (StepState.DUE, StepState.SKIPPED)


class DateSource(models.TextChoices):
    """Who set the date: people come more often on one that they chose (A25)."""

    GIVEN = "given", "Date proposée par l'équipe"
    CHOSEN = "chosen", "Date choisie par la personne"
    CONVENED = "convened", "Convocation, faute de réponse"


class Step(models.Model):
    """An appointment, visit or review of the path: to plan, planned, then told. A new try is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="steps")
    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="steps")
    #: None for an appointment added beside the planned sequence (A5, A7).
    spec = models.ForeignKey(StepSpec, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Which time of a step that comes several times; and which try at that time.
    occurrence = models.PositiveSmallIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("nature", max_length=20, choices=StepKind)
    #: The programme's label, and the number of the occurrence.
    label = models.CharField("intitulé", max_length=100)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.DUE)
    expected_on = models.DateField("attendu le", null=True, blank=True)
    starts_at = models.DateTimeField("date et heure", null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField("durée (minutes)", default=60)
    place = models.ForeignKey(
        ListItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    place_detail = models.CharField("précision sur le lieu", max_length=160, blank=True)
    mode = models.CharField("comment", max_length=10, choices=Mode, default=Mode.IN_PERSON)
    video_url = models.URLField("lien de la visioconférence", max_length=300, blank=True)
    #: For those who travel to a site visit: the way, the parking. Read by the staff, never sent to the person.
    travel_note = models.CharField("note de déplacement", max_length=300, blank=True)
    date_source = models.CharField(max_length=10, choices=DateSource, blank=True)
    #: When this date was set: a reminder that comes before says nothing new.
    dated_at = models.DateTimeField(null=True, blank=True)
    #: When the person last said that they come, on this very date.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    #: When and by whom it was cancelled, as people told it: how long before is computed.
    cancelled_at = models.DateTimeField("prévenu le", null=True, blank=True)
    cancelled_by_role = models.CharField("à l'initiative de", max_length=20, choices=PartyRole, blank=True)
    #: As it really was (B20); the times above are those that were planned.
    began_at = models.DateTimeField("début réel", null=True, blank=True)
    ended_at = models.DateTimeField("fin réelle", null=True, blank=True)
    shared_minutes = models.TextField("compte rendu partagé", blank=True)
    state_reason = models.CharField("raison", max_length=300, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "rendez-vous"
        ordering = ["phase__position", "spec__position", "occurrence", "attempt", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="dated_step_has_date",
                condition=Q(state__in=UNDATED) | Q(starts_at__isnull=False),
                violation_error_message="Un rendez-vous planifié a une date.",
            ),
            models.CheckConstraint(
                name="dropped_step_has_reason",
                condition=~Q(state__in=[StepState.SKIPPED, StepState.CANCELLED]) | ~Q(state_reason=""),
                violation_error_message="Dites pourquoi ce rendez-vous n'a pas lieu.",
            ),
            models.CheckConstraint(
                name="video_link_is_secure",
                condition=Q(video_url="") | Q(video_url__startswith="https://"),
                violation_error_message="Le lien de la visioconférence commence par https://.",
            ),
            models.CheckConstraint(
                name="step_ends_after_it_begins",
                condition=Q(began_at__isnull=True, ended_at__isnull=True) | Q(ended_at__gt=F("began_at")),
                violation_error_message="La fin vient après le début.",
            ),
            models.CheckConstraint(
                name="cancelled_step_says_by_whom",
                condition=Q(cancelled_at__isnull=True, cancelled_by_role="")
                | (Q(cancelled_at__isnull=False, state=StepState.CANCELLED) & ~Q(cancelled_by_role="")),
                violation_error_message="Une annulation dit qui a annulé, et quand.",
            ),
            models.UniqueConstraint(
                fields=["phase", "spec", "occurrence", "attempt"],
                condition=Q(spec__isnull=False),
                name="one_step_per_attempt",
            ),
        ]
        indexes = [
            models.Index(fields=["pathway", "state", "starts_at"]),
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["expected_on"], condition=Q(state="due"), name="steps_to_plan"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ends_at(self) -> datetime | None:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.duration_minutes) if self.starts_at else None

    @property
    def is_review(self) -> bool:
        return self.kind == StepKind.TRIPARTITE_REVIEW

    @property
    def allowed_places(self) -> models.QuerySet[ListItem]:
        """Where the programme lets it be held; an added one, wherever its phase is."""
        return self.spec.allowed_places if self.spec else self.phase.spec.places.all()

    @property
    def notice(self) -> timedelta | None:
        """How long before its hour it was cancelled; negative once the hour had passed."""
        return self.starts_at - self.cancelled_at if self.starts_at and self.cancelled_at else None

    def is_late(self, today: date) -> bool:
        """Due and expected before today; never without an expected date (A4)."""
        return self.state == StepState.DUE and self.expected_on is not None and self.expected_on < today


class Party(models.Model):
    """Somebody who sits at a step, in a role. The beneficiary has no login here."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20, choices=PartyRole)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    #: Sits for the one who holds this role on the path, this time only.
    is_substitute = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "parties"
        constraints = [models.UniqueConstraint(fields=["step", "role"], name="one_party_per_role")]
        indexes = [models.Index(fields=["user", "step"])]

    def __str__(self) -> str:
        return str(self.user or self.get_role_display())


class PrivateNote(models.Model):
    """Working notes on a step, read only inside the organisation that wrote them (D11)."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="private_notes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"Note du {self.written_at:%d/%m/%Y}"

"""What is configured: a programme, its versions, and in each the phases, steps, decisions, lists and rules.

Running paths pin a version; a published version is never edited (a new draft is made instead).
"""

from django.db import models
from django.db.models import Q

from rebond.people.models import Organisation
from rebond.programmes.vocabulary import (
    ActivityStatus,
    Effect,
    ExitReason,
    JobQuality,
    PartyRole,
    RsaStatus,
    StepKind,
)


class Programme(models.Model):
    """A service that a Département commissions: « Parcours du dirigeant » in Ille-et-Vilaine."""

    slug = models.SlugField(unique=True)
    name = models.CharField("nom", max_length=120)
    territory = models.CharField("territoire", max_length=80)
    commissioner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="commissioned_programmes")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def current_version(self) -> "Version":
        """The published version. Raises Version.DoesNotExist when there is none."""
        return self.versions.get(state=VersionState.PUBLISHED)


class BodyPart(models.TextChoices):
    REFERRER = "referrer", "Prescripteur"
    CONTRACTOR = "contractor", "Titulaire"
    PARTNER = "partner", "Partenaire"


class Body(models.Model):
    """An organisation that takes part in a programme, and as what."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bodies")
    part = models.CharField(max_length=20, choices=BodyPart)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [models.UniqueConstraint(fields=["programme", "organisation", "part"], name="one_body_per_part")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_part_display()})"


class VersionState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publiée"
    RETIRED = "retired", "Retirée"


class UnknownCounts(models.TextChoices):
    """What an exit whose situation is not known weighs in a rate (E8, E10)."""

    NEGATIVE = "negative", "comptées comme non positives"
    EXCLUDED = "excluded", "écartées du calcul"


class Version(models.Model):
    """One dated wording of a programme, with the delays it watches and its rule of the positive exit."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    funder_mention = models.CharField(max_length=200, blank=True)

    # Delays to watch.
    first_appointment_days = models.PositiveSmallIntegerField(null=True, blank=True)
    no_contact_days = models.PositiveSmallIntegerField(null=True, blank=True)
    phase_end_warning_days = models.PositiveSmallIntegerField(default=21)

    # The positive exit (E6, E8): clauses say what is positive, withdrawals what leaves the denominator.
    positive_exit_definition = models.TextField()
    minimum_stay_days = models.PositiveSmallIntegerField(default=0)
    #: A clause met at a follow-up this many months after the exit still counts (A11); 0: at exit only.
    observed_within_months = models.PositiveSmallIntegerField(default=0)
    unknown_counts = models.CharField(max_length=10, choices=UnknownCounts, default=UnknownCounts.NEGATIVE)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state=VersionState.PUBLISHED),
                name="one_published_version",
                violation_error_message="Ce programme a déjà une version publiée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.number}"


class ExitClause(models.Model):
    """An exit is positive when one clause holds; a blank column of a clause admits any value."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="exit_clauses")
    activity_status = models.CharField(max_length=20, choices=ActivityStatus)
    rsa_status = models.CharField(max_length=10, choices=RsaStatus, blank=True)
    job_quality = models.CharField(max_length=12, choices=JobQuality, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "activity_status", "rsa_status", "job_quality"], name="one_exit_clause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_status}/{self.rsa_status or '*'}/{self.job_quality or '*'}"


class ExitWithdrawal(models.Model):
    """Exits for this reason leave the denominator of the positive-exit rate (E2)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="exit_withdrawals")
    exit_reason = models.CharField(max_length=20, choices=ExitReason)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "exit_reason"], name="one_exit_withdrawal")]

    def __str__(self) -> str:
        return self.exit_reason


class FollowUpSpec(models.Model):
    """A look at the person's situation, some months after the exit."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="follow_up_specs")
    months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["months"]
        constraints = [models.UniqueConstraint(fields=["version", "months"], name="one_follow_up_spec")]

    def __str__(self) -> str:
        return f"+ {self.months} mois"


class ListKind(models.TextChoices):
    OBSTACLE = "obstacle", "Points de blocage"
    DECLINE_REASON = "decline_reason", "Motifs de refus"
    PLACE = "place", "Lieux"
    AIM = "aim", "Objectifs"
    SUGGESTED_ACTION = "suggested_action", "Actions suggérées"


class ListItem(models.Model):
    """An entry of one of the programme's reference lists. A suggested action hangs under its aim."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="list_items")
    kind = models.CharField(max_length=20, choices=ListKind)
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["kind", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "kind", "code"], name="one_list_item_per_code")]

    def __str__(self) -> str:
        return self.label


class PhaseSpec(models.Model):
    """A phase of the path. With no duration, nothing in it is ever late (A4)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="phase_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    #: Phases with the same rank are branches of one another (développement or cessation).
    rank = models.PositiveSmallIntegerField()
    duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.ManyToManyField(ListItem, related_name="+", limit_choices_to={"kind": ListKind.PLACE})

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_phase_per_code"),
            models.UniqueConstraint(fields=["version", "position"], name="one_phase_per_position"),
        ]

    def __str__(self) -> str:
        return self.label


class StepSpec(models.Model):
    """A planned step of a phase, expected `offset_days` after the phase opens (none: no expected date)."""

    phase = models.ForeignKey(PhaseSpec, on_delete=models.CASCADE, related_name="step_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    topic = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    offset_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_optional = models.BooleanField(default=False)

    class Meta:
        ordering = ["phase__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="one_step_per_code"),
            models.UniqueConstraint(fields=["phase", "position"], name="one_step_per_position"),
        ]

    def __str__(self) -> str:
        return self.label


class StepPartySpec(models.Model):
    """Who sits at a step."""

    step = models.ForeignKey(StepSpec, on_delete=models.CASCADE, related_name="party_specs")
    role = models.CharField(max_length=20, choices=PartyRole)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["step", "role"], name="one_party_spec_per_role")]

    def __str__(self) -> str:
        return self.role


class ChoiceSpec(models.Model):
    """What may be decided in a phase, and what that does to the path."""

    phase = models.ForeignKey(PhaseSpec, on_delete=models.CASCADE, related_name="choice_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=12, choices=Effect)
    opens = models.ForeignKey(PhaseSpec, on_delete=models.CASCADE, null=True, blank=True, related_name="opened_by")
    #: For an extension: the most that may be granted, in months.
    months_max = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["phase__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="one_choice_per_code"),
            models.CheckConstraint(
                name="choice_opens_a_phase_or_none",
                condition=(Q(effect=Effect.OPEN_PHASE) & Q(opens__isnull=False))
                | (~Q(effect=Effect.OPEN_PHASE) & Q(opens__isnull=True)),
                violation_error_message="Un choix qui ouvre une phase doit dire laquelle, et lui seul.",
            ),
            models.CheckConstraint(
                name="extension_has_a_maximum",
                condition=~Q(effect=Effect.EXTEND) | Q(months_max__isnull=False),
                violation_error_message="Une prolongation doit avoir une durée maximale.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

"""Phases, their steps, and what may be decided in them."""

from django.db import models
from django.db.models import Q

from rebond.people.models import Role
from rebond.programmes.models.lists import ListItem, ListKind
from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import Effect, PartyRole, StepKind


class ClockStart(models.TextChoices):
    """The day from which the duration of a phase is counted."""

    PREVIOUS = "previous", "la fin de la phase précédente"
    REFERRAL = "referral", "l'orientation"
    ACCEPTANCE = "acceptance", "l'entrée dans le programme"
    CONTRACT = "contract", "la signature du contrat d'engagement"
    BUSINESS_CREATION = "business_creation", "la création de l'entreprise"


class PhaseSpec(models.Model):
    """A phase of the path. With no duration, nothing in it is ever late (A4)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="phase_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    #: Phases with the same rank are branches of one another (développement or cessation).
    rank = models.PositiveSmallIntegerField()
    #: The limit; none: the duration is not known. The minimum only informs those who decide (A5).
    duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_min_months = models.PositiveSmallIntegerField(null=True, blank=True)
    clock = models.CharField(max_length=20, choices=ClockStart, default=ClockStart.PREVIOUS)
    #: Opening the phase for a younger business is warned of, never refused (D8).
    min_business_months = models.PositiveSmallIntegerField(null=True, blank=True)
    can_be_skipped = models.BooleanField(default=False)
    places = models.ManyToManyField(ListItem, related_name="+", limit_choices_to={"kind": ListKind.PLACE})

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_phase_per_code"),
            models.UniqueConstraint(fields=["version", "position"], name="one_phase_per_position"),
            models.CheckConstraint(
                name="phase_minimum_under_its_limit",
                condition=Q(duration_min_months__isnull=True)
                | Q(duration_months__gte=models.F("duration_min_months")),
                violation_error_message="La durée minimale ne peut pas dépasser la durée limite.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AccountScope(models.TextChoices):
    """Whose hours an account counts."""

    PERSON = "person", "par personne"
    YEAR = "year", "par année, pour tout le programme"


class HourAccount(models.Model):
    """A volume of hours that appointments consume (A17: 900 hours a year)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="hour_accounts")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    hours = models.PositiveIntegerField()
    scope = models.CharField(max_length=10, choices=AccountScope)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_hour_account_per_code")]

    def __str__(self) -> str:
        return self.label


class Repeat(models.TextChoices):
    """How often a step comes in its phase."""

    ONCE = "once", "une fois"
    COUNT = "count", "un nombre de fois"
    EVERY = "every", "à intervalle régulier"


class Anchor(models.TextChoices):
    """The occurrence of another step from which an offset is counted."""

    FIRST = "first", "le premier"
    LAST = "last", "le dernier"


class StepSpec(models.Model):
    """A planned step of a phase.

    It comes once; or `count_min` to `count_max` times; or every `every_months` for the life of the phase. It is expected
    `offset_days` after the phase opens, or after another step was held (none: no expected date, never late).
    """

    phase = models.ForeignKey(PhaseSpec, on_delete=models.CASCADE, related_name="step_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    topic = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    is_optional = models.BooleanField(default=False)
    expected_minutes = models.PositiveSmallIntegerField(default=60)
    #: How many parties make a tripartite review valid. None: all of them.
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    repeat = models.CharField(max_length=10, choices=Repeat, default=Repeat.ONCE)
    count_min = models.PositiveSmallIntegerField(null=True, blank=True)
    count_max = models.PositiveSmallIntegerField(null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    offset_days = models.PositiveSmallIntegerField(null=True, blank=True)
    after_step = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    after_which = models.CharField(max_length=10, choices=Anchor, blank=True)
    hour_account = models.ForeignKey(
        HourAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="step_specs"
    )
    #: Among those of its phase. With no row: all of them.
    places = models.ManyToManyField(
        ListItem, related_name="+", blank=True, limit_choices_to={"kind": ListKind.PLACE}
    )

    class Meta:
        ordering = ["phase__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="one_step_per_code"),
            models.UniqueConstraint(fields=["phase", "position"], name="one_step_per_position"),
            models.CheckConstraint(
                name="counted_step_has_bounds",
                condition=~Q(repeat=Repeat.COUNT) | Q(count_min__gte=1, count_max__gte=models.F("count_min")),
                violation_error_message="Dites combien de fois au moins, et au plus.",
            ),
            models.CheckConstraint(
                name="regular_step_has_interval",
                condition=~Q(repeat=Repeat.EVERY) | Q(every_months__gte=1),
                violation_error_message="Dites tous les combien de mois.",
            ),
            models.CheckConstraint(
                name="anchored_step_has_offset",
                condition=Q(after_step__isnull=True) | (Q(offset_days__isnull=False) & ~Q(after_which="")),
                violation_error_message="Dites combien de jours après l'autre étape.",
            ),
            models.CheckConstraint(
                name="quorum_of_a_review_only",
                condition=Q(quorum__isnull=True) | Q(kind=StepKind.TRIPARTITE_REVIEW, quorum__gte=1),
                violation_error_message="Seul un bilan tripartite a un quorum, d'une partie au moins.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def reminders(self) -> list[int]:
        """How many days before the appointment the person is reminded, the earliest reminder first."""
        return [spec.days_before for spec in self.reminder_specs.all()]

    @property
    def allowed_places(self) -> models.QuerySet[ListItem]:
        """Where it may be held: its own places, else those of its phase."""
        return self.places.all() if self.places.exists() else self.phase.places.all()


class ReminderSpec(models.Model):
    """A reminder of an appointment, so many days before it (0: on the day itself)."""

    step = models.ForeignKey(StepSpec, on_delete=models.CASCADE, related_name="reminder_specs")
    days_before = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-days_before"]
        constraints = [models.UniqueConstraint(fields=["step", "days_before"], name="one_reminder_per_day")]

    def __str__(self) -> str:
        return f"J-{self.days_before}"


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
    """What may be decided in a phase, and what that does to the path.

    `times_max` bounds how often one path may take it (a loop needs one); `needs_review` asks that it be taken at a
    tripartite review; with `approver_role`, it takes effect once somebody else, in that role, approves.
    """

    phase = models.ForeignKey(PhaseSpec, on_delete=models.CASCADE, related_name="choice_specs")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=12, choices=Effect)
    opens = models.ForeignKey(
        PhaseSpec, on_delete=models.CASCADE, null=True, blank=True, related_name="opened_by"
    )
    #: The most that an extension may grant in all, or that a suspension may last before it is signalled, in months.
    months_max = models.PositiveSmallIntegerField(null=True, blank=True)
    times_max = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_review = models.BooleanField(default=False)
    needs_reasons = models.BooleanField(default=True)
    approver_role = models.CharField(max_length=30, choices=Role, blank=True)

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


class ChoicePartySpec(models.Model):
    """Whose word is asked for a choice. With no row: the person, the référent and the adviser (A2)."""

    choice = models.ForeignKey(ChoiceSpec, on_delete=models.CASCADE, related_name="party_specs")
    role = models.CharField(max_length=20, choices=PartyRole)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["choice", "role"], name="one_choice_party_per_role")]

    def __str__(self) -> str:
        return self.role


#: The roles that take part in a path, and may so be an author of its decisions.
AUTHOR_ROLES = (
    Role.LEAD_WORKER,
    Role.BUSINESS_ADVISER,
    Role.PRODUCTION_MANAGER,
    Role.DIRECTOR,
    Role.CAREERS_CONSULTANT,
)


class ChoiceAuthorSpec(models.Model):
    """Who may decide a choice. With no row: whoever takes part in the path."""

    choice = models.ForeignKey(ChoiceSpec, on_delete=models.CASCADE, related_name="author_specs")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in AUTHOR_ROLES])

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["choice", "role"], name="one_choice_author_per_role")]

    def __str__(self) -> str:
        return self.role

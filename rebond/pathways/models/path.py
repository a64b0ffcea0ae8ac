"""The running path: pathway, phases, decisions with each party's agreement. Its appointments: models/step.py."""

from datetime import date

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.referral import Referral
from rebond.pathways.states import DecisionState, PathwayState
from rebond.people.models import Beneficiary, Business, Organisation, User
from rebond.programmes.models import ChoiceSpec, PhaseSpec, Programme, Version
from rebond.programmes.vocabulary import PartyRole


class Pathway(models.Model):
    """One person's path in one programme, from entry to exit. Work belongs to a role on it, not to a login."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="pathway")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pathways")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="pathways")
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="pathways")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="pathways")
    contractor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    adviser = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="followed_pathways", verbose_name="conseiller"
    )
    lead_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    lead_worker = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="référent RSA"
    )
    careers_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    careers_consultant = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=PathwayState, default=PathwayState.OPEN)
    referred_on = models.DateField("orienté le")
    entered_on = models.DateField("entré le")
    exited_on = models.DateField("sorti le", null=True, blank=True)
    suspended_on = models.DateField("suspendu le", null=True, blank=True)
    #: The programme's maximum for this suspension; past it, it is signalled and nothing else. None: no maximum.
    suspended_until = models.DateField("suspendu au plus jusqu'au", null=True, blank=True)
    #: The engagement contract (C15, C17): from it some programmes count their clock.
    contract_signed_on = models.DateField("contrat d'engagement signé le", null=True, blank=True)
    #: With, or from, the person (rebond/pathways/contact.py). None: not since the entry.
    last_contact_at = models.DateTimeField("dernier contact le", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "parcours"
        ordering = ["-entered_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "programme"],
                condition=~Q(state=PathwayState.CLOSED),
                name="one_running_pathway",
                violation_error_message="Cette personne a déjà un parcours en cours.",
            ),
            models.CheckConstraint(
                name="closed_pathway_has_exit_date",
                condition=(Q(state=PathwayState.CLOSED) & Q(exited_on__isnull=False))
                | (~Q(state=PathwayState.CLOSED) & Q(exited_on__isnull=True)),
                violation_error_message="Un parcours terminé a une date de sortie, et lui seul.",
            ),
            models.CheckConstraint(
                name="suspended_pathway_has_date",
                condition=~Q(state=PathwayState.SUSPENDED) | Q(suspended_on__isnull=False),
                violation_error_message="Une suspension doit être datée.",
            ),
            models.CheckConstraint(
                name="pathway_ends_after_it_starts",
                condition=Q(exited_on__isnull=True) | Q(exited_on__gte=models.F("entered_on")),
                violation_error_message="La sortie ne peut pas précéder l'entrée.",
            ),
            models.CheckConstraint(
                name="pathway_starts_after_referral",
                condition=Q(entered_on__gte=models.F("referred_on")),
                violation_error_message="L'entrée ne peut pas précéder l'orientation.",
            ),
        ]
        indexes = [
            models.Index(fields=["adviser", "state", "-entered_on", "id"]),
            models.Index(fields=["lead_worker", "state", "-entered_on", "id"]),
            models.Index(fields=["careers_consultant", "state"]),
            models.Index(fields=["contractor", "state", "-entered_on", "id"]),
            models.Index(fields=["programme", "-entered_on", "id"]),
            models.Index(fields=["programme", "exited_on"]),
        ]

    def __str__(self) -> str:
        return f"Parcours de {self.beneficiary}"

    def is_suspended_too_long(self, today: date) -> bool:
        return (
            self.state == PathwayState.SUSPENDED
            and self.suspended_until is not None
            and self.suspended_until < today
        )

    @property
    def is_closed(self) -> bool:
        return self.state == PathwayState.CLOSED

    def current_phase(self) -> "Phase | None":
        return self.phases.filter(ended_on__isnull=True).select_related("spec").first()


class Phase(models.Model):
    """One stretch of the path. `due_on` is empty when the programme gives no duration: then never late (A4)."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="phases")
    spec = models.ForeignKey(PhaseSpec, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    #: What decisions and pauses added: the limit is computed from them (rebond/pathways/dating.py).
    extended_months = models.PositiveSmallIntegerField(default=0)
    paused_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "position"], name="one_phase_per_place"),
            models.UniqueConstraint(
                fields=["pathway"],
                condition=Q(ended_on__isnull=True),
                name="one_current_phase",
                violation_error_message="Une phase est déjà en cours.",
            ),
            models.CheckConstraint(
                name="phase_ends_after_it_opens",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("opened_on")),
                violation_error_message="Une phase ne peut pas finir avant d'être ouverte.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["spec", "pathway"], condition=Q(ended_on__isnull=True), name="current_phases"
            ),
            models.Index(fields=["due_on"], condition=Q(ended_on__isnull=True), name="current_phases_due"),
        ]

    def __str__(self) -> str:
        return self.spec.label

    def is_late(self, today: date) -> bool:
        return self.ended_on is None and self.due_on is not None and self.due_on < today

    def elapsed_days(self, today: date) -> int:
        return ((self.ended_on or today) - self.opened_on).days


class Pause(models.Model):
    """A suspension that is over: it put off by its days all that its phase still expected."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="pauses")
    started_on = models.DateField()
    ended_on = models.DateField()

    class Meta:
        ordering = ["started_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_starts",
                condition=Q(ended_on__gte=models.F("started_on")),
                violation_error_message="Une pause ne peut pas finir avant d'avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} jours"

    @property
    def days(self) -> int:
        return (self.ended_on - self.started_on).days


class Decision(models.Model):
    """What the parties decided about the path. A named human decides, and says why (D8)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="decisions")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="decisions")
    #: The tripartite review where it was taken, if it was.
    step = models.ForeignKey(
        "pathways.Step", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    choice = models.ForeignKey(ChoiceSpec, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField("raisons", blank=True)
    months = models.PositiveSmallIntegerField("mois de prolongation", null=True, blank=True)
    decided_on = models.DateField("décidé le")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_role = models.CharField(max_length=30)
    recorded_at = models.DateTimeField(default=clock.now)
    #: Some choices take effect only once somebody else, in the programme's role, approves them.
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.EFFECTIVE)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_text = models.TextField("explication", blank=True)

    class Meta:
        verbose_name = "décision"
        ordering = ["decided_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="author_does_not_approve",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("decided_by")),
                violation_error_message="On n'approuve pas sa propre décision.",
            ),
            models.UniqueConstraint(
                fields=["pathway"],
                condition=Q(state=DecisionState.WAITING),
                name="one_waiting_decision",
                violation_error_message="Une décision attend déjà une approbation.",
            ),
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(step__isnull=False) & ~Q(state=DecisionState.REFUSED),
                name="one_decision_per_review",
                violation_error_message="Une décision a déjà été prise à ce bilan.",
            ),
        ]

    def __str__(self) -> str:
        return self.choice.label

    @property
    def title(self) -> str:
        """« Prolonger la phase (2 mois) »."""
        return f"{self.choice} ({self.months} mois)" if self.months else str(self.choice)


class Position(models.TextChoices):
    AGREES = "agrees", "D'accord"
    RESERVES = "reserves", "D'accord avec réserves"
    DISAGREES = "disagrees", "Pas d'accord"
    ABSENT = "absent", "Absent, avis non recueilli"


class Agreement(models.Model):
    """What one party says of a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="agreements")
    role = models.CharField(max_length=20, choices=PartyRole)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.CharField("avis", max_length=10, choices=Position)
    comment = models.CharField("précision", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "role"], name="one_agreement_per_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} : {self.get_position_display()}"

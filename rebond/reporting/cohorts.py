"""The paths that a figure is about: those of a programme that entered, or left, within a period.

Every question an indicator asks of a path is answered here, by the database: no row is read one by one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import Exact, GreaterThanOrEqual

from rebond.core import clock
from rebond.pathways.models import FollowUp, Pathway, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import StepState
from rebond.programmes.models import ExitClause, ExitWithdrawal, Programme
from rebond.programmes.vocabulary import ActivityStatus, JobQuality, RsaStatus

ONE_DAY = Value(timedelta(days=1), output_field=DurationField())


@dataclass(frozen=True)
class Cohort:
    """A programme and its period, bounds included; a missing bound is open.

    A bound on the exit keeps only the paths that have ended. Raises ValueError, in French, when a period ends
    before it starts.
    """

    programme: Programme
    entered_from: date | None = None
    entered_to: date | None = None
    exited_from: date | None = None
    exited_to: date | None = None

    def __post_init__(self) -> None:
        for first, last, noun in (
            (self.entered_from, self.entered_to, "entrées"),
            (self.exited_from, self.exited_to, "sorties"),
        ):
            if first and last and last < first:
                raise ValueError(
                    f"La période des {noun} finit ({last:%d/%m/%Y}) avant de commencer ({first:%d/%m/%Y})."
                )

    def members(self) -> QuerySet[Pathway]:
        """The paths of the cohort, bare and unordered."""
        return Pathway.objects.filter(programme=self.programme, **self._bounds()).order_by()

    def _bounds(self) -> dict[str, date]:
        bounds = {
            "entered_on__gte": self.entered_from,
            "entered_on__lte": self.entered_to,
            "exited_on__gte": self.exited_from,
            "exited_on__lte": self.exited_to,
        }
        return {lookup: day for lookup, day in bounds.items() if day}

    def pathways(self) -> QuerySet[Pathway]:
        """The paths of the cohort with all that the indicators ask of them:

        `is_last_of_person` (one path stands for a person who has several, A27), the situation `…_at_exit`
        (`unknown` when nothing was said), `is_judged`, `is_positive`, `is_known` (the rule of the path's own
        version, E6-E8), `is_comparable` (the two turnovers, E11), `first_held_on` and `delay` from the referral to it.
        """
        return (
            self.members()
            .annotate(
                is_last_of_person=~Exists(self._later_ones()),
                activity_at_exit=_at_exit("activity_status", ActivityStatus.UNKNOWN),
                rsa_at_exit=_at_exit("rsa_status", RsaStatus.UNKNOWN),
                job_at_exit=_at_exit("job_quality", JobQuality.UNKNOWN),
                first_held_on=TruncDate(_first_held_at(), tzinfo=clock.ZONE),
            )
            .annotate(
                is_judged=_boolean(_is_judged()),
                is_positive=_boolean(_meets_a_clause()),
                is_known=_boolean(_meets_a_clause() | _is_told()),
                is_comparable=_boolean(_is_comparable()),
                delay=ExpressionWrapper(F("first_held_on") - F("referred_on"), output_field=DurationField()),
            )
        )

    def steps(self) -> QuerySet[Step]:
        """The appointments of the cohort's paths, unordered, each knowing whether its report `is_missing`."""
        is_missing = Q(state=StepState.PLANNED, starts_at__lt=clock.now())
        steps = Step.objects.filter(pathway__in=self.members().values("pk")).order_by()
        return steps.annotate(is_missing=_boolean(is_missing))

    def _later_ones(self) -> QuerySet[Pathway]:
        """Paths of the same person in the same cohort, begun after the outer one.

        The programme is compared as a sum, which no index serves: SQLite would otherwise search each person's paths
        among all those of the programme (10,000 paths: minutes instead of a second).
        """
        is_later = Q(entered_on__gt=OuterRef("entered_on"))
        same_day = Q(entered_on=OuterRef("entered_on"), pk__gt=OuterRef("pk"))
        of_person = Pathway.objects.filter(
            is_later | same_day, beneficiary=OuterRef("beneficiary"), **self._bounds()
        )
        return (
            of_person.annotate(in_programme=F("programme_id") + 0)
            .filter(in_programme=self.programme.pk)
            .order_by()
        )


def _boolean(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _at_exit(variable: str, unknown: str) -> Coalesce:
    return Coalesce(F(f"outcome__{variable}"), Value(unknown), output_field=CharField())


def _first_held_at() -> Subquery:
    held = Step.objects.filter(pathway=OuterRef("pk"), state=StepState.HELD)
    return Subquery(held.order_by("starts_at").values("starts_at")[:1])


def _is_judged() -> Q:
    """The exit counts in the rate: not withdrawn by its version's rule, and after the minimum stay (E2)."""
    withdrawals = ExitWithdrawal.objects.filter(
        version=OuterRef("version"), exit_reason=OuterRef("outcome__exit_reason")
    )
    stay = ExpressionWrapper(F("exited_on") - F("entered_on"), output_field=DurationField())
    days = Cast("version__minimum_stay_days", IntegerField())
    minimum = ExpressionWrapper(days * ONE_DAY, output_field=DurationField())
    return Q(exited_on__isnull=False) & ~Q(Exists(withdrawals)) & Q(GreaterThanOrEqual(stay, minimum))


def _is_comparable() -> Q:
    """Two turnovers over the same number of months, the first above zero (E11). Never null."""
    return (
        Q(outcome__isnull=False)
        & Q(outcome__turnover_before_eur__isnull=False, outcome__turnover_before_eur__gt=0)
        & Q(outcome__turnover_after_eur__isnull=False)
        & Q(outcome__turnover_before_months__isnull=False, outcome__turnover_after_months__isnull=False)
        & Q(outcome__turnover_before_months=F("outcome__turnover_after_months"))
    )


def _meets_a_clause() -> Q:
    """Positive at the exit, or at a follow-up done within the delay of the version (A11, E8)."""
    at_exit = _clauses("version", "activity_at_exit", "rsa_at_exit", "job_at_exit")
    later = _clauses("pathway__version", "activity_status", "rsa_status", "job_quality")
    return Q(Exists(at_exit)) | Q(Exists(_looks().filter(Exists(later))))


def _is_told() -> Q:
    """What was observed settles the question: no clause could still hold, were the unknown variables known."""
    at_exit = _clauses("version", "activity_at_exit", "rsa_at_exit", "job_at_exit", doubt=True)
    later = _clauses("pathway__version", "activity_status", "rsa_status", "job_quality", doubt=True)
    return ~Q(Exists(at_exit)) | Q(Exists(_looks().filter(~Exists(later))))


def _looks() -> QuerySet[FollowUp]:
    """The outer path's follow-ups that count: done, and due early enough."""
    within = OuterRef("version__observed_within_months")
    return FollowUp.objects.filter(pathway=OuterRef("pk"), state=FollowUpState.DONE, months__lte=within)


def _clauses(version: str, activity: str, rsa: str, job: str, *, doubt: bool = False) -> QuerySet[ExitClause]:
    """The clauses met by a situation, given by the names of the outer columns that hold it.

    A blank column of a clause admits anything. With `doubt`, an unknown variable of the situation does too.
    """
    clauses = ExitClause.objects.filter(version=OuterRef(version))
    for column, seen, unknown in (
        ("activity_status", activity, ActivityStatus.UNKNOWN),
        ("rsa_status", rsa, RsaStatus.UNKNOWN),
        ("job_quality", job, JobQuality.UNKNOWN),
    ):
        admits = Q(**{column: OuterRef(seen)}) | Q(**{column: ""})
        if doubt:
            admits |= Q(Exact(OuterRef(seen), Value(unknown)))
        clauses = clauses.filter(admits)
    return clauses

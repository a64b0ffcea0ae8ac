"""The paths that a figure is about: those of a programme that entered, or left, within a period.

Every question an indicator asks of a path is answered here, by the database: no row is read one by one.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from rebond.core import clock
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import StepState
from rebond.people.models import Organisation
from rebond.programmes.models import Programme, Version, VersionState
from rebond.programmes.vocabulary import ActivityStatus, JobQuality, RsaStatus
from rebond.reporting.rates import Rate, rates_of
from rebond.trainings.attendance import with_attendance
from rebond.trainings.models import Enrolment


@dataclass(frozen=True)
class Cohort:
    """A programme, its period, bounds included, and a territory; a missing bound is open.

    The territory is the organisation of the référents, the one geography that every path has: a Département's social
    centres and town centres each refer people of their own. A bound on the exit keeps only the paths that have ended.
    Raises ValueError, in French, when a period ends before it starts.
    """

    programme: Programme
    entered_from: date | None = None
    entered_to: date | None = None
    exited_from: date | None = None
    exited_to: date | None = None
    territory: Organisation | None = None

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

    def _bounds(self) -> dict[str, Any]:
        bounds: dict[str, Any] = {
            "entered_on__gte": self.entered_from,
            "entered_on__lte": self.entered_to,
            "exited_on__gte": self.exited_from,
            "exited_on__lte": self.exited_to,
            "lead_organisation": self.territory,
        }
        return {lookup: bound for lookup, bound in bounds.items() if bound}

    @cached_property
    def versions(self) -> list[Version]:
        """The versions that the cohort's paths are judged by, oldest first; the published one when there is no path."""
        ready = ("rates__clauses", "rates__withdrawals")
        versions = self.programme.versions.prefetch_related(*ready)
        pinned = versions.filter(pk__in=self.members().values("version"))
        return list(pinned.order_by("number")) or list(versions.filter(state=VersionState.PUBLISHED))

    @cached_property
    def rates(self) -> list[Rate]:
        """The rates that these versions define."""
        return rates_of(self.versions)

    def pathways(self) -> QuerySet[Pathway]:
        """The paths of the cohort with all that the indicators ask of them:

        `is_last_of_person` (one path stands for a person who has several, A27), the situation `…_at_exit`
        (`unknown` when nothing was said), the three columns of each rate (`rebond.reporting.rates`), `is_comparable`
        (the two turnovers, E11), `first_held_on` and `delay` from the referral to it; of the person, whether they
        `has_trained` on one of their paths of the cohort, or whether nobody noted it (`training_is_unknown`).
        """
        stay = ExpressionWrapper(F("exited_on") - F("entered_on"), output_field=DurationField())
        asked = {
            name: _boolean(condition) for rate in self.rates for name, condition in rate.columns().items()
        }
        return (
            self.members()
            .annotate(
                is_last_of_person=~Exists(self._later_ones()),
                activity_at_exit=_at_exit("activity_status", ActivityStatus.UNKNOWN),
                rsa_at_exit=_at_exit("rsa_status", RsaStatus.UNKNOWN),
                job_at_exit=_at_exit("job_quality", JobQuality.UNKNOWN),
                reason_at_exit=_at_exit("exit_reason", ""),
                stay=stay,
                first_held_on=TruncDate(_first_held_at(), tzinfo=clock.ZONE),
            )
            .annotate(
                **asked,
                is_comparable=_boolean(_is_comparable()),
                has_trained=_boolean(Q(beneficiary__in=self._trained())),
                training_is_unknown=_boolean(
                    Q(beneficiary__in=self._trained(is_unknown=True)) & ~Q(beneficiary__in=self._trained())
                ),
                delay=ExpressionWrapper(F("first_held_on") - F("referred_on"), output_field=DurationField()),
            )
        )

    def steps(self) -> QuerySet[Step]:
        """The appointments of the cohort's paths, unordered, each knowing whether its report `is_missing`."""
        is_missing = Q(state=StepState.PLANNED, starts_at__lt=clock.now())
        steps = Step.objects.filter(pathway__in=self.members().values("pk")).order_by()
        return steps.annotate(is_missing=_boolean(is_missing))

    def enrolments(self) -> QuerySet[Any]:
        """The places that the cohort's paths had in trainings that were held, unordered, as `with_attendance` tells."""
        return with_attendance(Enrolment.objects.filter(pathway__in=self.members().values("pk")).order_by())

    def _trained(self, **asked: bool) -> QuerySet[Any]:
        """The people who took part in a training; asked once for all the paths, not for each."""
        enrolments = self.enrolments().filter(**(asked or {"has_attended": True}))
        return enrolments.values("pathway__beneficiary")

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


def territories_of(programme: Programme) -> QuerySet[Organisation]:
    """The organisations whose référents have followed somebody of the programme."""
    leads = Pathway.objects.filter(programme=programme).order_by().values("lead_organisation")
    return Organisation.objects.filter(pk__in=leads).order_by("name", "pk")


def _boolean(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _at_exit(variable: str, unknown: str) -> Coalesce:
    return Coalesce(F(f"outcome__{variable}"), Value(unknown), output_field=CharField())


def _first_held_at() -> Subquery:
    held = Step.objects.filter(pathway=OuterRef("pk"), state=StepState.HELD)
    return Subquery(held.order_by("starts_at").values("starts_at")[:1])


def _is_comparable() -> Q:
    """Two turnovers over the same number of months, the first above zero (E11). Never null."""
    return (
        Q(outcome__isnull=False)
        & Q(outcome__turnover_before_eur__isnull=False, outcome__turnover_before_eur__gt=0)
        & Q(outcome__turnover_after_eur__isnull=False)
        & Q(outcome__turnover_before_months__isnull=False, outcome__turnover_after_months__isnull=False)
        & Q(outcome__turnover_before_months=F("outcome__turnover_after_months"))
    )

"""Paths made by the hundred, straight into the database: for figures, lists and counts of queries.

A path that only serves to be counted need not be lived act by act; those that are, are in tests/pathways.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from rebond.core.dates import add_months
from rebond.demo.people import Cast
from rebond.pathways.models import FollowUp, Outcome, Pathway, Phase, Referral, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import PathwayState, ReferralState, StepState
from rebond.people.models import Beneficiary, Business
from rebond.programmes.models import PhaseSpec, Version
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus, StepKind

KEPT_JOB = {ActivityStatus.COMBINED, ActivityStatus.SALARIED_ONLY}


@dataclass
class Told:
    """A path to make. With no `activity`, it is still running; `person` names somebody who comes back."""

    entered_on: date = date(2019, 3, 11)
    waited_days: int = 7
    activity: str = ""
    rsa: str = RsaStatus.IN
    job: str = ""
    reason: str = ExitReason.COMPLETED
    exited_on: date = date(2019, 10, 14)
    before: tuple[Decimal | int, int] | None = None
    after: tuple[Decimal | int, int] | None = None
    #: (months, activity, rsa, state)
    follow_ups: list[tuple[int, str, str, str]] = field(default_factory=list)
    #: (state, day)
    steps: list[tuple[str, date]] = field(default_factory=list)
    person: str = ""
    version: Version | None = None
    has_outcome: bool = True
    adviser: str = "maiwenn"
    lead_worker: str = "rozenn"


class Maker:
    """Makes paths for the people of the cast, a handful of queries whatever their number."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = cast.programme.current_version()
        self.first_phases: dict[int, PhaseSpec] = {}
        self.people: dict[str, Beneficiary] = {}
        self.made = 0

    def make(self, *told: Told) -> list[Pathway]:
        people = [self._person(one) for one in told]
        Beneficiary.objects.bulk_create({p.pk: p for p in people if p._state.adding}.values())
        businesses = [Business(beneficiary=p, name=f"Atelier {p.last_name}") for p in people]
        for business in businesses:
            business.derive()
        Business.objects.bulk_create(businesses)
        referrals = [self._referral(*row) for row in zip(told, people, businesses, strict=True)]
        Referral.objects.bulk_create(referrals)
        pathways = [self._pathway(one, referral) for one, referral in zip(told, referrals, strict=True)]
        Pathway.objects.bulk_create(pathways)
        pairs = list(zip(told, pathways, strict=True))
        phases = [self._phase(one, pathway) for one, pathway in pairs]
        Phase.objects.bulk_create(phases)
        steps = [s for (one, _), phase in zip(pairs, phases, strict=True) for s in self._steps(one, phase)]
        Step.objects.bulk_create(steps)
        ended = [(one, pathway) for one, pathway in pairs if one.activity and one.has_outcome]
        Outcome.objects.bulk_create([self._outcome(*pair) for pair in ended])
        FollowUp.objects.bulk_create([f for pair in ended for f in self._follow_ups(*pair)])
        return pathways

    def _person(self, one: Told) -> Beneficiary:
        if one.person in self.people:
            return self.people[one.person]
        self.made += 1
        person = Beneficiary(first_name="Camille", last_name=one.person or f"Inventée{self.made:04d}")
        person.derive()
        if one.person:
            self.people[one.person] = person
        return person

    def _referral(self, one: Told, person: Beneficiary, business: Business) -> Referral:
        referred_on = one.entered_on - timedelta(days=one.waited_days)
        return Referral(
            programme=self.cast.programme,
            version=one.version or self.version,
            beneficiary=person,
            business=business,
            referrer=self.cast.users[one.lead_worker],
            referrer_organisation=self.cast.organisations["departement"],
            contractor=self.cast.organisations["bge"],
            referred_on=referred_on,
            state=ReferralState.ACCEPTED,
            answered_on=one.entered_on,
        )

    def _pathway(self, one: Told, referral: Referral) -> Pathway:
        held = [datetime.combine(day, time(9), UTC) for state, day in one.steps if state == StepState.HELD]
        return Pathway(
            referral=referral,
            programme=referral.programme,
            version=referral.version,
            beneficiary=referral.beneficiary,
            business=referral.business,
            contractor=referral.contractor,
            adviser=self.cast.users[one.adviser],
            lead_organisation=referral.referrer_organisation,
            lead_worker=referral.referrer,
            state=PathwayState.CLOSED if one.activity else PathwayState.OPEN,
            referred_on=referral.referred_on,
            entered_on=one.entered_on,
            exited_on=one.exited_on if one.activity else None,
            last_contact_at=max(held, default=None),
        )

    def _phase(self, one: Told, pathway: Pathway) -> Phase:
        if pathway.version_id not in self.first_phases:
            self.first_phases[pathway.version_id] = pathway.version.phase_specs.all()[0]
        spec = self.first_phases[pathway.version_id]
        return Phase(
            pathway=pathway, spec=spec, position=1, opened_on=pathway.entered_on, ended_on=pathway.exited_on
        )

    def _steps(self, one: Told, phase: Phase) -> list[Step]:
        return [
            Step(
                pathway=phase.pathway,
                phase=phase,
                kind=StepKind.APPOINTMENT,
                label="Rdv",
                state=state,
                state_reason="Raison." if state in (StepState.CANCELLED, StepState.SKIPPED) else "",
                starts_at=datetime.combine(day, time(9), UTC),
            )
            for state, day in one.steps
        ]

    def _outcome(self, one: Told, pathway: Pathway) -> Outcome:
        before, after = one.before or (None, None), one.after or (None, None)
        return Outcome(
            pathway=pathway,
            activity_status=one.activity,
            rsa_status=one.rsa,
            job_quality=one.job or _job(one.activity),
            exit_reason=one.reason,
            turnover_before_eur=before[0],
            turnover_before_months=before[1],
            turnover_after_eur=after[0],
            turnover_after_months=after[1],
            recorded_by=pathway.adviser,
        )

    def _follow_ups(self, one: Told, pathway: Pathway) -> list[FollowUp]:
        return [
            FollowUp(
                pathway=pathway,
                months=months,
                due_on=add_months(one.exited_on, months),
                state=state,
                observed_on=add_months(one.exited_on, months) if state == FollowUpState.DONE else None,
                activity_status=activity,
                rsa_status=rsa,
                job_quality=_job(activity),
            )
            for months, activity, rsa, state in one.follow_ups
        ]


def _job(activity: str) -> str:
    if activity in KEPT_JOB:
        return JobQuality.LASTING
    return JobQuality.UNKNOWN if activity == ActivityStatus.UNKNOWN else JobQuality.NONE


def told(activity: str = "", rsa: str = RsaStatus.IN, **facts: Any) -> Told:
    """`told("combined", "out")`: an ended path, in few words."""
    return Told(activity=activity, rsa=rsa, **facts)

"""Reading one file: what its header, its ribbon and its next action need, in a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from rebond.core import clock
from rebond.core.durations import duration_in_words
from rebond.pathways import policy
from rebond.pathways.deciding import has_a_choice, waiting_decision
from rebond.pathways.hours import Usage, usages_in
from rebond.pathways.inviting import is_stuck
from rebond.pathways.models import Decision, FollowUp, Invitation, Outcome, Pathway, Phase, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.next_step import Facts, NextAction, next_action
from rebond.pathways.plan import Progress, progress_of
from rebond.pathways.ribbon import Station, draw_ribbon, legend
from rebond.pathways.states import StepState
from rebond.people.actor import Anybody
from rebond.programmes.models import ClockStart, PhaseSpec

_JOINED = (
    "beneficiary",
    "business",
    "programme",
    "version",
    "contractor",
    "adviser",
    "lead_organisation",
    "lead_worker",
    "careers_organisation",
    "careers_consultant",
    "referral__referrer",
    "referral__referrer_organisation",
    "referral__answered_by",
    "outcome",
    "outcome__programme_reason",
)


@dataclass(frozen=True)
class File:
    """One path, as one person reads it at one instant."""

    pathway: Pathway
    by: Anybody
    now: datetime
    phases: list[Phase]
    #: In the order of the phases, then of the programme; shorn of their minutes.
    steps: list[Step]
    specs: list[PhaseSpec]
    follow_ups: list[FollowUp]
    #: The decision that waits for somebody's approval.
    waiting: Decision | None
    #: Open invitations to choose a date, by step.
    invitations: dict[UUID, Invitation] = field(default_factory=dict)

    @cached_property
    def stations(self) -> list[Station]:
        return draw_ribbon(self.pathway, phases=self.phases, steps=self.steps, specs=self.specs, now=self.now)

    @cached_property
    def legend(self) -> list[tuple[str, str]]:
        return legend(self.stations)

    @cached_property
    def phase(self) -> Phase | None:
        """The phase under way."""
        return next((phase for phase in self.phases if phase.ended_on is None), None)

    @cached_property
    def _facts(self) -> Facts:
        of_phase = [step for step in self.steps if self.phase and step.phase_id == self.phase.pk]
        invited = {pk for pk, invitation in self.invitations.items() if not is_stuck(invitation, self.now)}
        return Facts(
            self.pathway, self.phase, of_phase, self.follow_ups, self.now, self.waiting, frozenset(invited)
        )

    @cached_property
    def next_action(self) -> NextAction | None:
        """What this person can do next for the path."""
        return next_action(self._facts, self._offers)

    def _offers(self, act: str, thing: Any) -> bool:
        """A role to which the programme leaves no decision is led neither to one, nor to the meeting that takes it."""
        is_theirs = policy.offers(self.by, act, thing)
        return is_theirs and (act not in ("decide", "hold_review") or self.may_decide)

    @cached_property
    def may_decide(self) -> bool:
        """Whether some decision of the phase under way is this person's to take, none being waited for."""
        if self.phase is None or self.waiting or not policy.offers(self.by, "decide", self.pathway):
            return False
        return has_a_choice(self.phase, by=self.by)

    @cached_property
    def awaited(self) -> NextAction | None:
        """What the path waits for, whoever does it."""
        return next_action(self._facts)

    @cached_property
    def next_appointment(self) -> Step | None:
        to_come = [
            s for s in self.steps if s.state == StepState.PLANNED and s.starts_at and s.starts_at >= self.now
        ]
        return min(to_come, key=lambda step: (step.starts_at, step.pk), default=None)

    @cached_property
    def plan_progress(self) -> Progress:
        """How far the action plan is."""
        return progress_of(self.pathway)

    @cached_property
    def usages(self) -> list[Usage]:
        """The hour accounts that the phase under way consumes."""
        return usages_in(self.phase) if self.phase else []

    @property
    def expects_contract(self) -> bool:
        """Whether the programme watches the engagement contract, or counts from it (C17)."""
        counts = any(spec.clock == ClockStart.CONTRACT for spec in self.specs)
        return counts or self.pathway.version.contract_days is not None

    @cached_property
    def invitation(self) -> Invitation | None:
        """What the person is asked to choose now, the first to end when there are several."""
        waiting = [row for row in self.invitations.values() if not is_stuck(row, self.now)]
        return min(waiting, key=lambda row: (row.expires_at, row.pk), default=None)

    @property
    def follow_up_to_come(self) -> FollowUp | None:
        return next((f for f in self.follow_ups if f.state == FollowUpState.DUE), None)

    @property
    def outcome(self) -> Outcome | None:
        return getattr(self.pathway, "outcome", None)

    @property
    def business_age(self) -> str:
        """« 3 ans », as of today or of the day it closed; empty when its birth is not known."""
        business = self.pathway.business
        today = clock.civil_date(self.now)
        if business.created_on is None or business.created_on > today:
            return ""
        return duration_in_words(business.created_on, business.closed_on or today)


def read_file(pathway_id: UUID, *, by: Anybody) -> File:
    """Raises Pathway.DoesNotExist when `by` does not see this path."""
    pathway = policy.pathways_visible_to(by).select_related(*_JOINED).get(pk=pathway_id)
    phases = list(pathway.phases.select_related("spec"))
    follow_ups = list(pathway.follow_ups.all())
    waiting = waiting_decision(pathway)
    if waiting:
        waiting.pathway = pathway
    # What is read already is handed over: asking the policy, or the dates, then costs no query.
    for phase in phases:
        phase.pathway = pathway
    for follow_up in follow_ups:
        follow_up.pathway = pathway
    return File(
        pathway=pathway,
        by=by,
        now=clock.now(),
        phases=phases,
        steps=_steps(pathway, phases, by),
        specs=list(pathway.version.phase_specs.all()),
        follow_ups=follow_ups,
        waiting=waiting,
        invitations=_invitations(pathway),
    )


def _invitations(pathway: Pathway) -> dict[UUID, Invitation]:
    opened = Invitation.objects.filter(
        step__pathway=pathway, step__state=StepState.DUE, ended_at__isnull=True
    ).select_related("step")
    rows = list(opened)
    for row in rows:
        row.step.pathway = pathway
    return {row.step_id: row for row in rows}


def _steps(pathway: Pathway, phases: list[Phase], by: Anybody) -> list[Step]:
    visible = policy.steps_visible_to(by).filter(pathway=pathway)
    steps = list(
        visible.select_related("spec", "place").prefetch_related("parties__user").defer("shared_minutes")
    )
    by_id = {phase.pk: phase for phase in phases}
    for step in steps:
        step.pathway, step.phase = pathway, by_id[step.phase_id]
    return sorted(steps, key=_in_order)


def _in_order(step: Step) -> tuple[int, int, int, int, datetime]:
    """Phase by phase, in the programme's sequence; what was added comes last, by date."""
    place = step.spec.position if step.spec else 10_000
    undated = datetime.max.replace(tzinfo=clock.ZONE)
    return (step.phase.position, place, step.occurrence, step.attempt, step.starts_at or undated)

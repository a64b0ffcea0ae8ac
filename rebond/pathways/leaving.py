"""What recording an exit would do, and what it would say of the path: shown before it is recorded, as an aid (D8)."""

from dataclasses import dataclass
from datetime import date

from rebond.core.dates import add_months
from rebond.pathways.models import Outcome, Pathway, Phase
from rebond.pathways.states import DecisionState, StepState
from rebond.programmes.models import POSITIVE_EXIT, RateClause, Version
from rebond.programmes.vocabulary import Effect, ExitReason


@dataclass(frozen=True)
class FollowUpToCome:
    months: int
    due_on: date


@dataclass(frozen=True)
class Leaving:
    """What ends, what is cancelled, what is planned."""

    phase: Phase | None
    cancelled_count: int
    follow_ups: list[FollowUpToCome]


def leaving_of(pathway: Pathway, exited_on: date, *, exit_reason: str = "") -> Leaving:
    """What happens if the path ends that day. Nobody follows up after a death."""
    phase = pathway.current_phase()
    specs = [] if exit_reason == ExitReason.DEATH else pathway.version.follow_up_specs.all()
    return Leaving(
        phase=phase,
        cancelled_count=phase.steps.filter(state=StepState.PLANNED).count() if phase else 0,
        follow_ups=[FollowUpToCome(spec.months, add_months(exited_on, spec.months)) for spec in specs],
    )


def reason_decided(pathway: Pathway) -> str:
    """The exit reason that the last decision already says; empty when it says none. The person may change it."""
    taken = pathway.decisions.filter(state=DecisionState.EFFECTIVE).select_related("choice")
    last = taken.order_by("decided_on", "recorded_at").last()
    return ExitReason.REORIENTED if last and last.choice.effect == Effect.REORIENT else ""


def meets_positive_rule(outcome: Outcome, version: Version) -> bool:
    """Whether the situation at the exit meets a clause of the version's rule of the positive exit (E6, E8).

    A blank column of a clause admits any value. The rate itself also looks at follow-ups: `rebond.reporting`.
    """
    return any(
        clause.activity_status in ("", outcome.activity_status)
        and clause.rsa_status in ("", outcome.rsa_status)
        and clause.job_quality in ("", outcome.job_quality)
        and clause.exit_reason in ("", outcome.exit_reason)
        for clause in RateClause.objects.filter(rate__version=version, rate__code=POSITIVE_EXIT)
    )

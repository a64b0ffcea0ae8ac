"""Opening and ending phases: what acts share when a path moves. Called inside an act's transaction."""

from datetime import date, timedelta

from rebond.core.dates import add_months, next_working_day
from rebond.programmes.models import PhaseSpec, StepSpec
from rebond.pathways.models import Pathway, Phase, Step
from rebond.pathways.states import StepState


def open_first_phase(pathway: Pathway, *, opened_on: date) -> Phase:
    spec = pathway.version.phase_specs.order_by("position")[0]
    return open_phase(pathway, spec, opened_on=opened_on)


def open_phase(pathway: Pathway, spec: PhaseSpec, *, opened_on: date) -> Phase:
    """Open a phase with one step to plan for each of the programme's."""
    phase = Phase.objects.create(
        pathway=pathway,
        spec=spec,
        position=pathway.phases.count() + 1,
        opened_on=opened_on,
        due_on=add_months(opened_on, spec.duration_months) if spec.duration_months else None,
    )
    Step.objects.bulk_create(new_step(phase, step_spec) for step_spec in spec.step_specs.order_by("position"))
    return phase


def new_step(phase: Phase, spec: StepSpec, *, attempt: int = 1, expected_on: date | None = None) -> Step:
    """A step to plan, not yet saved, expected at the programme's offset from the opening of the phase."""
    if expected_on is None and spec.offset_days is not None:
        expected_on = next_working_day(phase.opened_on + timedelta(days=spec.offset_days))
    return Step(
        pathway_id=phase.pathway_id,
        phase=phase,
        spec=spec,
        attempt=attempt,
        kind=spec.kind,
        label=spec.label,
        expected_on=expected_on,
    )


def end_phase(phase: Phase, *, ended_on: date, reason: str) -> None:
    """End a phase: what was only planned is cancelled, what was still to plan is not needed any more."""
    phase.ended_on = ended_on
    phase.save(update_fields=["ended_on"])
    for step in phase.steps.filter(state__in=[StepState.DUE, StepState.PLANNED]):
        step.state = StepState.SKIPPED if step.state == StepState.DUE else StepState.CANCELLED
        step.state_reason = reason
        step.revision += 1
        step.save(update_fields=["state", "state_reason", "revision"])


def shift_phase(phase: Phase, *, days: int) -> None:
    """Push the limit and the expected dates of untouched steps, after a suspension."""
    delay = timedelta(days=days)
    if phase.due_on:
        phase.due_on += delay
        phase.save(update_fields=["due_on"])
    for step in phase.steps.filter(state=StepState.DUE, expected_on__isnull=False):
        assert step.expected_on is not None
        step.expected_on = next_working_day(step.expected_on + delay)
        step.save(update_fields=["expected_on"])

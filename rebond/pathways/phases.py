"""Opening, dating and ending phases: what acts share when a path moves. Called inside an act's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from rebond.core import clock
from rebond.core.dates import next_working_day
from rebond.pathways.dating import HeldDates, expected_date, limit_of, occurrences_of
from rebond.pathways.models import Pathway, Pause, Phase, Step
from rebond.pathways.states import StepState
from rebond.programmes.models import PhaseSpec, Repeat, StepSpec

#: What a message about an appointment reads of its path.
TOLD_WITH = (
    "beneficiary",
    "programme__commissioner",
    "version",
    "adviser",
    "contractor",
    "lead_organisation",
)


def open_first_phase(pathway: Pathway, *, opened_on: date) -> Phase:
    spec = pathway.version.phase_specs.order_by("position")[0]
    return open_phase(pathway, spec, opened_on=opened_on)


def open_phase(pathway: Pathway, spec: PhaseSpec, *, opened_on: date) -> Phase:
    """Open a phase, dated, with the steps that the programme plans in it."""
    phase = new_phase(pathway, spec, position=pathway.phases.count() + 1, opened_on=opened_on)
    phase.save()
    Step.objects.bulk_create(first_steps(phase))
    return phase


def new_phase(
    pathway: Pathway, spec: PhaseSpec, *, position: int, opened_on: date, ended_on: date | None = None
) -> Phase:
    """A phase with its limit, not yet saved."""
    phase = Phase(pathway=pathway, spec=spec, position=position, opened_on=opened_on, ended_on=ended_on)
    phase.due_on = limit_of(phase)
    return phase


def first_steps(phase: Phase, *, held: HeldDates | None = None) -> list[Step]:
    """The steps that a phase opens with, not yet saved; `held` tells what was already held in it."""
    return [
        new_step(phase, spec, occurrence=occurrence, held=held)
        for spec in phase.spec.step_specs.all()
        for occurrence in range(1, occurrences_of(spec, phase) + 1)
    ]


def new_step(
    phase: Phase,
    spec: StepSpec,
    *,
    occurrence: int = 1,
    attempt: int = 1,
    expected_on: date | None = None,
    held: HeldDates | None = None,
) -> Step:
    """A step to plan, not yet saved; expected when the programme says, unless told otherwise."""
    return Step(
        pathway_id=phase.pathway_id,
        phase=phase,
        spec=spec,
        occurrence=occurrence,
        attempt=attempt,
        kind=spec.kind,
        label=spec.label if spec.repeat == Repeat.ONCE else f"{spec.label} n° {occurrence}",
        duration_minutes=spec.expected_minutes,
        expected_on=expected_on or expected_date(spec, occurrence, phase, held or {}),
    )


def end_phase(phase: Phase, *, ended_on: date, reason: str) -> list[Step]:
    """End a phase: what was only planned is cancelled, and returned; what was still to plan is not needed any more."""
    phase.ended_on = ended_on
    phase.save(update_fields=["ended_on"])
    steps = phase.steps.filter(state__in=[StepState.DUE, StepState.PLANNED])
    cancelled = []
    for step in steps.select_related("spec", "place", *(f"pathway__{name}" for name in TOLD_WITH)):
        step.state = StepState.SKIPPED if step.state == StepState.DUE else StepState.CANCELLED
        step.state_reason = reason
        step.revision += 1
        step.save(update_fields=["state", "state_reason", "revision"])
        if step.state == StepState.CANCELLED:
            cancelled.append(step)
    return cancelled


def shift_phase(phase: Phase, *, paused_from: date, paused_to: date) -> None:
    """Put off, by the days of a suspension, the limit and the expected dates of what is still to plan."""
    days = (paused_to - paused_from).days
    Pause.objects.create(phase=phase, started_on=paused_from, ended_on=paused_to)
    phase.paused_days += days
    for step in phase.steps.filter(state=StepState.DUE, expected_on__isnull=False, attempt__gt=1):
        assert step.expected_on is not None
        step.expected_on = next_working_day(step.expected_on + timedelta(days=days))
        step.save(update_fields=["expected_on"])
    redate_phase(phase)


def redate_phase(phase: Phase) -> None:
    """Compute again the limit and the dates of untouched steps, and add the occurrences that now fit.

    Untouched: to plan, never tried. A step that was planned, told, skipped or tried again keeps its dates.
    """
    phase.due_on = limit_of(phase)
    phase.save(update_fields=["due_on", "extended_months", "paused_days"])
    steps = list(phase.steps.filter(spec__isnull=False).select_related("spec"))
    held = held_dates(steps, phase.pauses.all())
    moved = []
    for step in steps:
        if step.state != StepState.DUE or step.attempt > 1:
            continue
        assert step.spec is not None
        expected_on = expected_date(step.spec, step.occurrence, phase, held)
        if expected_on != step.expected_on:
            step.expected_on = expected_on
            moved.append(step)
    Step.objects.bulk_update(moved, ["expected_on"])
    Step.objects.bulk_create(_missing_steps(phase, steps))


def held_dates(
    steps: Iterable[Step], pauses: Iterable[Pause], *, by_spec: Mapping[str, StepSpec] | None = None
) -> HeldDates:
    """When each step of the programme was held, put off by the pauses of its phase that followed.

    `by_spec` gives, by step id, the spec to count it for instead.
    """
    stops = list(pauses)
    held: dict[int, list[date]] = defaultdict(list)
    for step in steps:
        spec_id = by_spec[str(step.pk)].pk if by_spec and str(step.pk) in by_spec else step.spec_id
        if step.state == StepState.HELD and spec_id and step.starts_at:
            day = clock.civil_date(step.starts_at)
            paused_days = sum(pause.days for pause in stops if pause.started_on >= day)
            held[spec_id].append(day + timedelta(days=paused_days))
    return held


def _missing_steps(phase: Phase, steps: list[Step]) -> list[Step]:
    """Occurrences of regular steps that the limit now leaves room for or, without limit, the next one when none waits."""
    missing = []
    for spec in phase.spec.step_specs.filter(repeat=Repeat.EVERY):
        own = [step for step in steps if step.spec_id == spec.pk]
        last = max((step.occurrence for step in own), default=0)
        wanted = occurrences_of(spec, phase)
        if phase.due_on is None and not any(s.state in (StepState.DUE, StepState.PLANNED) for s in own):
            wanted = last + 1
        missing += [
            new_step(phase, spec, occurrence=occurrence) for occurrence in range(last + 1, wanted + 1)
        ]
    return missing

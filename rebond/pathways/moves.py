"""What moving running paths to another version would change, path by path; nothing is written here.

Phases, steps and lists of two versions correspond by their codes. What was lived keeps its dates; steps to plan that the
target no longer has are dropped, those it adds are added, and untouched dates are computed again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rebond.pathways.dating import HeldDates, expected_date, limit_of, occurrences_of
from rebond.pathways.models import Pathway, Phase, Step
from rebond.pathways.phases import first_steps, held_dates
from rebond.pathways.states import DecisionState, StepState
from rebond.programmes.models import ListItem, PhaseSpec, Repeat, StepSpec, Version


@dataclass(frozen=True)
class DateChange:
    label: str
    before: date | None
    after: date | None


@dataclass
class PathwayChange:
    """What a move does to one path. With an `obstacle`, the path cannot move and stays as it is."""

    pathway: Pathway
    obstacle: str = ""
    phase: Phase | None = None
    phase_specs: dict[int, PhaseSpec] = field(default_factory=dict)
    step_specs: dict[str, StepSpec] = field(default_factory=dict)
    added: list[Step] = field(default_factory=list)
    dropped: list[Step] = field(default_factory=list)
    dates: list[DateChange] = field(default_factory=list)
    redated: list[tuple[Step, date | None]] = field(default_factory=list)
    #: Appointments to come whose place is the same one in the target, under its own wording.
    placed: list[tuple[Step, ListItem]] = field(default_factory=list)
    #: Those held where the target has no more meetings: people have agreed on it, and it stays until one moves them.
    elsewhere: list[Step] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.dropped or self.dates or self.elsewhere)


class Target:
    """A version read once, for any number of paths."""

    def __init__(self, version: Version) -> None:
        self.version = version
        phases = version.phase_specs.prefetch_related("places", "step_specs__places")
        self.phases = {phase.code: phase for phase in phases}
        self.steps = {
            (phase.code, step.code): step for phase in self.phases.values() for step in phase.step_specs.all()
        }

    def change_of(self, pathway: Pathway) -> PathwayChange:
        """What moving this path would do. All that it reads is prefetched (actions.moves.with_parts)."""
        change = PathwayChange(pathway)
        phases = list(pathway.phases.all())
        change.phase = next((phase for phase in phases if phase.ended_on is None), None)
        if change.phase and change.phase.spec.code not in self.phases:
            change.obstacle = f"La phase en cours, « {change.phase.spec} », n'existe pas dans la version {self.version.number}."
            return change
        if any(decision.state == DecisionState.WAITING for decision in pathway.decisions.all()):
            change.obstacle = "Une décision attend d'être approuvée : elle l'est d'abord, ou refusée."
            return change
        change.phase_specs = {
            phase.pk: self.phases[phase.spec.code] for phase in phases if phase.spec.code in self.phases
        }
        codes = {phase.pk: phase.spec.code for phase in phases}
        steps = list(pathway.steps.all())
        for step in steps:
            target = self.steps.get((codes[step.phase_id], step.spec.code)) if step.spec else None
            if target:
                change.step_specs[str(step.pk)] = target
        if change.phase:
            self._change_of_phase(change, [step for step in steps if step.phase_id == change.phase.pk])
        return change

    def _change_of_phase(self, change: PathwayChange, steps: list[Step]) -> None:
        phase, pathway = change.phase, change.pathway
        assert phase is not None
        before = phase.due_on
        moved = Phase(
            pk=phase.pk,
            pathway=pathway,
            spec=change.phase_specs[phase.pk],
            position=phase.position,
            opened_on=phase.opened_on,
            extended_months=phase.extended_months,
            paused_days=phase.paused_days,
        )
        moved.due_on = limit_of(moved)
        if moved.due_on != before:
            change.dates.append(DateChange(f"Fin de {phase.spec}", before, moved.due_on))
        change.phase = moved
        held = held_dates(steps, phase.pauses.all(), by_spec=change.step_specs)
        kept = self._sort_steps(change, steps, held)
        known = {(step.spec.code, step.occurrence) for step in kept if step.spec}
        change.added = [
            step
            for step in first_steps(moved, held=held)
            if step.spec and (step.spec.code, step.occurrence) not in known
        ]

    def _sort_steps(self, change: PathwayChange, steps: list[Step], held: HeldDates) -> list[Step]:
        """Set apart the untouched steps that the target drops, date the others again; returns those that stay."""
        assert change.phase is not None
        kept = []
        for step in steps:
            self._place(change, step)
            is_untouched = step.state == StepState.DUE and step.attempt == 1 and step.spec is not None
            target = change.step_specs.get(str(step.pk))
            if is_untouched and not step.private_notes.all() and not _has_room(step, target, change.phase):
                change.dropped.append(step)
                continue
            kept.append(step)
            if is_untouched and target:
                after = expected_date(target, step.occurrence, change.phase, held)
                if after != step.expected_on:
                    change.dates.append(DateChange(step.label, step.expected_on, after))
                    change.redated.append((step, after))
        return kept

    def _place(self, change: PathwayChange, step: Step) -> None:
        """What is still to come keeps its place, which is known by its code; what was lived is left as it was."""
        if step.place is None or step.state not in (StepState.DUE, StepState.PLANNED):
            return
        assert change.phase is not None
        target = change.step_specs.get(str(step.pk))
        own = list(target.places.all()) if target else []
        places = {place.code: place for place in own or change.phase.spec.places.all()}
        if step.place.code in places:
            change.placed.append((step, places[step.place.code]))
        elif step.state == StepState.PLANNED:
            change.elsewhere.append(step)


def _has_room(step: Step, target: StepSpec | None, phase: Phase) -> bool:
    """Whether the target still wants this occurrence; with no limit, whatever number a regular step has reached."""
    if target is None:
        return False
    is_endless = target.repeat == Repeat.EVERY and phase.due_on is None
    is_further = target.repeat == Repeat.COUNT and step.occurrence <= (target.count_max or 1)
    return is_endless or is_further or step.occurrence <= occurrences_of(target, phase)


def changes_of(pathways: Iterable[Pathway], target: Version) -> list[PathwayChange]:
    """What the move would do to each path, in their order."""
    read = Target(target)
    return [read.change_of(pathway) for pathway in pathways]

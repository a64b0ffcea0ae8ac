"""What may be added to a path beside what its phase planned: activities of the programme, further counted steps."""

from dataclasses import dataclass

from django.db.models import Max, Q

from rebond.core.acts import ActRefused
from rebond.pathways.models import Phase
from rebond.programmes.models import ActivitySpec, Repeat, StepSpec
from rebond.programmes.vocabulary import StepKind


@dataclass(frozen=True)
class NextTime:
    """The next occurrence of a step that comes a number of times."""

    spec: StepSpec
    occurrence: int

    @property
    def words(self) -> str:
        """« Entretien n° 3 (au plus 6) »."""
        return f"{self.spec} n° {self.occurrence} (au plus {self.spec.count_max})"


def open_activities(phase: Phase) -> list[ActivitySpec]:
    """The activities of the programme that are open in this phase; those that name no phase are open in all (A5, A7)."""
    activities = ActivitySpec.objects.filter(version=phase.spec.version_id)
    return list(activities.filter(Q(phases__isnull=True) | Q(phases=phase.spec_id)).distinct())


def next_times(phase: Phase) -> list[NextTime]:
    """The counted steps of the phase that may come once more, each with its number."""
    counted = phase.spec.step_specs.filter(repeat=Repeat.COUNT)
    times = [NextTime(spec, next_occurrence(phase, spec)) for spec in counted]
    return [time for time in times if time.occurrence <= (time.spec.count_max or 0)]


def next_occurrence(phase: Phase, spec: StepSpec) -> int:
    return (phase.steps.filter(spec=spec).aggregate(last=Max("occurrence"))["last"] or 0) + 1


def check_activity(phase: Phase, kind: str) -> None:
    """Raises ActRefused when no activity of this kind is open in the phase."""
    if kind not in {activity.kind for activity in open_activities(phase)}:
        label = StepKind(kind).label
        raise ActRefused(
            f"Le programme ne prévoit pas « {label} » en plus dans la phase {phase}.", field="kind"
        )


def check_next_time(phase: Phase, spec: StepSpec) -> None:
    """Raises ActRefused when the step is not a counted one of the phase, or has come as often as it may."""
    if spec.phase_id != phase.spec_id or spec.repeat != Repeat.COUNT:
        raise ActRefused(f"« {spec} » ne peut pas être ajouté à la phase {phase}.", field="kind")
    if next_occurrence(phase, spec) > (spec.count_max or 0):
        raise ActRefused(f"« {spec} » vient au plus {spec.count_max} fois dans cette phase.", field="kind")

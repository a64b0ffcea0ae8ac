"""« Votre parcours »: where the person is, what was done, what may come next, in plain words."""

from dataclasses import dataclass
from typing import Any

from rebond.core.plain_words import meaning_of
from rebond.pathways.file import File
from rebond.pathways.models import Phase
from rebond.pathways.ribbon import AHEAD
from rebond.pathways.states import StepState
from rebond.web.portal.sections import Opened, Section


@dataclass(frozen=True)
class Stage:
    """One phase of the path, lived or under way."""

    phase: Phase
    is_current: bool
    held_count: int
    #: Appointments that are planned or still to plan.
    left_count: int


@dataclass(frozen=True)
class Coming:
    """What may come next: one phase, or several between which the parties will choose."""

    label: str
    meanings: list[str]

    @classmethod
    def named(cls, label: str) -> "Coming":
        return cls(label, [meaning for part in label.split(" ou ") if (meaning := meaning_of(part))])


def read(opened: Opened) -> dict[str, Any] | None:
    return {
        "stages": stages_of(opened.file),
        "coming": [Coming.named(station.label) for station in opened.file.stations if station.place == AHEAD],
    }


def stages_of(file: File) -> list[Stage]:
    """The phases in order, with how many appointments each counts."""
    stages = []
    for phase in file.phases:
        states = [step.state for step in file.steps if step.phase_id == phase.pk and not _is_optional(step)]
        left = sum(state in (StepState.DUE, StepState.PLANNED) for state in states)
        held = sum(step.state == StepState.HELD for step in file.steps if step.phase_id == phase.pk)
        stages.append(Stage(phase, phase.ended_on is None, held, left))
    return stages


def _is_optional(step: Any) -> bool:
    return bool(step.spec and step.spec.is_optional and step.state == StepState.DUE)


SECTION = Section("path", "portal/home/path.html", read)

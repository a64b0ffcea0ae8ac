"""The appointments of a path, phase by phase, the one under way first."""

from dataclasses import dataclass

from rebond.core import clock
from rebond.pathways.answering import answer_words, cancelled_words, invitation_words
from rebond.pathways.file import File
from rebond.pathways.models import Phase, Step
from rebond.pathways.ribbon import Dot, dot_of

#: Beyond this, the older appointments of a phase are read in the timeline.
MAX_STEPS_PER_PHASE = 60


@dataclass(frozen=True)
class Line:
    """One appointment, and how it is drawn and said."""

    step: Step
    dot: Dot
    #: What the person answered, or is asked, about it.
    answer: str = ""

    @property
    def is_over(self) -> bool:
        """Planned, and its hour has passed: it waits for its report."""
        return self.dot.kind == "to_report"


@dataclass(frozen=True)
class PhaseSchedule:
    phase: Phase
    lines: list[Line]
    hidden_count: int


def read_schedule(opened: File) -> list[PhaseSchedule]:
    """Reads nothing more than the file already opened."""
    return [_of_phase(opened, phase) for phase in reversed(opened.phases)]


def _of_phase(opened: File, phase: Phase) -> PhaseSchedule:
    steps = [step for step in opened.steps if step.phase_id == phase.pk]
    as_of = opened.pathway.suspended_on or clock.civil_date(opened.now)
    shown = steps[-MAX_STEPS_PER_PHASE:]
    lines = [Line(step, dot_of(step, as_of=as_of, now=opened.now), _answer(opened, step)) for step in shown]
    return PhaseSchedule(phase, lines, len(steps) - len(shown))


def _answer(opened: File, step: Step) -> str:
    invitation = opened.invitations.get(step.pk)
    if invitation:
        return invitation_words(invitation)
    return cancelled_words(step).capitalize() or answer_words(step)

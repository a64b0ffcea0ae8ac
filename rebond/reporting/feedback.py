"""What people thought of each phase: counts of answers, shown only once enough people answered (D12, D13)."""

from collections import Counter
from dataclasses import dataclass

from rebond.pathways import policy
from rebond.pathways.models.feedback import MARKS, QUESTIONS
from rebond.people.actor import Actor
from rebond.programmes.models import PhaseSpec, Programme
from rebond.reporting.confidentiality import SMALLEST_GROUP


@dataclass(frozen=True)
class Answers:
    """One question: how many gave each mark, in the order of MARKS."""

    question: str
    counts: list[int]

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(label, count) for (_, label), count in zip(MARKS, self.counts, strict=True)]


@dataclass(frozen=True)
class PhaseAnswers:
    """One phase of the programme, whatever its version. `answers` is empty, and `count` None, when too few answered."""

    label: str
    count: int | None
    answers: list[Answers]


def read_feedback(programme: Programme, *, by: Actor) -> list[PhaseAnswers]:
    """In the order of the phases; those that too few people answered are there without their answers (D13)."""
    rows = policy.feedback_visible_to(by).filter(spec__version__programme=programme)
    by_code: dict[str, list[dict[str, int]]] = {}
    for code, *marks in rows.values_list("spec__code", *QUESTIONS):
        by_code.setdefault(code, []).append(dict(zip(QUESTIONS, marks, strict=True)))
    specs = PhaseSpec.objects.filter(version__programme=programme).order_by("-version__number", "position")
    labels: dict[str, str] = {}
    for spec in specs:
        labels.setdefault(spec.code, spec.label)
    return [_phase(label, by_code.get(code, [])) for code, label in labels.items()]


def _phase(label: str, rows: list[dict[str, int]]) -> PhaseAnswers:
    if len(rows) < SMALLEST_GROUP:
        # Not even the number: it may be one's own.
        return PhaseAnswers(label, None, [])
    answers = []
    for name, question in QUESTIONS.items():
        counted = Counter(row[name] for row in rows)
        answers.append(Answers(question, [counted[mark] for mark, _ in MARKS]))
    return PhaseAnswers(label, len(rows), answers)

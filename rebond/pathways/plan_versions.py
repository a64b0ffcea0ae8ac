"""The versions of the plan agreed at tripartite reviews, each compared with the one before, the last with today."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rebond.pathways.models import Action, AgreedPlan, Pathway
from rebond.pathways.states import ActionState
from rebond.programmes.vocabulary import PartyRole


@dataclass(frozen=True)
class Line:
    """An action at one moment, told by what the parties agreed on."""

    key: Any
    aim: str
    label: str
    owner: str
    due_on: Any
    state: str

    @property
    def owner_label(self) -> str:
        return str(PartyRole(self.owner).label)

    @property
    def state_label(self) -> str:
        return str(ActionState(self.state).label)


@dataclass(frozen=True)
class Change:
    """One action that is not what it was: `words` say what moved (« pour le 12/07/2019 au lieu du 14/06/2019 »)."""

    line: Line
    words: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    added: list[Line]
    removed: list[Line]
    changed: list[Change]
    unchanged_count: int

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True)
class AgreedVersion:
    """A version, its lines, and what changed since the version before (None for the first)."""

    plan: AgreedPlan
    lines: list[Line]
    since_previous: Comparison | None


@dataclass(frozen=True)
class Versions:
    versions: list[AgreedVersion]
    #: What became of the last version; None when nothing was agreed yet.
    today: Comparison | None


def read_versions(pathway: Pathway) -> Versions:
    """Newest first, in three queries."""
    told: list[AgreedVersion] = []
    previous: list[Line] | None = None
    for plan in pathway.agreed_plans.prefetch_related("actions").select_related("step", "recorded_by"):
        lines = [_agreed_line(row) for row in plan.actions.all()]
        told.append(AgreedVersion(plan, lines, compare(previous, lines) if previous is not None else None))
        previous = lines
    today = compare(previous, current_lines(pathway)) if previous is not None else None
    return Versions(told[::-1], today)


def current_lines(pathway: Pathway) -> list[Line]:
    """The plan as it stands: what is only proposed is not agreed on, and is left out."""
    actions = Action.objects.filter(aim__pathway=pathway).exclude(state=ActionState.PROPOSED)
    return [
        _line(action)
        for action in actions.select_related("aim").order_by("aim__set_on", "aim__added_at", "added_at")
    ]


def compare(before: Iterable[Line], after: Iterable[Line]) -> Comparison:
    """What came, what went, what moved. An action is the same by its identity, however it was reworded."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    moved = [(new[key], _moves(old[key], new[key])) for key in new if key in old]
    return Comparison(
        added=[line for key, line in new.items() if key not in old],
        removed=[line for key, line in old.items() if key not in new],
        changed=[Change(line, words) for line, words in moved if words],
        unchanged_count=sum(not words for _, words in moved),
    )


def _moves(old: Line, new: Line) -> tuple[str, ...]:
    words = []
    if old.label != new.label:
        words.append(f"s'appelait « {old.label} »")
    if old.aim != new.aim:
        words.append(f"était sous « {old.aim} »")
    if old.owner != new.owner:
        words.append(f"{new.owner_label} au lieu de {old.owner_label}")
    if old.due_on != new.due_on:
        words.append(f"{_due(new)} au lieu de {_due(old)}")
    if old.state != new.state:
        words.append(f"« {new.state_label} » au lieu de « {old.state_label} »")
    return tuple(words)


def _due(line: Line) -> str:
    return f"pour le {line.due_on:%d/%m/%Y}" if line.due_on else "sans date"


def _agreed_line(row: Any) -> Line:
    return Line(row.action_id or f"gone-{row.pk}", row.aim_label, row.label, row.owner, row.due_on, row.state)


def _line(action: Action) -> Line:
    return Line(action.pk, action.aim.label, action.label, action.owner, action.due_on, action.state)

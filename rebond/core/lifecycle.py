"""A life is a table one can print: for each verb, the states it starts from and the state it leads to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rebond.core.acts import NotInThisState


@dataclass(frozen=True)
class Move:
    """One verb of a life: `sources` → `target`. `label` is the French infinitive shown to people."""

    sources: frozenset[str]
    target: str
    label: str


class Lifecycle:
    """The states of one kind of thing, and the verbs that move it.

    `noun` is the French subject of refusals ("L'orientation"), `state_labels` words each state.
    """

    def __init__(self, *, noun: str, state_labels: Mapping[str, str], moves: Mapping[str, Move]) -> None:
        self.noun = noun
        self.state_labels = {str(state): str(label) for state, label in state_labels.items()}
        self.moves = dict(moves)
        known = set(self.state_labels)
        for verb, move in self.moves.items():
            if not ({move.target} | move.sources) <= known:
                raise ValueError(f"{verb}: unknown state in {move}")

    def allows(self, state: str, verb: str) -> bool:
        return state in self.moves[verb].sources

    def after(self, state: str, verb: str) -> str:
        """The state after `verb`. Raises NotInThisState, with a French reason, when it is forbidden."""
        move = self.moves[verb]
        if state not in move.sources:
            raise NotInThisState(
                f"Impossible de {move.label} : {self.noun} est à l'état « {self.state_labels[state]} »."
            )
        return move.target

    def ends(self) -> set[str]:
        """States from which no verb starts."""
        return set(self.state_labels) - {s for move in self.moves.values() for s in move.sources}


def move(sources: Iterable[Any], target: Any, label: str) -> Move:
    return Move(frozenset(str(s) for s in sources), str(target), label)

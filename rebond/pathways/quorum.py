"""How many parties make a tripartite meeting valid: the programme's quorum, else all its parties."""

from collections.abc import Mapping

from rebond.pathways.deciding import Word
from rebond.pathways.models import Position, Step
from rebond.pathways.seats import expected_roles
from rebond.programmes.vocabulary import PartyRole


def quorum_of(step: Step) -> int:
    """The number of parties who must be there; somebody's substitute counts."""
    quorum = step.spec.quorum if step.spec else None
    return quorum or len(expected_roles(step))


def why_no_quorum(step: Step, words: Mapping[str, Word]) -> str:
    """Why the meeting cannot decide, in French; empty when enough of its parties are there."""
    roles = expected_roles(step)
    absent = [role for role in roles if role in words and words[role].position == Position.ABSENT]
    present_count, wanted = len(roles) - len(absent), quorum_of(step)
    if present_count >= wanted:
        return ""
    missing = ", ".join(PartyRole(role).label for role in absent)
    return (
        f"Le quorum n'est pas atteint : {present_count} partie{'s' if present_count > 1 else ''} sur {wanted} "
        f"(absent : {missing}). Faites venir un remplaçant, ou déplacez la réunion."
    )

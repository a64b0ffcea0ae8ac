"""Can somebody decide each choice, and somebody else approve it? On the document form of a version."""

from collections.abc import Iterator
from typing import Any

from rebond.people.models import Role
from rebond.programmes.incoherence import Content, Incoherence, Place

_CONSULTANT = "careers_consultant"


def incoherent_authority(content: Content) -> Iterator[Incoherence]:
    """Choices that nobody could decide, or nobody else approve, in French."""
    for number, phase in enumerate(content["phases"]):
        for position, choice in enumerate(phase["choices"]):
            yield from _authors(content, choice, ("phases", number, "choices", position))
            yield from _approver(content, choice, ("phases", number, "choices", position))
        yield from _idle_reviews(content, phase, number)


def _authors(content: Content, choice: dict[str, Any], here: Place) -> Iterator[Incoherence]:
    authors = choice.get("authors", [])
    reasons = [_why_never(content, choice, role) for role in authors]
    if authors and all(reasons):
        message = f"Personne ne pourrait décider « {choice['label']} » : {', '.join(dict.fromkeys(reasons))}."
        yield Incoherence(message, (*here, "authors"))
    if authors == [choice.get("approver_role")]:
        message = f"« {choice['label']} » : celui qui décide serait seul à pouvoir approuver."
        yield Incoherence(message, (*here, "authors"))


def _why_never(content: Content, choice: dict[str, Any], role: str) -> str:
    """Why this role would never have the choice before it; empty when it may."""
    if role == "lead_worker" and content.get("contractor_leads"):
        return "le titulaire est référent unique"
    if role == "lead_worker" and choice.get("needs_review"):
        return "le référent ne tient pas le bilan tripartite où cela se décide"
    if role == _CONSULTANT and not _seats_a_consultant(content):
        return "aucun rendez-vous ne réunit un consultant en évolution professionnelle"
    return ""


def _idle_reviews(content: Content, phase: dict[str, Any], number: int) -> Iterator[Incoherence]:
    """A review ends with a decision: one where whoever holds it may take none could never be told."""
    choices = phase["choices"]
    if not choices or not all(_is_closed_at_review(content, choice) for choice in choices):
        return
    roles = dict.fromkeys(role for choice in choices for role in choice["authors"])
    named = ", ".join(str(Role(role).label) for role in roles)
    for position, step in enumerate(phase["steps"]):
        if step["kind"] == "tripartite_review":
            message = (
                f"Personne ne pourrait rien décider à « {step['label']} » : les décisions de cette phase sont réservées "
                f"à {named}, et d'autres tiennent le bilan."
            )
            yield Incoherence(message, ("phases", number, "steps", position))


def _is_closed_at_review(content: Content, choice: dict[str, Any]) -> bool:
    """Whether none of its authors ever holds a review: the référent never does, a consultant once on the path."""
    authors = choice.get("authors", [])
    idle = {"lead_worker"} if _seats_a_consultant(content) else {"lead_worker", _CONSULTANT}
    return bool(authors) and set(authors) <= idle


def _seats_a_consultant(content: Content) -> bool:
    """The consultant joins a path at the first appointment that expects one."""
    steps = [step for phase in content["phases"] for step in phase["steps"]]
    joint = [
        activity for activity in content.get("activities", []) if activity["kind"] == "joint_appointment"
    ]
    return bool(joint) or any(_CONSULTANT in step["parties"] for step in steps)


def _approver(content: Content, choice: dict[str, Any], here: Place) -> Iterator[Incoherence]:
    """Where the contractor leads, the adviser is the référent, and no other person is (C22)."""
    if content.get("contractor_leads") and choice.get("approver_role") == "lead_worker":
        message = "Le titulaire est référent unique : personne d'autre ne peut approuver comme référent."
        yield Incoherence(message, (*here, "approver_role"))

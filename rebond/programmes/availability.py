"""Is anybody there today to decide each choice, and to approve it? Asked of the open accounts of the bodies.

A programme may be drawn before its people are known: this warns whoever steers it, and never stops a publication.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rebond.people.models import Membership, Organisation, Role
from rebond.programmes.incoherence import Content, Incoherence
from rebond.programmes.models import BodyPart, Programme


@dataclass(frozen=True)
class Presence:
    """Which roles are held, in which organisations, and where a programme looks for each."""

    held: frozenset[tuple[str, int]]
    commissioner: Organisation
    bodies: dict[str, list[Organisation]]
    contractor_leads: bool

    def absent_from(self, role: str) -> list[Organisation]:
        """The organisations where nobody holds this role, when it needs one: each contractor has people of its own."""
        where = self._where(role)
        missing = [body for body in where if (role, body.pk) not in self.held]
        # Any référent, any consultant may take part in a path; a contractor's people only in its own.
        is_anybody_s = role in (Role.LEAD_WORKER, Role.CAREERS_CONSULTANT)
        return [] if is_anybody_s and len(missing) < len(where) else missing

    def _where(self, role: str) -> list[Organisation]:
        if role == Role.HEAD_OF_SERVICE:
            return [self.commissioner]
        if role == Role.CAREERS_CONSULTANT:
            return self.bodies[BodyPart.PARTNER]
        if role == Role.LEAD_WORKER and not self.contractor_leads:
            return [self.commissioner, *self.bodies[BodyPart.REFERRER]]
        return self.bodies[BodyPart.CONTRACTOR]


def presence_in(programme: Programme, *, contractor_leads: bool) -> Presence:
    """Two queries, whatever the number of choices and of people."""
    bodies: dict[str, list[Organisation]] = {part: [] for part in BodyPart.values}
    for body in programme.bodies.select_related("organisation").order_by("pk"):
        bodies[body.part].append(body.organisation)
    known = {programme.commissioner_id, *(one.pk for part in bodies.values() for one in part)}
    members = Membership.objects.filter(organisation__in=known, is_active=True, user__is_active=True)
    held = frozenset(members.order_by().values_list("role", "organisation_id").distinct())
    return Presence(held, programme.commissioner, bodies, contractor_leads)


def absences(programme: Programme, content: Content) -> list[Incoherence]:
    """Choices that nobody could decide or approve today, in French, each at its place in the document."""
    presence = presence_in(programme, contractor_leads=bool(content.get("contractor_leads")))
    return [
        Incoherence(message, ("phases", number, "choices", position))
        for number, phase in enumerate(content["phases"])
        for position, choice in enumerate(phase["choices"])
        for message in _absences_of(choice, presence)
    ]


def _absences_of(choice: dict[str, Any], presence: Presence) -> Iterator[str]:
    for verb, roles in (("décider", choice.get("authors", [])), ("approuver", _approvers(choice))):
        if bodies := _missing_everywhere(roles, presence):
            named = " ni de ".join(f"« {Role(role).label} »" for role in roles)
            where = ", ".join(str(body) for body in bodies)
            yield (
                f"Personne ne peut aujourd'hui {verb} « {choice['label']} » : "
                f"aucun compte ouvert de {named} ({where})."
            )


def _approvers(choice: dict[str, Any]) -> list[str]:
    return [choice["approver_role"]] if choice.get("approver_role") else []


def _missing_everywhere(roles: Iterable[str], presence: Presence) -> list[Organisation]:
    """The organisations whose paths would find none of these roles; empty when there is always somebody."""
    missing = [presence.absent_from(role) for role in roles]
    if not missing or not all(missing):
        return []
    # Roles of different bodies lack each in its own: all of them are named.
    return list(dict.fromkeys(body for bodies in missing for body in bodies))

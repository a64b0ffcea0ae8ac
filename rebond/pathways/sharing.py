"""« Qui voit quoi »: asked of the policy itself for each party of the path, so that what is said is what is done."""

from dataclasses import dataclass

from rebond.pathways import policy
from rebond.pathways.models import Pathway
from rebond.pathways.readers import ROLES
from rebond.people.actor import Actor
from rebond.people.models import Membership, Organisation, Role, User


@dataclass(frozen=True)
class Viewer:
    """Somebody who may open the file. `name` is empty for a whole role (« les responsables de BGE »)."""

    name: str
    part: str
    organisation: str
    #: Takes part in the path, and so writes in the file; others only read it.
    writes: bool


def viewers_of(pathway: Pathway) -> list[Viewer]:
    """The parties first, then the roles that manage; nobody that the policy leaves out."""
    named = [
        _viewer(Actor(user, organisation, role), pathway, str(user))
        for user, organisation, role in _seats(pathway)
    ]
    managers = [_viewer(actor, pathway, "") for actor in _managers(pathway)]
    return [viewer for viewer in (*named, *managers) if viewer]


def _seats(pathway: Pathway) -> list[tuple[User, Organisation, str]]:
    seats = [
        (pathway.adviser, pathway.contractor, Role.BUSINESS_ADVISER),
        (pathway.lead_worker, pathway.lead_organisation, Role.LEAD_WORKER),
    ]
    if pathway.careers_consultant and pathway.careers_organisation:
        seats.append((pathway.careers_consultant, pathway.careers_organisation, Role.CAREERS_CONSULTANT))
    return [(user, organisation, str(role)) for user, organisation, role in seats]


def _managers(pathway: Pathway) -> list[Actor]:
    """One member of each managing role, in each body of the path: what the policy says of one, it says of all."""
    bodies = [pathway.contractor_id, pathway.careers_organisation_id, pathway.programme.commissioner_id]
    members = Membership.objects.filter(
        organisation__in=[pk for pk in bodies if pk],
        role__in=[Role.HEAD_OF_SERVICE, *policy.CONTRACTOR_MANAGERS, Role.ADMINISTRATOR],
        is_active=True,
    )
    found: dict[tuple[int, str], Actor] = {}
    for member in members.select_related("user", "organisation").order_by("organisation", "role", "pk"):
        found.setdefault((member.organisation_id, member.role), Actor.of(member))
    return list(found.values())


def _viewer(actor: Actor, pathway: Pathway, name: str) -> Viewer | None:
    if not policy.pathways_visible_to(actor).filter(pk=pathway.pk).exists():
        return None
    writes = policy.may(actor, "add_action", pathway)
    return Viewer(name, ROLES[Role(actor.role)], str(actor.organisation), writes)

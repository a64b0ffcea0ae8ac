"""Who accompanies the person, and how to reach them: people, not a service."""

from dataclasses import dataclass
from typing import Any

from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.web.portal.sections import Opened, Section


@dataclass(frozen=True)
class Contact:
    """Somebody of the path, what they do there, and a number that answers."""

    name: str
    part: str
    organisation: str
    phone: str


def read(opened: Opened) -> dict[str, Any] | None:
    return {"contacts": contacts_of(opened.file.pathway)}


def contacts_of(pathway: Pathway) -> list[Contact]:
    """The parties of the path, the adviser first."""
    seats = (
        (pathway.adviser, pathway.contractor, "vous accompagne pour votre entreprise"),
        (pathway.lead_worker, pathway.lead_organisation, "suit votre RSA (revenu de solidarité active)"),
        (pathway.careers_consultant, pathway.careers_organisation, "vous aide pour un emploi salarié"),
    )
    return [_contact(user, organisation, part) for user, organisation, part in seats if user and organisation]


def _contact(user: User, organisation: Organisation, part: str) -> Contact:
    return Contact(str(user), part, str(organisation), user.phone or organisation.phone)


SECTION = Section("contacts", "portal/home/contacts.html", read)

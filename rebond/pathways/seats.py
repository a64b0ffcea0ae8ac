"""Who is expected at an appointment: the roles of the programme, and the persons who hold them on the path."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rebond.pathways.models import Pathway, Step
from rebond.people.models import Membership, Organisation, Role, User
from rebond.programmes.models import BodyPart
from rebond.programmes.vocabulary import PartyRole, StepKind


@dataclass(frozen=True)
class Seat:
    """One place at the table. The beneficiary has no user; an empty seat has neither user nor organisation."""

    role: str
    user: User | None
    organisation: Organisation | None


def expected_roles(step: Step) -> list[str]:
    """The roles that the programme seats at this step; for an added one, those of its kind."""
    if step.spec:
        return [party.role for party in step.spec.party_specs.all()]
    if step.kind == StepKind.TRIPARTITE_REVIEW:
        return [PartyRole.BENEFICIARY, PartyRole.LEAD_WORKER, PartyRole.BUSINESS_ADVISER]
    if step.kind == StepKind.JOINT_APPOINTMENT:
        return [PartyRole.BENEFICIARY, PartyRole.BUSINESS_ADVISER, PartyRole.CAREERS_CONSULTANT]
    return [PartyRole.BENEFICIARY, PartyRole.BUSINESS_ADVISER]


def expected_seats(step: Step) -> list[Seat]:
    """Who would sit at this step if it were planned now."""
    pathway = step.pathway
    persons: dict[PartyRole, tuple[User | None, Organisation | None]] = {
        PartyRole.BENEFICIARY: (None, None),
        PartyRole.LEAD_WORKER: (pathway.lead_worker, pathway.lead_organisation),
        PartyRole.BUSINESS_ADVISER: (pathway.adviser, pathway.contractor),
        PartyRole.CAREERS_CONSULTANT: (pathway.careers_consultant, pathway.careers_organisation),
    }
    return [Seat(role, *persons[PartyRole(role)]) for role in expected_roles(step)]


def lacks_consultant(step: Step) -> bool:
    """Whether the step needs a careers consultant and its path has none yet."""
    return step.pathway.careers_consultant_id is None and PartyRole.CAREERS_CONSULTANT in expected_roles(step)


def consultants_of(pathway: Pathway) -> QuerySet[Membership]:
    """The careers consultants of the programme's partners."""
    partners = pathway.programme.bodies.filter(part=BodyPart.PARTNER).values("organisation")
    consultants = Membership.objects.filter(
        organisation__in=partners, role=Role.CAREERS_CONSULTANT, is_active=True, user__is_active=True
    )
    return consultants.select_related("user", "organisation").order_by("user__last_name", "user__first_name")

"""Who is expected at an appointment: the roles of the programme, and the persons who hold them on the path."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from rebond.pathways.models import Party, Pathway, Step
from rebond.people.models import Membership, Organisation, Role, User
from rebond.programmes.models import BodyPart
from rebond.programmes.vocabulary import PartyRole, StepKind


@dataclass(frozen=True)
class Seat:
    """One place at the table. The beneficiary has no user; an empty seat has neither user nor organisation."""

    role: str
    user: User | None
    organisation: Organisation | None
    is_substitute: bool = False


def expected_roles(step: Step) -> list[str]:
    """The roles that the programme seats at this step; for an added one, those of its kind."""
    if step.spec:
        return [party.role for party in step.spec.party_specs.all()]
    if step.kind == StepKind.TRIPARTITE_REVIEW:
        return [PartyRole.BENEFICIARY, PartyRole.LEAD_WORKER, PartyRole.BUSINESS_ADVISER]
    if step.kind == StepKind.JOINT_APPOINTMENT:
        return [PartyRole.BENEFICIARY, PartyRole.BUSINESS_ADVISER, PartyRole.CAREERS_CONSULTANT]
    return [PartyRole.BENEFICIARY, PartyRole.BUSINESS_ADVISER]


def expected_seats(
    step: Step, *, substitutes: Mapping[str, Membership] | None = None, also: Collection[str] = ()
) -> list[Seat]:
    """Who would sit at this step if it were planned now.

    `substitutes` sit, for their role, instead of the one who holds it on the path; `also` are roles of the path that
    the programme does not ask for, invited this time.
    """
    holders = holders_of(step.pathway)
    roles = expected_roles(step)
    roles += [role for role in PartyRole.values if role in also and role not in roles and holders[role].user]
    return [_seated(holders[role], (substitutes or {}).get(role)) for role in roles]


def seated(step: Step) -> list[Seat | Party]:
    """Who sits at a step: those written down, else those expected."""
    return list(step.parties.select_related("user", "organisation")) or list(expected_seats(step))


def _seated(seat: Seat, substitute: Membership | None) -> Seat:
    if substitute is None or substitute.user_id == (seat.user.pk if seat.user else None):
        return seat
    return replace(seat, user=substitute.user, organisation=substitute.organisation, is_substitute=True)


def holders_of(pathway: Pathway) -> dict[str, Seat]:
    """Who holds each role on a path, for themselves."""
    persons: dict[PartyRole, tuple[User | None, Organisation | None]] = {
        PartyRole.BENEFICIARY: (None, None),
        PartyRole.LEAD_WORKER: (pathway.lead_worker, pathway.lead_organisation),
        PartyRole.BUSINESS_ADVISER: (pathway.adviser, pathway.contractor),
        PartyRole.CAREERS_CONSULTANT: (pathway.careers_consultant, pathway.careers_organisation),
    }
    return {role: Seat(role, *persons[role]) for role in PartyRole}


def colleagues_on(pathway: Pathway) -> list[tuple[User, Organisation]]:
    """Who follows the path, and for which body, the adviser first."""
    seats = (
        (pathway.adviser, pathway.contractor),
        (pathway.lead_worker, pathway.lead_organisation),
        (pathway.careers_consultant, pathway.careers_organisation),
    )
    return [(user, body) for user, body in seats if user and body]


def guests_of(step: Step) -> list[Seat]:
    """Who follows the path and is not expected at this step, but may be invited to it."""
    expected = expected_roles(step)
    return [seat for role, seat in holders_of(step.pathway).items() if seat.user and role not in expected]


def substitutes_for(seat: Seat) -> QuerySet[Membership]:
    """Who may sit there instead: somebody else of the same organisation and role, still in place."""
    if seat.user is None or seat.organisation is None:
        return Membership.objects.none()
    colleagues = Membership.objects.filter(
        organisation=seat.organisation, role=seat.role, is_active=True, user__is_active=True
    )
    return (
        colleagues.exclude(user=seat.user)
        .select_related("user", "organisation")
        .order_by("user__last_name", "user__first_name")
    )


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

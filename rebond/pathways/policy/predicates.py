"""Who somebody is for a thing: named yes-or-no questions, from which the table of permissions is made."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from rebond.messaging.models import BY_HAND, Message
from rebond.pathways.correspondence import file_of
from rebond.pathways.models import Action, Aim, Decision, FollowUp, Pathway, Referral, Step
from rebond.pathways.models.papers import Signature
from rebond.pathways.policy.roles import CONTRACTOR_MANAGERS, RESULT_READERS, STEERING_ROLES
from rebond.pathways.policy.visibility import organisations_managed_by, programmes_visible_to
from rebond.people.actor import Actor
from rebond.people.models import Organisation, Role
from rebond.programmes.models import BodyPart, Programme
from rebond.simulation.models import Scenario


def refers_for(by: Actor, programme: Programme) -> bool:
    if by.role != Role.LEAD_WORKER:
        return False
    bodies = programme.bodies.filter(organisation=by.organisation_id, part=BodyPart.REFERRER)
    return programme.commissioner_id == by.organisation_id or bodies.exists()


def answers(by: Actor, referral: Referral) -> bool:
    return by.role in CONTRACTOR_MANAGERS and referral.contractor_id == by.organisation_id


def sent(by: Actor, referral: Referral) -> bool:
    if by.role == Role.HEAD_OF_SERVICE:
        return referral.programme.commissioner_id == by.organisation_id
    is_own = referral.referrer_id == by.user_id and referral.referrer_organisation_id == by.organisation_id
    return by.role == Role.LEAD_WORKER and is_own


def advises(by: Actor, pathway: Pathway) -> bool:
    """The pathway's adviser, or a manager of the contractor."""
    if pathway.contractor_id != by.organisation_id:
        return False
    return by.role in CONTRACTOR_MANAGERS or (
        by.role == Role.BUSINESS_ADVISER and pathway.adviser_id == by.user_id
    )


def consults(by: Actor, pathway: Pathway) -> bool:
    is_own = (
        pathway.careers_consultant_id == by.user_id and pathway.careers_organisation_id == by.organisation_id
    )
    return by.role == Role.CAREERS_CONSULTANT and is_own


def leads(by: Actor, pathway: Pathway) -> bool:
    is_own = pathway.lead_worker_id == by.user_id and pathway.lead_organisation_id == by.organisation_id
    return by.role == Role.LEAD_WORKER and is_own


def accompanies(by: Actor, pathway: Pathway) -> bool:
    return advises(by, pathway) or consults(by, pathway)


def takes_part(by: Actor, pathway: Pathway) -> bool:
    return accompanies(by, pathway) or leads(by, pathway)


def sits(by: Actor, step: Step) -> bool:
    """A careers consultant at the table, or anybody who sits there for a colleague of the same role."""
    return any(
        party.user_id == by.user_id
        and party.organisation_id == by.organisation_id
        and (by.role == Role.CAREERS_CONSULTANT or (party.is_substitute and party.role == by.role))
        for party in step.parties.all()
    )


def runs_step(by: Actor, step: Step) -> bool:
    runs = by.role in (Role.BUSINESS_ADVISER, Role.CAREERS_CONSULTANT) and sits(by, step)
    return accompanies(by, step.pathway) or runs


def annotates_step(by: Actor, step: Step) -> bool:
    return takes_part(by, step.pathway) or sits(by, step)


def signs(by: Actor, signature: Signature) -> bool:
    """It is their own, or they run the meeting: the screen is then handed over, on the spot."""
    return is_signer(by, signature) or runs_step(by, signature.step)


def is_signer(by: Actor, signature: Signature) -> bool:
    """Whether this signature is awaited from them, in this role and for this organisation."""
    is_theirs = signature.user_id == by.user_id and signature.organisation_id == by.organisation_id
    return is_theirs and signature.role == by.role


def plans(by: Actor, thing: Pathway | Aim | Action) -> bool:
    pathway = (
        thing if isinstance(thing, Pathway) else (thing if isinstance(thing, Aim) else thing.aim).pathway
    )
    return takes_part(by, pathway)


def keeps_scenario(by: Actor, scenario: Scenario) -> bool:
    """Whoever takes part in a path of the person."""
    return any(takes_part(by, pathway) for pathway in scenario.beneficiary.pathways.all())


def follows_up(by: Actor, follow_up: FollowUp) -> bool:
    return takes_part(by, follow_up.pathway)


def handles_message(by: Actor, message: Message) -> bool:
    """Those who take part in the path it is about, or sent or answer the referral."""
    file = file_of(message)
    if isinstance(file, Referral):
        return answers(by, file) or sent(by, file)
    return file is not None and takes_part(by, file) and _is_open_to(by, message)


def posts(by: Actor, message: Message) -> bool:
    """Letters are posted, and calls made, by those who accompany the person."""
    file = file_of(message)
    is_theirs = isinstance(file, Pathway) and accompanies(by, file)
    return is_theirs and message.channel in BY_HAND and _is_open_to(by, message)


def _is_open_to(by: Actor, message: Message) -> bool:
    return message.reserved_to_id in (None, by.organisation_id)


def reassigns(by: Actor, pathway: Pathway) -> bool:
    """Managers move the seats of their own organisation; the head of service, those of the référents."""
    if by.role == Role.HEAD_OF_SERVICE:
        return pathway.programme.commissioner_id == by.organisation_id
    is_theirs = by.organisation_id in (pathway.contractor_id, pathway.careers_organisation_id)
    return by.role in CONTRACTOR_MANAGERS and is_theirs


def seats_moved_by(by: Actor) -> tuple[str, ...]:
    """The seats (actions.SEATS) that the role may give to somebody else, on files of its own."""
    if by.role == Role.HEAD_OF_SERVICE:
        return ("lead_worker",)
    return ("adviser", "careers_consultant") if by.role in CONTRACTOR_MANAGERS else ()


def where_seat_moves(by: Actor, seat: str) -> Q:
    """The files on which `by` may give this seat to somebody else."""
    if seat not in seats_moved_by(by):
        return Q(pk__in=[])
    if seat == "lead_worker":
        return Q(programme__commissioner=by.organisation_id)
    if seat == "adviser":
        return Q(contractor=by.organisation_id)
    return Q(contractor=by.organisation_id) | Q(careers_organisation=by.organisation_id)


def require_seat(by: Actor, seat: str, pathway: Pathway) -> None:
    """Raises PermissionDenied when `by` may not give this seat of the file to somebody else."""
    if not Pathway.objects.filter(where_seat_moves(by, seat), pk=pathway.pk).exists():
        raise PermissionDenied(f"{by.role} may not move {seat}")


def manages_programme(by: Actor, programme: Programme) -> bool:
    if by.role == Role.HEAD_OF_SERVICE:
        return programme.commissioner_id == by.organisation_id
    contractors = programme.bodies.filter(organisation=by.organisation_id, part=BodyPart.CONTRACTOR)
    return by.role in CONTRACTOR_MANAGERS and contractors.exists()


def reads_results(by: Actor, programme: Programme) -> bool:
    return by.role in RESULT_READERS and programmes_visible_to(by).filter(pk=programme.pk).exists()


def reads_feedback(by: Actor, programme: Programme) -> bool:
    """Those who manage: what people thought of each phase is theirs to mend."""
    is_manager = by.role == Role.HEAD_OF_SERVICE or by.role in CONTRACTOR_MANAGERS
    return is_manager and programmes_visible_to(by).filter(pk=programme.pk).exists()


def steers(by: Actor, programme: Programme) -> bool:
    """Drawing a programme, publishing it, moving its paths: the commissioner's head of service, or administrator."""
    is_theirs = programme.commissioner_id == by.organisation_id
    return is_theirs and by.role in STEERING_ROLES


def grants_hours(by: Actor, thing: Pathway | Programme) -> bool:
    if isinstance(thing, Programme):
        return manages_programme(by, thing)
    if by.role == Role.HEAD_OF_SERVICE:
        return thing.programme.commissioner_id == by.organisation_id
    return by.role in CONTRACTOR_MANAGERS and thing.contractor_id == by.organisation_id


def approves(by: Actor, decision: Decision) -> bool:
    """Somebody who sees the path, in the role that the programme names, and who is not the author."""
    pathway = decision.pathway
    organisations = {
        Role.HEAD_OF_SERVICE: pathway.programme.commissioner_id,
        Role.PRODUCTION_MANAGER: pathway.contractor_id,
        Role.DIRECTOR: pathway.contractor_id,
    }
    if by.role != decision.choice.approver_role or decision.decided_by_id == by.user_id:
        return False
    if Role(by.role) in organisations:
        return organisations[Role(by.role)] == by.organisation_id
    return takes_part(by, pathway)


def administers_something(by: Actor, _: object) -> bool:
    """What belongs to no organisation is kept by whoever administers one."""
    return by.role == Role.ADMINISTRATOR


def administers(by: Actor, organisation: Organisation) -> bool:
    """Administrators manage their own organisation, and those that take part in the programmes it commissions."""
    return by.role == Role.ADMINISTRATOR and organisations_managed_by(by).filter(pk=organisation.pk).exists()

"""Who sees what, and who may do what. Lists, buttons, screens and acts all ask this page.

Invisible is « not found » (404); visible but forbidden is « forbidden » (403).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from rebond.core.lifecycle import Lifecycle
from rebond.pathways.models import (
    Action,
    Aim,
    Decision,
    FollowUp,
    Party,
    Pathway,
    PrivateNote,
    Referral,
    Step,
    VersionMove,
)
from rebond.pathways.states import LIFECYCLES, DecisionState, PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Membership, Organisation, Role
from rebond.programmes.models import Body, BodyPart, Programme, Version, VersionState

CONTRACTOR_MANAGERS = {Role.PRODUCTION_MANAGER, Role.DIRECTOR}
#: Roles that draw the programmes that their organisation commissions, and move paths between versions.
STEERING_ROLES = {Role.HEAD_OF_SERVICE, Role.ADMINISTRATOR}
#: Roles that read the results of the programmes of their organisation.
RESULT_READERS = {Role.HEAD_OF_SERVICE, Role.BUSINESS_ADVISER, Role.LEAD_WORKER, *CONTRACTOR_MANAGERS}


# --- What is visible --------------------------------------------------------


def programmes_visible_to(by: Actor) -> QuerySet[Programme]:
    """Programmes that the actor's organisation commissions or takes part in."""
    taking_part = Body.objects.filter(organisation=by.organisation_id).values("programme")
    return Programme.objects.filter(Q(commissioner=by.organisation_id) | Q(pk__in=taking_part))


def versions_visible_to(by: Actor) -> QuerySet[Version]:
    """Published and retired versions for those who take part; drafts for those who draw the programme."""
    versions = Version.objects.filter(programme__in=programmes_visible_to(by).values("pk"))
    if by.role in STEERING_ROLES:
        drafts = Q(state=VersionState.DRAFT) & ~Q(programme__commissioner=by.organisation_id)
    else:
        drafts = Q(state=VersionState.DRAFT)
    return versions.exclude(drafts)


def moves_visible_to(by: Actor) -> QuerySet[VersionMove]:
    """Moves of paths from one version to another, for those who may do and undo them."""
    if by.role not in STEERING_ROLES:
        return VersionMove.objects.none()
    return VersionMove.objects.filter(target__programme__commissioner=by.organisation_id)


def pathways_visible_to(by: Actor) -> QuerySet[Pathway]:
    """The caseload of a role: one's own for field roles, the organisation's for those who manage (D11)."""
    pathways = Pathway.objects.all()
    match by.role:
        case Role.LEAD_WORKER:
            return pathways.filter(lead_worker=by.user_id, lead_organisation=by.organisation_id)
        case Role.HEAD_OF_SERVICE:
            return pathways.filter(programme__commissioner=by.organisation_id)
        case Role.BUSINESS_ADVISER:
            return pathways.filter(adviser=by.user_id, contractor=by.organisation_id)
        case Role.PRODUCTION_MANAGER | Role.DIRECTOR:
            return pathways.filter(
                Q(contractor=by.organisation_id) | Q(careers_organisation=by.organisation_id)
            )
        case Role.CAREERS_CONSULTANT:
            sits = Party.objects.filter(
                step__pathway=OuterRef("pk"), user=by.user_id, organisation=by.organisation_id
            )
            mine = Q(careers_consultant=by.user_id, careers_organisation=by.organisation_id)
            return pathways.filter(mine | Exists(sits))
    return pathways.none()


def referrals_visible_to(by: Actor) -> QuerySet[Referral]:
    """Referrals sent by, or to, the actor's role; an adviser reads those of the paths they follow."""
    referrals = Referral.objects.all()
    match by.role:
        case Role.LEAD_WORKER:
            own = Q(referrer=by.user_id, referrer_organisation=by.organisation_id)
            return referrals.filter(own | Q(pathway__in=pathways_visible_to(by)))
        case Role.HEAD_OF_SERVICE:
            return referrals.filter(programme__commissioner=by.organisation_id)
        case Role.PRODUCTION_MANAGER | Role.DIRECTOR:
            return referrals.filter(contractor=by.organisation_id)
        case Role.BUSINESS_ADVISER | Role.CAREERS_CONSULTANT:
            return referrals.filter(pathway__in=pathways_visible_to(by))
    return referrals.none()


def steps_visible_to(by: Actor) -> QuerySet[Step]:
    return Step.objects.filter(pathway__in=pathways_visible_to(by))


def private_notes_visible_to(by: Actor) -> QuerySet[PrivateNote]:
    """Notes that the actor's organisation wrote, on the paths that the actor sees (D11)."""
    return PrivateNote.objects.filter(
        organisation=by.organisation_id, step__pathway__in=pathways_visible_to(by)
    )


def follow_ups_visible_to(by: Actor) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(pathway__in=pathways_visible_to(by))


def decisions_visible_to(by: Actor) -> QuerySet[Decision]:
    return Decision.objects.filter(pathway__in=pathways_visible_to(by))


def decisions_to_approve(by: Actor) -> QuerySet[Decision]:
    """Decisions of others that wait for this role's word: those of which `may(by, "approve_decision", …)` is true."""
    waiting = decisions_visible_to(by).filter(
        state=DecisionState.WAITING, choice__approver_role=by.role, pathway__state=PathwayState.OPEN
    )
    if by.role in CONTRACTOR_MANAGERS:
        waiting = waiting.filter(pathway__contractor=by.organisation_id)
    if by.role == Role.CAREERS_CONSULTANT:
        waiting = waiting.filter(pathway__careers_consultant=by.user_id)
    return waiting.exclude(decided_by=by.user_id)


def beneficiaries_visible_to(by: Actor) -> QuerySet[Beneficiary]:
    in_path = pathways_visible_to(by).values("beneficiary")
    referred = referrals_visible_to(by).values("beneficiary")
    return Beneficiary.objects.filter(Q(pk__in=in_path) | Q(pk__in=referred))


def organisations_managed_by(by: Actor) -> QuerySet[Organisation]:
    """Those whose members an administrator may manage; none for other roles."""
    if by.role != Role.ADMINISTRATOR:
        return Organisation.objects.none()
    commissioned = Q(bodies__programme__commissioner=by.organisation_id)
    return Organisation.objects.filter(Q(pk=by.organisation_id) | commissioned).distinct()


def memberships_managed_by(by: Actor) -> QuerySet[Membership]:
    """The seats of the organisations that an administrator manages, those still held first."""
    managed = Membership.objects.filter(organisation__in=organisations_managed_by(by).values("pk"))
    return managed.select_related("user", "organisation").order_by("-is_active", "user__last_name", "pk")


# --- What is allowed: one named predicate each ---------------------------------


def _refers_for(by: Actor, programme: Programme) -> bool:
    if by.role != Role.LEAD_WORKER:
        return False
    bodies = programme.bodies.filter(organisation=by.organisation_id, part=BodyPart.REFERRER)
    return programme.commissioner_id == by.organisation_id or bodies.exists()


def _answers(by: Actor, referral: Referral) -> bool:
    return by.role in CONTRACTOR_MANAGERS and referral.contractor_id == by.organisation_id


def _sent(by: Actor, referral: Referral) -> bool:
    if by.role == Role.HEAD_OF_SERVICE:
        return referral.programme.commissioner_id == by.organisation_id
    is_own = referral.referrer_id == by.user_id and referral.referrer_organisation_id == by.organisation_id
    return by.role == Role.LEAD_WORKER and is_own


def _advises(by: Actor, pathway: Pathway) -> bool:
    """The pathway's adviser, or a manager of the contractor."""
    if pathway.contractor_id != by.organisation_id:
        return False
    return by.role in CONTRACTOR_MANAGERS or (
        by.role == Role.BUSINESS_ADVISER and pathway.adviser_id == by.user_id
    )


def _consults(by: Actor, pathway: Pathway) -> bool:
    is_own = (
        pathway.careers_consultant_id == by.user_id and pathway.careers_organisation_id == by.organisation_id
    )
    return by.role == Role.CAREERS_CONSULTANT and is_own


def _leads(by: Actor, pathway: Pathway) -> bool:
    is_own = pathway.lead_worker_id == by.user_id and pathway.lead_organisation_id == by.organisation_id
    return by.role == Role.LEAD_WORKER and is_own


def _accompanies(by: Actor, pathway: Pathway) -> bool:
    return _advises(by, pathway) or _consults(by, pathway)


def _takes_part(by: Actor, pathway: Pathway) -> bool:
    return _accompanies(by, pathway) or _leads(by, pathway)


def _sits(by: Actor, step: Step) -> bool:
    if by.role != Role.CAREERS_CONSULTANT:
        return False
    return any(
        p.user_id == by.user_id and p.organisation_id == by.organisation_id for p in step.parties.all()
    )


def _runs_step(by: Actor, step: Step) -> bool:
    return _accompanies(by, step.pathway) or _sits(by, step)


def _annotates_step(by: Actor, step: Step) -> bool:
    return _takes_part(by, step.pathway) or _sits(by, step)


def _plans(by: Actor, thing: Pathway | Aim | Action) -> bool:
    pathway = (
        thing if isinstance(thing, Pathway) else (thing if isinstance(thing, Aim) else thing.aim).pathway
    )
    return _takes_part(by, pathway)


def _follows_up(by: Actor, follow_up: FollowUp) -> bool:
    return _takes_part(by, follow_up.pathway)


def _reassigns(by: Actor, pathway: Pathway) -> bool:
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


def _manages_programme(by: Actor, programme: Programme) -> bool:
    if by.role == Role.HEAD_OF_SERVICE:
        return programme.commissioner_id == by.organisation_id
    contractors = programme.bodies.filter(organisation=by.organisation_id, part=BodyPart.CONTRACTOR)
    return by.role in CONTRACTOR_MANAGERS and contractors.exists()


def _reads_results(by: Actor, programme: Programme) -> bool:
    return by.role in RESULT_READERS and programmes_visible_to(by).filter(pk=programme.pk).exists()


def _steers(by: Actor, programme: Programme) -> bool:
    """Drawing a programme, publishing it, moving its paths: the commissioner's head of service, or administrator."""
    is_theirs = programme.commissioner_id == by.organisation_id
    return is_theirs and by.role in STEERING_ROLES


def _grants_hours(by: Actor, thing: Pathway | Programme) -> bool:
    if isinstance(thing, Programme):
        return _manages_programme(by, thing)
    if by.role == Role.HEAD_OF_SERVICE:
        return thing.programme.commissioner_id == by.organisation_id
    return by.role in CONTRACTOR_MANAGERS and thing.contractor_id == by.organisation_id


def _approves(by: Actor, decision: Decision) -> bool:
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
    return _takes_part(by, pathway)


def _administers(by: Actor, organisation: Organisation) -> bool:
    """Administrators manage their own organisation, and those that take part in the programmes it commissions."""
    return by.role == Role.ADMINISTRATOR and organisations_managed_by(by).filter(pk=organisation.pk).exists()


PERMISSIONS: dict[str, Callable[[Actor, Any], bool]] = {
    # on an organisation
    "manage_members": _administers,
    # on a programme
    "refer_person": _refers_for,
    "import_pathways": _manages_programme,
    "read_results": _reads_results,
    "draft_version": _steers,
    "edit_version": _steers,
    "publish_version": _steers,
    "move_pathways": _steers,
    "undo_move": _steers,
    # on a referral
    "accept_referral": _answers,
    "decline_referral": _answers,
    "put_referral_on_waiting_list": _answers,
    "withdraw_referral": _sent,
    # on a pathway
    "update_beneficiary": _takes_part,
    "update_business": _takes_part,
    "add_step": _accompanies,
    "decide": _takes_part,
    "record_contract": _takes_part,
    "grant_hours": _grants_hours,
    "resume_pathway": _advises,
    "record_exit": _advises,
    "correct_exit": _advises,
    "reassign_pathways": _reassigns,
    # on a step
    "plan_step": _runs_step,
    "move_step": _runs_step,
    "report_step": _runs_step,
    "cancel_step": _runs_step,
    "skip_step": _runs_step,
    "restore_step": _runs_step,
    "correct_step_report": _runs_step,
    "hold_review": _runs_step,
    "write_private_note": _annotates_step,
    # on a decision
    "approve_decision": _approves,
    "refuse_decision": _approves,
    # on the plan
    "add_aim": _plans,
    "add_action": _plans,
    "edit_action": _plans,
    "start_action": _plans,
    "finish_action": _plans,
    "drop_action": _plans,
    "reopen_action": _plans,
    # on a follow-up
    "record_follow_up": _follows_up,
}


def may(by: Actor, act: str, thing: Any) -> bool:
    """Whether the role allows `by` to do `act` on `thing`; says nothing of the thing's state."""
    return PERMISSIONS[act](by, thing)


def require(by: Actor, act: str, thing: Any) -> None:
    """Raises PermissionDenied when the role does not allow the act."""
    if not may(by, act, thing):
        raise PermissionDenied(f"{by.role} may not {act}")


def offers(by: Actor, act: str, thing: Any) -> bool:
    """Whether to show the button: the role allows the act, and so does the state of the thing."""
    return may(by, act, thing) and _state_allows(act, thing)


#: Acts whose name is not the verb of the lifecycle.
VERBS = {"report_step": "report_held", "hold_review": "report_held", "correct_step_report": "correct_to_held"}
#: What may still be done to a step once its path is suspended or closed: an absence stays contestable (C20).
_LASTING = {"correct_step_report", "write_private_note"}


def _state_allows(act: str, thing: Any) -> bool:
    life: Lifecycle | None = LIFECYCLES.get(thing._meta.model_name)
    if life is None:
        return True
    if isinstance(thing, Step) and act not in _LASTING and thing.pathway.state != PathwayState.OPEN:
        return False
    if isinstance(thing, Decision) and thing.pathway.state != PathwayState.OPEN:
        return False
    verb = VERBS.get(act, act)
    return verb not in life.moves or life.allows(thing.state, verb)

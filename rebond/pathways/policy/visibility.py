"""What each role sees: one queryset for each noun. What is not in it does not exist for them (404)."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from rebond.agenda.policy import colleagues_visible_to
from rebond.core import clock
from rebond.messaging.models import BY_HAND, Message, MessageState
from rebond.pathways.models import (
    Action,
    CorrectionRequest,
    Decision,
    FollowUp,
    Party,
    Pathway,
    PhaseFeedback,
    PrivateNote,
    Referral,
    Step,
    VersionMove,
)
from rebond.pathways.policy.roles import CONTRACTOR_MANAGERS, STEERING_ROLES
from rebond.pathways.states import DecisionState, PathwayState, StepState
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Beneficiary, Membership, Organisation, Role, User
from rebond.programmes.models import Body, Programme, SchoolPeriod, Version, VersionState
from rebond.simulation.models import Scenario

#: Whoever sits for a colleague reads the file until so many days after the appointment: the time to tell it.
SUBSTITUTE_DAYS = 30


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


def pathways_visible_to(by: Anybody) -> QuerySet[Pathway]:
    """The caseload of a role: one's own for field roles, the organisation's for those who manage (D11).

    The person sees their own paths, and whoever they are shared with.
    """
    if isinstance(by, PersonActor):
        return Pathway.objects.filter(beneficiary=by.beneficiary)
    return _caseload_of(by)


def _caseload_of(by: Actor) -> QuerySet[Pathway]:
    pathways = Pathway.objects.all()
    match by.role:
        case Role.LEAD_WORKER:
            mine = Q(lead_worker=by.user_id, lead_organisation=by.organisation_id)
            return pathways.filter(mine | Q(pk__in=_where_sits_instead(by)))
        case Role.HEAD_OF_SERVICE:
            return pathways.filter(programme__commissioner=by.organisation_id)
        case Role.BUSINESS_ADVISER:
            mine = Q(adviser=by.user_id, contractor=by.organisation_id)
            return pathways.filter(mine | Q(pk__in=_where_sits_instead(by)))
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


def _where_sits_instead(by: Actor) -> QuerySet[Party, Any]:
    """The paths where the actor sits for a colleague: from the planning of the appointment to a month after it."""
    since = clock.now() - timedelta(days=SUBSTITUTE_DAYS)
    sits = Party.objects.filter(
        user=by.user_id, organisation=by.organisation_id, role=by.role, is_substitute=True
    )
    to_come = Q(step__state=StepState.DUE, step__invitations__ended_at__isnull=True)
    return sits.filter(to_come | Q(step__starts_at__gte=since)).values("step__pathway")


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


def messages_visible_to(by: Actor) -> QuerySet[Message]:
    """Messages about the files that the role sees, but those that are reserved to another body's staff."""
    paths = pathways_visible_to(by)
    about = Q(file_id__in=paths.values("pk")) | Q(file_id__in=paths.values("referral"))
    about |= Q(file_id__in=referrals_visible_to(by).values("pk"))
    return Message.objects.filter(about, _may_read(by))


def _may_read(by: Actor) -> Q:
    return Q(reserved_to__isnull=True) | Q(reserved_to=by.organisation_id)


def letters_to_post(by: Actor) -> QuerySet[Message]:
    """Letters to post and calls to make that wait for this role: those of who accompanies the person."""
    match by.role:
        case Role.BUSINESS_ADVISER:
            paths = pathways_visible_to(by)
        case Role.PRODUCTION_MANAGER | Role.DIRECTOR:
            paths = pathways_visible_to(by).filter(contractor=by.organisation_id)
        case Role.CAREERS_CONSULTANT:
            paths = pathways_visible_to(by).filter(careers_consultant=by.user_id)
        case _:
            return Message.objects.none()
    waiting = Message.objects.filter(_may_read(by), channel__in=BY_HAND, state=MessageState.WAITING)
    return waiting.filter(file_id__in=paths.values("pk"))


def steps_visible_to(by: Anybody) -> QuerySet[Step]:
    return Step.objects.filter(pathway__in=pathways_visible_to(by))


def staff_visible_to(by: Actor) -> QuerySet[User]:
    """Whose agenda somebody may look at: colleagues, and those who hold a running path that they see.

    What these do then is another question: `steps_visible_to` answers it, and the rest is « occupé ».
    """
    colleagues = colleagues_visible_to(by).order_by().values("user")
    running = pathways_visible_to(by).exclude(state=PathwayState.CLOSED).order_by()
    seats = running.values_list("adviser", "lead_worker", "careers_consultant").distinct()
    # Read apart: asked within the other question, it is asked again for each user.
    holders = {user_id for row in seats for user_id in row if user_id}
    return User.objects.filter(Q(pk__in=colleagues) | Q(pk__in=holders), is_active=True)


def private_notes_visible_to(by: Anybody) -> QuerySet[PrivateNote]:
    """Notes that the actor's organisation wrote, on the paths that the actor sees (D11); none for the person."""
    if isinstance(by, PersonActor):
        return PrivateNote.objects.none()

    return PrivateNote.objects.filter(
        organisation=by.organisation_id, step__pathway__in=pathways_visible_to(by)
    )


def scenarios_visible_to(by: Actor) -> QuerySet[Scenario]:
    """Scenarios of the exit simulator, of the people whom the actor accompanies or leads."""
    return Scenario.objects.filter(beneficiary__in=pathways_visible_to(by).values("beneficiary"))


def follow_ups_visible_to(by: Anybody) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(pathway__in=pathways_visible_to(by))


def decisions_visible_to(by: Anybody) -> QuerySet[Decision]:
    return Decision.objects.filter(pathway__in=pathways_visible_to(by))


def actions_visible_to(by: Anybody) -> QuerySet[Action]:
    """Actions of the plans of the paths that the actor sees."""
    return Action.objects.filter(aim__pathway__in=pathways_visible_to(by))


def corrections_visible_to(by: Anybody) -> QuerySet[CorrectionRequest]:
    """What people ask to put right, on the paths that the actor sees."""
    return CorrectionRequest.objects.filter(pathway__in=pathways_visible_to(by))


def feedback_visible_to(by: Actor) -> QuerySet[PhaseFeedback]:
    """Answers on the phases: of one's own body for a contractor, of all for the commissioner."""
    feedback = PhaseFeedback.objects.all()
    if by.role == Role.HEAD_OF_SERVICE:
        return feedback.filter(spec__version__programme__commissioner=by.organisation_id)
    if by.role in CONTRACTOR_MANAGERS:
        return feedback.filter(contractor=by.organisation_id)
    return feedback.none()


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


def school_periods_managed_by(by: Actor) -> QuerySet[SchoolPeriod]:
    """The school holidays that an administrator may take back; none for other roles."""
    periods = SchoolPeriod.objects.all()
    return periods if by.role == Role.ADMINISTRATOR else periods.none()


def memberships_managed_by(by: Actor) -> QuerySet[Membership]:
    """The seats of the organisations that an administrator manages, those still held first."""
    managed = Membership.objects.filter(organisation__in=organisations_managed_by(by).values("pk"))
    return managed.select_related("user", "organisation").order_by("-is_active", "user__last_name", "pk")

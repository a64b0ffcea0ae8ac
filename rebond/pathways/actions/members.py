"""Who works where, in which role: opened and closed by an administrator."""

from django.db import transaction

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.caseloads import SEATS
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Membership, Organisation, Role, User


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    by: Actor,
    phone: str = "",
) -> Membership:
    """Give somebody a role, opening their account when they have none; they are told how to choose a password.

    Giving again a role that was ended opens it again; a role already held is left as it is, and nobody is told twice.
    """
    lock(organisation)
    policy.require(by, "manage_members", organisation)
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email=email, first_name=first_name, last_name=last_name, phone=phone)
    membership, is_new = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if not is_new and membership.is_active and user.is_active:
        return membership
    membership.is_active = user.is_active = True
    membership.save(update_fields=["is_active"])
    user.save(update_fields=["is_active"])
    record("add_member", on=membership, by=by, role=role, member_id=user.pk)
    queue("add_member", to=user.email, title="Votre accès à Rebond est ouvert", membership=membership, by=by)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor) -> None:
    """Take a role away; ending it again does nothing. The account closes with its last role.

    Raises ActRefused while the person still holds files in that role, or on one's own administrator role.
    """
    lock(membership)
    policy.require(by, "manage_members", membership.organisation)
    if not membership.is_active:
        return
    if membership.user_id == by.user_id and membership.role == Role.ADMINISTRATOR:
        raise ActRefused("Vous ne pouvez pas retirer votre propre rôle d'administrateur.")
    if files_count := held_files(membership):
        raise ActRefused(
            f"{membership.user} suit encore {files_count} parcours dans ce rôle : confiez-les d'abord à quelqu'un d'autre."
        )
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    user = membership.user
    if not user.memberships.filter(is_active=True).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])
    record("end_membership", on=membership, by=by, role=membership.role, member_id=user.pk)


def held_files(membership: Membership) -> int:
    """How many running paths this person holds in this role."""
    seat = next((seat for seat in SEATS.values() if seat.role == membership.role), None)
    if seat is None:
        return 0
    holds = {seat.user_column: membership.user_id, seat.organisation_column: membership.organisation_id}
    return Pathway.objects.filter(**holds).exclude(state=PathwayState.CLOSED).count()

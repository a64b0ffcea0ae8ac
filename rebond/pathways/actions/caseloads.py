"""A colleague leaves or arrives: one file or a whole caseload changes hands in one act."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.seat_changes import seatings_to_come, tell_new_seats
from rebond.pathways.locking import lock
from rebond.pathways.models import Party, Pathway
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.programmes.vocabulary import PartyRole


@dataclass(frozen=True)
class Seat:
    """A role that somebody holds on a file, and the columns that hold it."""

    label: str
    role: Role
    party_role: PartyRole
    user_column: str
    organisation_column: str
    may_change_organisation: bool


SEATS = {
    "adviser": Seat(
        "conseiller", Role.BUSINESS_ADVISER, PartyRole.BUSINESS_ADVISER, "adviser", "contractor", False
    ),
    "lead_worker": Seat(
        "référent RSA", Role.LEAD_WORKER, PartyRole.LEAD_WORKER, "lead_worker", "lead_organisation", True
    ),
    "careers_consultant": Seat(
        "consultant",
        Role.CAREERS_CONSULTANT,
        PartyRole.CAREERS_CONSULTANT,
        "careers_consultant",
        "careers_organisation",
        True,
    ),
}


@transaction.atomic
def reassign_pathways(*, pathways: Sequence[Pathway], seat: str, to: Membership, by: Actor) -> int:
    """Give a seat on each file to somebody else. Returns how many files moved.

    Appointments still to come follow, and so do the calendars of who leaves, arrives and stays, the person's too.

    All or nothing. A file already held by that person is left alone, so a replay moves none.
    Raises PermissionDenied on a file one may not move, ActRefused when that person cannot hold the seat.
    """
    place = SEATS[seat]
    if to.role != place.role or not to.is_active or not to.user.is_active:
        raise ActRefused(f"{to.user} ne peut pas être {place.label}.", field="to")
    moved_count = 0
    for pathway in sorted(
        pathways, key=lambda p: p.pk
    ):  # always in one order: two acts cannot wait for each other
        lock(pathway)
        policy.require(by, "reassign_pathways", pathway)
        policy.require_seat(by, seat, pathway)
        if not place.may_change_organisation and pathway.contractor_id != to.organisation_id:
            raise ActRefused(f"{to.user} n'appartient pas à {pathway.contractor}.", field="to")
        moved_count += _reassign(pathway, seat, to, by)
    if moved_count:
        queue(
            "reassign_pathways",
            to=to.user.email,
            title="Des parcours vous sont confiés",
            moved_count=moved_count,
            by=by,
        )
    return moved_count


def _reassign(pathway: Pathway, seat: str, to: Membership, by: Actor) -> bool:
    place = SEATS[seat]
    before_id = getattr(pathway, f"{place.user_column}_id")
    if before_id == to.user_id and getattr(pathway, f"{place.organisation_column}_id") == to.organisation_id:
        return False
    # An adviser who is also référent unique (C22) hands over both.
    leads = seat == "adviser" and (pathway.lead_worker_id, pathway.lead_organisation_id) == (
        before_id,
        pathway.contractor_id,
    )
    seatings = seatings_to_come(pathway)
    for taken in (place, SEATS["lead_worker"]) if leads else (place,):
        _seat(pathway, taken, to)
    facts = {"seat": seat, "before_id": before_id, "after_id": to.user_id}
    record("reassign_pathways", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    tell_new_seats(seatings, by)
    return True


def _seat(pathway: Pathway, place: Seat, to: Membership) -> None:
    setattr(pathway, place.user_column, to.user)
    setattr(pathway, place.organisation_column, to.organisation)
    pathway.save(update_fields=[place.user_column, place.organisation_column])
    # Whoever sits there for once keeps that seat; an invitation to choose a slot follows too.
    planned = Party.objects.filter(
        step__pathway=pathway,
        step__state__in=[StepState.DUE, StepState.PLANNED],
        role=place.party_role,
        is_substitute=False,
    )
    planned.update(user=to.user, organisation=to.organisation)

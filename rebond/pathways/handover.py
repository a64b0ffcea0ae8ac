"""Files that may change hands: who holds them, who may take them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from rebond.pathways import policy
from rebond.pathways.actions.caseloads import SEATS
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.programmes.models import Body, BodyPart


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a seat, and on how many open files."""

    user_id: int
    name: str
    open_count: int


def movable_by(by: Actor, seat: str) -> QuerySet[Pathway]:
    """Files that have not ended, whose seat `by` may give to somebody else."""
    running = policy.pathways_visible_to(by).exclude(state=PathwayState.CLOSED)
    return running.filter(policy.where_seat_moves(by, seat))


def holders(by: Actor, seat: str) -> list[Holder]:
    """Those who hold the seat now, by name."""
    column = SEATS[seat].user_column
    names = (f"{column}__first_name", f"{column}__last_name")
    rows = (
        movable_by(by, seat)
        .filter(**{f"{column}__isnull": False})
        .order_by()
        .values_list(column, *names)
        .annotate(open_count=Count("pk"))
        .order_by(names[1], names[0], column)
    )
    return [Holder(pk, f"{first_name} {last_name}", count) for pk, first_name, last_name, count in rows]


def held_by(by: Actor, seat: str, user_id: int) -> QuerySet[Pathway]:
    """The whole open caseload of somebody, in this seat."""
    return movable_by(by, seat).filter(**{SEATS[seat].user_column: user_id})


def candidates(by: Actor, seat: str) -> QuerySet[Membership]:
    """Who may take the seat, with the open files that each holds in it already; the lightest first."""
    programmes = policy.programmes_visible_to(by)
    if seat == "adviser":
        organisations = Q(organisation=by.organisation_id)
    elif seat == "lead_worker":
        referrers = Body.objects.filter(programme__in=programmes, part=BodyPart.REFERRER).values(
            "organisation"
        )
        organisations = Q(organisation__in=referrers) | Q(organisation__in=programmes.values("commissioner"))
    else:
        partners = Body.objects.filter(programme__in=programmes, part=BodyPart.PARTNER).values("organisation")
        organisations = Q(organisation__in=partners) | Q(organisation=by.organisation_id)
    members = Membership.objects.filter(
        organisations, role=SEATS[seat].role, is_active=True, user__is_active=True
    )
    return members.select_related("user", "organisation").order_by(
        "user__last_name", "user__first_name", "pk"
    )


def open_counts(by: Actor, seat: str) -> dict[int, int]:
    """The open files that each person holds in this seat, by user."""
    return {holder.user_id: holder.open_count for holder in holders(by, seat)}

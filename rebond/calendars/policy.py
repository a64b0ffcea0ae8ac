"""Whose feed it is: everybody their own, and nobody another's."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from rebond.calendars.models import Feed
from rebond.people.actor import Actor
from rebond.people.models import User


def feeds_visible_to(by: Actor) -> QuerySet[Feed]:
    """The open feed of the person who acts, in whatever role: one agenda for all of them."""
    return Feed.objects.filter(user=by.user_id, revoked_at__isnull=True)


def require(by: Actor, act: str, owner: User) -> None:
    """Raises PermissionDenied on the agenda of somebody else."""
    if owner.pk != by.user_id:
        raise PermissionDenied(f"{by.role} may not {act} for somebody else")

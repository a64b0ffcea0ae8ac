"""What the middleware adds to a request, for the type checker: views annotate `request: StaffRequest`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from rebond.people.actor import Actor
from rebond.people.models import Membership, User


class Request(HttpRequest):
    """Any request, once through the middleware."""

    htmx: HtmxDetails
    memberships: list[Membership]
    membership: Membership | None
    actor: Actor | None


class StaffRequest(HttpRequest):
    """A request of somebody who acts in a role: what every view that is not public receives."""

    htmx: HtmxDetails
    memberships: list[Membership]
    membership: Membership
    actor: Actor
    user: User

"""Who reads a file's thread, who writes in it, and to whom (D11)."""

from django.db.models import QuerySet

from rebond.pathways.audience import is_readable, readable_by
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.pathways.policy.predicates import takes_part
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.permissions import OwnRule, Permissions, StaffRule
from rebond.tutoring.models import Exchange, ExchangeKind


def exchanges_visible_to(by: Anybody) -> QuerySet[Exchange]:
    """On the files that they see, what is for them."""
    return readable_by(Exchange.objects.filter(pathway__in=pathways_visible_to(by)), by)


def messages_to_answer(by: Actor) -> QuerySet[Exchange]:
    """What people wrote to the body of `by`, on the files that `by` sees, and that nobody answered yet."""
    waiting = Exchange.objects.filter(kind=ExchangeKind.MESSAGE_RECEIVED, settled_at__isnull=True)
    return waiting.filter(organisation=by.organisation_id, pathway__in=pathways_visible_to(by))


def keeps(by: Actor, exchange: Exchange) -> bool:
    """It belongs to their own body, on a path where they take part."""
    return exchange.organisation_id == by.organisation_id and takes_part(by, exchange.pathway)


def keeps_note(by: Actor, exchange: Exchange) -> bool:
    return keeps(by, exchange) and not exchange.is_message


def is_own_path(by: PersonActor, pathway: Pathway) -> bool:
    return pathway.beneficiary_id == by.beneficiary.pk


def reads(by: Actor, exchange: Exchange) -> bool:
    return is_readable(exchange, by) and takes_part(by, exchange.pathway)


PERMISSIONS: dict[str, StaffRule] = {
    # on a path
    "write_note": takes_part,
    "record_call": takes_part,
    "write_to_person": takes_part,
    # on an exchange
    "change_audience": keeps_note,
    "settle_message": keeps,
}
#: What the person does in their own space, or by a link.
OWN_PERMISSIONS: dict[str, OwnRule] = {
    "write_to_adviser": is_own_path,
}

_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS)
may, require = _TABLE.may, _TABLE.require

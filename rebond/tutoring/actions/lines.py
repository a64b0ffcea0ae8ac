"""A new line of a thread, whatever it is: said now, derived, not yet saved."""

from uuid import UUID

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.tutoring.models import Exchange


def new_line(
    *,
    pathway: Pathway,
    exchange_id: UUID,
    kind: str,
    text: str,
    audience: str,
    organisation: Organisation,
    author: User | None = None,
) -> Exchange:
    """`author` is empty for what the person writes. Who calls checks, adds what is its own, then saves."""
    exchange = Exchange(
        id=exchange_id,
        pathway=pathway,
        organisation=organisation,
        audience=audience,
        kind=kind,
        author=author,
        text=text,
        happened_at=clock.now(),
        written_at=clock.now(),
    )
    exchange.derive()
    return exchange

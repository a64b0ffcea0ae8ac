"""Telling the person that somebody wrote, and the staff that the person did: never the words themselves (ADR 0022)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from rebond.core import clock
from rebond.links.doors import open_link
from rebond.links.models import Purpose
from rebond.messaging.models import BY_HAND
from rebond.messaging.outbox import queue
from rebond.pathways.seats import colleagues_on
from rebond.pathways.telling import channel_of, tell_person
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.tutoring.addresses import reply_address
from rebond.tutoring.models import Exchange
from rebond.tutoring.wording import signature_of

#: How long the link of a message opens it; after that, it is read in the person's space.
LINK_DAYS = 30
#: How long an e-mail may be answered.
REPLY_DAYS = 180


def tell_message(exchange: Exchange, *, by: Actor) -> None:
    """The letter « nouveau message »: a link that opens this message alone. On paper, the words themselves."""
    pathway = exchange.pathway
    channel, _ = channel_of(pathway.beneficiary)
    reply_to = "" if channel in BY_HAND else _reply_address(exchange)
    tell_person(
        "new_message",
        pathway=pathway,
        values={**signature_of(by, pathway), "lien": _where_to_read(exchange, channel, reply_to)},
        dedupe_key=f"new_message:{exchange.pk}",
        reserved_to=exchange.organisation,
        reply_to=reply_to,
    )


def _where_to_read(exchange: Exchange, channel: str, reply_to: str) -> str:
    if channel in BY_HAND:
        return f"\n\n{exchange.text}\n"
    expires_at = clock.now() + timedelta(days=LINK_DAYS)
    person = exchange.pathway.beneficiary
    secret = open_link(Purpose.READ_MESSAGE, expires_at=expires_at, beneficiary=person, object_id=exchange.pk)
    address = f"{settings.SITE_URL}{reverse('read_message', args=[secret])}"
    return (
        f"{address}\n\nVous pouvez aussi répondre à ce courriel."
        if reply_to and channel == "email"
        else address
    )


def _reply_address(exchange: Exchange) -> str:
    if not settings.REPLY_ADDRESS:
        return ""
    expires_at = clock.now() + timedelta(days=REPLY_DAYS)
    person = exchange.pathway.beneficiary
    return reply_address(
        open_link(Purpose.REPLY_BY_MAIL, expires_at=expires_at, beneficiary=person, object_id=exchange.pk)
    )


def tell_staff(exchange: Exchange) -> None:
    """A line to whoever follows the person in the body they wrote to: that they wrote, not what."""
    reader = reader_of(exchange)
    if reader and reader.email:
        queue(
            "write_to_adviser",
            to=reader.email,
            title="Une personne vous a écrit",
            object_id=exchange.pk,
            initials=exchange.pathway.beneficiary.initials,
            pathway=exchange.pathway,
        )


def reader_of(exchange: Exchange) -> User | None:
    """Who follows the path in the body that the message is for."""
    seats = colleagues_on(exchange.pathway)
    return next((user for user, body in seats if body.pk == exchange.organisation_id), None)

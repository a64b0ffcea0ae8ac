"""Messages with the person, in both directions: they stay between them and one body (D11)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.audience import Audience
from rebond.pathways.contact import note_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Outcome, Pathway
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Organisation, User
from rebond.programmes.vocabulary import ExitReason
from rebond.tutoring import policy, telling
from rebond.tutoring.actions.joined import join_files
from rebond.tutoring.actions.lines import new_line
from rebond.tutoring.mail import AttachedFile
from rebond.tutoring.models import Door, Exchange, ExchangeKind

NOTHING_SAID = "Écrivez votre message."


@transaction.atomic
def write_to_person(
    *, pathway: Pathway, exchange_id: UUID, text: str, by: Actor, joined: Sequence[AttachedFile] = ()
) -> Exchange:
    """Write to the person: they are told on a channel they have, and what they had written is answered.

    Sent twice, it leaves once. Raises ActRefused for an empty message, or when the person has died.
    """
    lock(pathway)
    policy.require(by, "write_to_person", pathway)
    if kept := Exchange.objects.filter(pathway=pathway, pk=exchange_id).first():
        return kept
    if Outcome.objects.filter(pathway=pathway, exit_reason=ExitReason.DEATH).exists():
        raise ActRefused("Ce parcours s'est terminé par un décès : personne n'écrit plus à cette adresse.")
    exchange = _new(pathway, exchange_id, ExchangeKind.MESSAGE_SENT, text, by.organisation, by.user)
    exchange.save(force_insert=True)
    join_files(exchange, joined, by=by)
    for waiting in Exchange.objects.filter(
        pathway=pathway,
        kind=ExchangeKind.MESSAGE_RECEIVED,
        settled_at__isnull=True,
        organisation=by.organisation,
    ):
        _settle(waiting, by)
    record("write_to_person", on=exchange, by=by, beneficiary_id=pathway.beneficiary_id)
    telling.tell_message(exchange, by=by)
    return exchange


@transaction.atomic
def write_to_adviser(
    *,
    pathway: Pathway,
    exchange_id: UUID,
    text: str,
    by: PersonActor,
    door: str = Door.SPACE,
    to: Organisation | None = None,
    quoted: str = "",
    source_key: str = "",
    joined: Sequence[AttachedFile] = (),
) -> Exchange:
    """The person writes to the body that accompanies them, or to the one (`to`) that they answer.

    Sent twice, or the same mail brought twice (`source_key`), it is kept once. Raises ActRefused.
    """
    lock(pathway)
    policy.require(by, "write_to_adviser", pathway)
    if kept := Exchange.objects.filter(pathway=pathway, pk=exchange_id).first():
        return kept
    if source_key and (kept := Exchange.objects.filter(source_key=source_key).first()):
        return kept
    exchange = _new(pathway, exchange_id, ExchangeKind.MESSAGE_RECEIVED, text, to or pathway.contractor)
    exchange.door, exchange.quoted, exchange.source_key = door, quoted, source_key
    exchange.save(force_insert=True)
    join_files(exchange, joined, by=by)
    note_contact(pathway)
    record("write_to_adviser", on=exchange, by=by, beneficiary_id=pathway.beneficiary_id, door=str(door))
    telling.tell_staff(exchange)
    return exchange


@transaction.atomic
def settle_message(*, exchange: Exchange, by: Actor) -> None:
    """Say that a message of the person needs no written answer; said twice, the first time stands."""
    lock(exchange)
    policy.require(by, "settle_message", exchange)
    if exchange.waits_for_answer:
        _settle(exchange, by)
        record("settle_message", on=exchange, by=by, beneficiary_id=exchange.pathway.beneficiary_id)


def _settle(exchange: Exchange, by: Actor) -> None:
    exchange.settled_at, exchange.settled_by = clock.now(), by.user
    exchange.save(update_fields=["settled_at", "settled_by"])


def _new(
    pathway: Pathway,
    exchange_id: UUID,
    kind: str,
    text: str,
    organisation: Organisation,
    author: User | None = None,
) -> Exchange:
    if not text.strip():
        raise ActRefused(NOTHING_SAID, field="text")
    return new_line(
        pathway=pathway,
        exchange_id=exchange_id,
        kind=kind,
        text=text,
        audience=Audience.PERSON,
        organisation=organisation,
        author=author,
    )

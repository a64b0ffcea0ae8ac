"""What the staff keep for themselves or for their colleagues: notes and calls."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.audience import Audience
from rebond.pathways.contact import note_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.actions.lines import new_line
from rebond.tutoring.models import CALLS, CONTACTS, NOTE_AUDIENCES, Exchange, ExchangeKind

WHO_READS = "Choisissez qui lit : votre organisme, ou tous les professionnels du parcours."


@transaction.atomic
def write_note(
    *,
    pathway: Pathway,
    exchange_id: UUID,
    text: str,
    by: Actor,
    audience: str = Audience.ORGANISATION,
) -> Exchange:
    """Keep a note on the file. `exchange_id` is that of the form: sent twice, it is kept once. Raises ActRefused."""
    lock(pathway)
    policy.require(by, "write_note", pathway)
    if kept := Exchange.objects.filter(pathway=pathway, pk=exchange_id).first():
        return kept
    exchange = _new(pathway, exchange_id, ExchangeKind.NOTE, text, audience, by)
    exchange.save(force_insert=True)
    record("write_note", on=exchange, by=by, beneficiary_id=pathway.beneficiary_id, audience=audience)
    return exchange


@transaction.atomic
def record_call(
    *,
    pathway: Pathway,
    exchange_id: UUID,
    kind: str,
    by: Actor,
    text: str = "",
    happened_at: datetime | None = None,
    audience: str = Audience.ORGANISATION,
) -> Exchange:
    """Note a call with the person, or that nobody took it; only a call that was taken breaks a silence (D2).

    Sent twice, it is kept once. Raises ActRefused for a call to come, or one that says nothing of what was said.
    """
    lock(pathway)
    policy.require(by, "record_call", pathway)
    if kept := Exchange.objects.filter(pathway=pathway, pk=exchange_id).first():
        return kept
    when = happened_at or clock.now()
    if when > clock.now():
        raise ActRefused("Cet appel n'a pas encore eu lieu.", field="happened_at")
    if kind not in CALLS:
        raise ActRefused("Dites qui a appelé, et si la personne a répondu.", field="kind")
    if not text and kind != ExchangeKind.CALL_UNANSWERED:
        raise ActRefused("Écrivez en quelques mots ce qui s'est dit.", field="text")
    exchange = _new(pathway, exchange_id, kind, text, audience, by)
    exchange.happened_at = when
    exchange.save(force_insert=True)
    is_contact = kind in CONTACTS
    if is_contact:
        note_contact(pathway, at=when)
    facts = {"kind": str(kind), "audience": str(audience), "is_contact": is_contact}
    record("record_call", on=exchange, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return exchange


@transaction.atomic
def change_audience(*, exchange: Exchange, audience: str, by: Actor) -> None:
    """Share a note, or a call, with the other parties, or keep it again for one's own body; the journal says when.

    What was read has been read: keeping it again only hides it from then on. Raises ActRefused.
    """
    lock(exchange)
    policy.require(by, "change_audience", exchange)
    if audience not in NOTE_AUDIENCES:
        raise ActRefused(WHO_READS, field="audience")
    if exchange.audience == audience:
        return  # sent twice
    before, exchange.audience = exchange.audience, audience
    exchange.save(update_fields=["audience"])
    facts = {"before": str(before), "after": str(audience)}
    record("change_audience", on=exchange, by=by, beneficiary_id=exchange.pathway.beneficiary_id, **facts)


def _new(pathway: Pathway, exchange_id: UUID, kind: str, text: str, audience: str, by: Actor) -> Exchange:
    if audience not in NOTE_AUDIENCES:
        raise ActRefused(WHO_READS, field="audience")
    return new_line(
        pathway=pathway,
        exchange_id=exchange_id,
        kind=kind,
        text=text,
        audience=audience,
        organisation=by.organisation,
        author=by.user,
    )

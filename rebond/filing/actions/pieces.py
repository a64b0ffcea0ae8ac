"""Pieces: sent by the person or by staff, opened, shared further, withdrawn."""

from collections.abc import Sequence

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.documents import store
from rebond.filing import policy
from rebond.filing.actions.keeping import Sent, check_pace
from rebond.filing.models import Piece
from rebond.pathways.audience import SEEN_BY_PERSON, Audience
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway, Step
from rebond.people.actor import Actor, Anybody, PersonActor


@transaction.atomic
def file_piece(
    *,
    pathway: Pathway,
    content: bytes,
    name: str,
    kind: str,
    audience: str,
    by: Anybody,
    step: Step | None = None,
    more_photos: Sequence[bytes] = (),
) -> Piece:
    """Keep what somebody sent on a file: a PDF, or one photo and more of the same paper, made into one PDF.

    Sent again by the same person, it is the same piece. Raises ActRefused, on the field `file`, `kind` or `audience`.
    """
    sent = Sent.checked([content, *more_photos], name=name, kind=kind)
    lock(pathway)
    policy.require(by, "file_piece", pathway)
    _check_audience(audience, is_from_person=isinstance(by, PersonActor))
    if step and step.pathway_id != pathway.pk:
        raise ActRefused("Ce rendez-vous est celui d'un autre parcours.")
    check_pace(by)
    # What the person sends goes to their adviser's organisation.
    organisation = pathway.contractor if isinstance(by, PersonActor) else by.organisation
    same = Piece.objects.filter(
        pathway=pathway,
        content_sha256=sent.sha256,
        kind=kind,
        audience=audience,
        step=step,
        withdrawn_at=None,
    )
    if already := same.filter(sent_by=by.user_id, organisation=organisation).first():
        return already
    piece = sent.keep(pathway, by=by, step=step, audience=audience, organisation=organisation)
    note_own_contact(pathway, by=by)
    record("file_piece", on=piece, by=by, beneficiary_id=pathway.beneficiary_id, kind=kind, audience=audience)
    return piece


@transaction.atomic
def read_piece(*, piece: Piece, by: Actor) -> None:
    """Note that what the person sent was opened by those it was sent to: it waits for them no longer."""
    lock(piece)
    policy.require(by, "read_piece", piece)
    if piece.is_withdrawn:
        raise NotInThisState("Ce document a été retiré.")
    if piece.read_at is None:
        piece.read_at = clock.now()
        piece.save(update_fields=["read_at"])
        record("read_piece", on=piece, by=by, beneficiary_id=piece.pathway.beneficiary_id)


@transaction.atomic
def share_piece(*, piece: Piece, audience: str, by: Actor) -> None:
    """Say anew who reads a piece. What the person sent stays theirs to read. Raises ActRefused, on `audience`."""
    lock(piece)
    policy.require(by, "share_piece", piece)
    if piece.is_withdrawn:
        raise NotInThisState("Ce document a été retiré.")
    _check_audience(audience, is_from_person=piece.is_from_person)
    if audience == piece.audience:
        return
    before, piece.audience = piece.audience, audience
    piece.save(update_fields=["audience"])
    facts = {"before": before, "after": audience}
    record("share_piece", on=piece, by=by, beneficiary_id=piece.pathway.beneficiary_id, **facts)


@transaction.atomic
def withdraw_piece(*, piece: Piece, reason: str, by: Anybody) -> None:
    """Take a piece back: its content is deleted for good, and that it was there, and why it went, stays told.

    What it answered is asked for again. Raises NotInThisState on a replay, ActRefused without a reason.
    """
    lock(piece)
    policy.require(by, "withdraw_piece", piece)
    if piece.document is None:
        raise NotInThisState("Ce document est déjà retiré.")
    if not reason.strip():
        raise ActRefused("Dites pourquoi ce document est retiré.", field="reason")
    document, piece.document = piece.document, None
    piece.withdrawn_at, piece.withdrawn_by_id, piece.withdrawn_reason = (
        clock.now(),
        by.user_id,
        reason.strip(),
    )
    piece.save()
    store.erase(document)
    record("withdraw_piece", on=piece, by=by, beneficiary_id=piece.pathway.beneficiary_id, kind=piece.kind)


def _check_audience(audience: str, *, is_from_person: bool) -> None:
    if audience not in Audience:
        raise ActRefused("Choisissez qui lira ce document.", field="audience")
    if is_from_person and audience not in SEEN_BY_PERSON:
        raise ActRefused("La personne lit toujours ce qu'elle envoie.", field="audience")

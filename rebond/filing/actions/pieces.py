"""Pieces: sent by the person or by staff, opened, shared further, withdrawn."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents import photos, store
from rebond.documents.models import Document, Kind
from rebond.filing import policy
from rebond.filing.kinds import PieceKind, retention_of
from rebond.filing.models import Piece
from rebond.filing.naming import clean_name
from rebond.pathways.attention import start_of
from rebond.pathways.audience import SEEN_BY_PERSON, Audience
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway, Step
from rebond.people.actor import Anybody, PersonActor
from rebond.people.models import Organisation

#: A person who sends more in a day has a machine send it.
DAILY_MAX = 40


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
    sent = [content, *more_photos]
    checked = photos.one_document(sent, title=_label(kind))
    lock(pathway)
    policy.require(by, "file_piece", pathway)
    _check(pathway, audience=audience, step=step, by=by)
    sha256 = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in sent)).hexdigest()
    organisation = _organisation_of(pathway, by)
    same = Piece.objects.filter(
        pathway=pathway, content_sha256=sha256, kind=kind, audience=audience, step=step, withdrawn_at=None
    )
    if already := same.filter(sent_by=by.user_id, organisation=organisation).first():
        return already
    piece = Piece.objects.create(
        pathway=pathway,
        step=step,
        document=_kept(checked, kind, pathway),
        kind=kind,
        name=clean_name(name, instead=_label(kind)),
        audience=audience,
        organisation=organisation,
        sent_by_id=by.user_id,
        content_sha256=sha256,
    )
    record("file_piece", on=piece, by=by, beneficiary_id=pathway.beneficiary_id, kind=kind, audience=audience)
    return piece


def _label(kind: str) -> str:
    try:
        return str(PieceKind(kind).label)
    except ValueError as error:
        raise ActRefused("Choisissez de quel document il s'agit.", field="kind") from error


def _check(pathway: Pathway, *, audience: str, step: Step | None, by: Anybody) -> None:
    if audience not in Audience:
        raise ActRefused("Choisissez qui lira ce document.", field="audience")
    if step and step.pathway_id != pathway.pk:
        raise ActRefused("Ce rendez-vous est celui d'un autre parcours.")
    if not isinstance(by, PersonActor):
        return
    if audience not in SEEN_BY_PERSON:
        raise ActRefused("Vous lisez toujours ce que vous envoyez.", field="audience")
    own = Piece.objects.filter(pathway__beneficiary=by.beneficiary, sent_by=None)
    if own.filter(sent_at__gte=start_of(clock.today())).count() >= DAILY_MAX:
        raise ActRefused(
            f"Vous avez envoyé {DAILY_MAX} documents aujourd'hui : reprenez demain.", field="file"
        )


def _organisation_of(pathway: Pathway, by: Anybody) -> Organisation:
    """What the person sends goes to their adviser's."""
    return pathway.contractor if isinstance(by, PersonActor) else by.organisation


def _kept(content: bytes, kind: str, pathway: Pathway) -> Document:
    name = f"{kind.replace('_', '-')}-{clock.today()}.pdf"
    return store.keep(
        content,
        kind=Kind.RECEIVED,
        name=name,
        beneficiary=pathway.beneficiary,
        retention=retention_of(kind),
    )

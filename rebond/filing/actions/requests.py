"""Asking the person for a piece: they are written to, reminded, and answer by a link without an account."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.filing import policy
from rebond.filing.actions.keeping import Sent, check_pace
from rebond.filing.asking import LINK_DAYS, waiting
from rebond.filing.kinds import PieceKind
from rebond.filing.models import Piece, PieceRequest
from rebond.links.doors import open_link, revoke_links
from rebond.links.models import Purpose
from rebond.pathways.attention import start_of
from rebond.pathways.audience import SEEN_BY_PERSON, Audience
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.pathways.telling import tell_person
from rebond.people.actor import Actor, Anybody
from rebond.programmes.vocabulary import LetterCode


@transaction.atomic
def ask_piece(
    *, pathway: Pathway, kind: str, by: Actor, words: str = "", audience: str = Audience.PERSON
) -> PieceRequest:
    """Ask the person for a piece, and write to them with a link to send it. Asked twice, it is asked once.

    Raises ActRefused, on the field `kind`, `words` or `audience`, or when the path is suspended.
    """
    lock(pathway)
    policy.require(by, "ask_piece", pathway)
    words = " ".join(words.split())
    _check(pathway, kind=kind, words=words, audience=audience)
    same = pathway.piece_requests.filter(kind=kind, words=words, organisation=by.organisation)
    if already := waiting(same).first():
        return already
    request = PieceRequest.objects.create(
        pathway=pathway,
        kind=kind,
        words=words,
        audience=audience,
        organisation=by.organisation,
        asked_by=by.user,
    )
    facts = {"kind": kind, "audience": audience}
    record("ask_piece", on=request, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    _write(request)
    return request


@transaction.atomic
def remind_piece_request(*, request: PieceRequest, by: Actor) -> None:
    """Write again, with a new link. Raises NotInThisState once it is answered, ActRefused twice on the same day."""
    _lock_waiting(request, "remind_piece_request", by)
    if (request.reminded_at or request.asked_at) >= start_of(clock.today()):
        raise ActRefused("Un message est déjà parti aujourd'hui pour ce document.")
    request.reminded_at = clock.now()
    request.save(update_fields=["reminded_at"])
    record("remind_piece_request", on=request, by=by, beneficiary_id=request.pathway.beneficiary_id)
    _write(request)


@transaction.atomic
def withdraw_piece_request(*, request: PieceRequest, by: Actor) -> None:
    """The piece is not needed any more: the link closes. Raises NotInThisState once it is answered or withdrawn."""
    _lock_waiting(request, "withdraw_piece_request", by)
    request.withdrawn_at = clock.now()
    request.save(update_fields=["withdrawn_at"])
    revoke_links(Purpose.SEND_PIECE, object_id=request.pk)
    record("withdraw_piece_request", on=request, by=by, beneficiary_id=request.pathway.beneficiary_id)


@transaction.atomic
def answer_piece_request(
    *,
    request: PieceRequest,
    content: bytes,
    name: str,
    by: Anybody,
    more_photos: Sequence[bytes] = (),
) -> Piece:
    """Keep what was asked for, sent by the person or handed to staff. The same file sent again is the same piece.

    Raises NotInThisState when something else already answered or it is withdrawn, ActRefused on the field `file`.
    """
    sent = Sent.checked([content, *more_photos], name=name, kind=request.kind)
    lock(request.pathway)
    lock(request)
    policy.require(by, "answer_piece_request", request)
    live = request.pieces.filter(withdrawn_at=None).first()
    if live and live.content_sha256 == sent.sha256:
        return live
    _refuse_unless_waiting(request, live)
    check_pace(by)
    piece = sent.keep(
        request.pathway, by=by, request=request, audience=request.audience, organisation=request.organisation
    )
    note_own_contact(request.pathway, by=by)
    facts = {"kind": request.kind, "request": str(request.pk)}
    record("answer_piece_request", on=piece, by=by, beneficiary_id=request.pathway.beneficiary_id, **facts)
    return piece


def _check(pathway: Pathway, *, kind: str, words: str, audience: str) -> None:
    if pathway.state == PathwayState.SUSPENDED:
        raise ActRefused("Le parcours est en pause : demandez ce document à la reprise.")
    if kind not in PieceKind:
        raise ActRefused("Choisissez quel document vous demandez.", field="kind")
    if kind == PieceKind.OTHER and not words:
        raise ActRefused("Dites quel document vous demandez.", field="words")
    if audience not in SEEN_BY_PERSON:
        raise ActRefused("La personne lit toujours ce qu'elle envoie.", field="audience")


def _lock_waiting(request: PieceRequest, act: str, by: Actor) -> None:
    lock(request)
    policy.require(by, act, request)
    _refuse_unless_waiting(request, request.pieces.filter(withdrawn_at=None).first())


def _refuse_unless_waiting(request: PieceRequest, live: Piece | None) -> None:
    if request.is_withdrawn:
        raise NotInThisState("Ce document n'est plus demandé.")
    if live:
        raise NotInThisState("Ce document est déjà reçu.")


def _write(request: PieceRequest) -> None:
    secret = open_link(
        Purpose.SEND_PIECE,
        expires_at=clock.now() + timedelta(days=LINK_DAYS),
        beneficiary=request.pathway.beneficiary,
        object_id=request.pk,
    )
    address = f"{settings.SITE_URL}{reverse('send_asked_piece', args=[secret])}"
    tell_person(
        LetterCode.MISSING_DOCUMENT,
        pathway=request.pathway,
        values={"intitule": str(request), "lien": address},
    )

"""Who reads the pieces of a file, who sends, asks for and withdraws them (D11)."""

from typing import Any

from django.db.models import QuerySet

from rebond.documents.models import Retention
from rebond.filing.kinds import retention_of
from rebond.filing.models import Piece, PieceRequest
from rebond.pathways.audience import readable_by
from rebond.pathways.models import Pathway
from rebond.pathways.policy import CONTRACTOR_MANAGERS, pathways_visible_to
from rebond.pathways.policy import may as may_on_path
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Role
from rebond.people.permissions import OwnRule, Permissions, StaffRule

#: Who adds to the files that they see; a head of service and an administrator only read.
SENDERS = {Role.LEAD_WORKER, Role.BUSINESS_ADVISER, Role.CAREERS_CONSULTANT, *CONTRACTOR_MANAGERS}


def pieces_visible_to(by: Anybody) -> QuerySet[Piece]:
    """What the reader's side may read, on the paths that they see; withdrawn ones too, which hold nothing any more."""
    return readable_by(Piece.objects.filter(pathway__in=pathways_visible_to(by)), by)


def pieces_readable_by(pathway: Pathway, by: Anybody) -> QuerySet[Piece]:
    """Those of one path that can be opened."""
    return pieces_visible_to(by).filter(pathway=pathway, withdrawn_at=None)


def requests_visible_to(by: Anybody) -> QuerySet[PieceRequest]:
    """What is asked of the person: by one's own organisation, or told to all; the person sees all that is theirs."""
    return readable_by(PieceRequest.objects.filter(pathway__in=pathways_visible_to(by)), by)


def sends(by: Actor, pathway: Pathway) -> bool:
    """Staff who see the path, be it for an appointment where they replace somebody."""
    return by.role in SENDERS and pathways_visible_to(by).filter(pk=pathway.pk).exists()


def asks(by: Actor, pathway: Pathway) -> bool:
    """Those who accompany or lead the person."""
    return may_on_path(by, "decide", pathway)


def keeps_request(by: Actor, request: PieceRequest) -> bool:
    """Whoever asked, or a colleague who takes part in the path."""
    return request.organisation_id == by.organisation_id and asks(by, request.pathway)


def keeps_piece(by: Actor, piece: Piece) -> bool:
    """Staff of the organisation to which the piece belongs, who may send one of their own."""
    return piece.organisation_id == by.organisation_id and sends(by, piece.pathway)


def withdraws(by: Actor, piece: Piece) -> bool:
    """Whoever sent it, or a manager of their organisation; what the person sent, any of those who keep it."""
    is_theirs = piece.is_from_person or piece.sent_by_id == by.user_id or by.role in CONTRACTOR_MANAGERS
    return is_theirs and keeps_piece(by, piece)


def is_own_path(by: PersonActor, pathway: Pathway) -> bool:
    return pathway.beneficiary_id == by.beneficiary.pk


def is_asked(by: PersonActor, request: PieceRequest) -> bool:
    return is_own_path(by, request.pathway)


def may_take_back(by: PersonActor, piece: Piece) -> bool:
    """Their own. Evidence that was read is no longer theirs to withdraw: a right or an exit rests on it."""
    is_theirs = piece.is_from_person and is_own_path(by, piece.pathway)
    return is_theirs and (retention_of(piece.kind) != Retention.EVIDENCE or piece.read_at is None)


PERMISSIONS: dict[str, StaffRule] = {
    # on a path
    "file_piece": sends,
    "ask_piece": asks,
    # on a request
    "answer_piece_request": keeps_request,
    "remind_piece_request": keeps_request,
    "withdraw_piece_request": keeps_request,
    # on a piece
    "read_piece": keeps_piece,
    "share_piece": keeps_piece,
    "withdraw_piece": withdraws,
}
OWN_PERMISSIONS: dict[str, OwnRule] = {
    "file_piece": is_own_path,
    "answer_piece_request": is_asked,
    "withdraw_piece": may_take_back,
}


def _state_allows(act: str, thing: Any) -> bool:
    if isinstance(thing, PieceRequest):
        return thing.is_waiting
    return not (isinstance(thing, Piece) and thing.is_withdrawn)


_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS, _state_allows)
may, require, offers = _TABLE.may, _TABLE.require, _TABLE.offers

"""Who reads the pieces of a file, who sends, asks for and withdraws them (D11)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
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


def sends(by: Anybody, pathway: Pathway) -> bool:
    """The person, on their own path; or staff who see it, be it for an appointment where they replace somebody."""
    if isinstance(by, PersonActor):
        return pathway.beneficiary_id == by.beneficiary.pk
    return by.role in SENDERS and pathways_visible_to(by).filter(pk=pathway.pk).exists()


def asks(by: Anybody, pathway: Pathway) -> bool:
    """Those who accompany or lead the person."""
    return isinstance(by, Actor) and may_on_path(by, "decide", pathway)


def keeps_request(by: Anybody, request: PieceRequest) -> bool:
    """A colleague of whoever asked, who takes part in the path."""
    return (
        isinstance(by, Actor) and request.organisation_id == by.organisation_id and asks(by, request.pathway)
    )


def keeps_piece(by: Anybody, piece: Piece) -> bool:
    """Staff of the organisation to which the piece belongs, who may send one of their own."""
    return isinstance(by, Actor) and piece.organisation_id == by.organisation_id and sends(by, piece.pathway)


def withdraws(by: Anybody, piece: Piece) -> bool:
    """Whoever sent it, or a manager of their organisation. Evidence that was read is no longer the person's to withdraw."""
    if isinstance(by, PersonActor):
        is_own = piece.is_from_person and piece.pathway.beneficiary_id == by.beneficiary.pk
        return is_own and (retention_of(piece.kind) != Retention.EVIDENCE or piece.read_at is None)
    if not keeps_piece(by, piece):
        return False
    return piece.sent_by_id == by.user_id or by.role in CONTRACTOR_MANAGERS


PERMISSIONS: dict[str, Callable[[Anybody, Any], bool]] = {
    # on a path
    "file_piece": sends,
    "ask_piece": asks,
    # on a request
    "remind_piece_request": keeps_request,
    "withdraw_piece_request": keeps_request,
    # on a piece
    "read_piece": keeps_piece,
    "share_piece": keeps_piece,
    "withdraw_piece": withdraws,
}


def may(by: Anybody, act: str, thing: Any) -> bool:
    """Whether `by` may do `act` on `thing`; says nothing of its state."""
    return PERMISSIONS[act](by, thing)


def require(by: Anybody, act: str, thing: Any) -> None:
    """Raises PermissionDenied when the role does not allow the act."""
    if not may(by, act, thing):
        raise PermissionDenied(f"{by.role} may not {act}")

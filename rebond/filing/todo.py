"""« À faire » for the pieces: what the person sent and nobody opened, and what they still do not send."""

from datetime import timedelta

from rebond.core import clock
from rebond.filing.asking import OVERDUE_AFTER_DAYS, overdue
from rebond.filing.models import Piece, PieceRequest
from rebond.filing.policy import pieces_visible_to, requests_visible_to
from rebond.pathways.attention import Delays
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor


def pieces_received(by: Actor, delays: Delays) -> Batch:
    """What people sent to the reader's organisation, until somebody there opens it."""
    unread = pieces_visible_to(by).filter(
        organisation=by.organisation_id, sent_by=None, read_at=None, withdrawn_at=None
    )
    rows, total = bounded(unread.select_related("pathway__beneficiary"), "sent_at")
    return Batch("documents reçus", [_open(row) for row in rows], total)


def _open(piece: Piece) -> Task:
    day = clock.civil_date(piece.sent_at)
    asked = ", demandé" if piece.request_id else ""
    return Task(
        kind="read_piece",
        label="Ouvrir un document reçu",
        person=piece.pathway.beneficiary.full_name,
        note=f"{piece.get_kind_display()}{asked} : envoyé le {on(day)} ({ago(day)}).",
        due_on=clock.today(),
        url_name="show_piece",
        url_pk=piece.pk,
        button="Ouvrir",
        icon="file-earmark-arrow-down",
        pathway_pk=piece.pathway_id,
    )


def pieces_awaited(by: Actor, delays: Delays) -> Batch:
    """What the reader's organisation asked for two weeks ago and still does not have."""
    late = overdue(requests_visible_to(by)).filter(organisation=by.organisation_id)
    rows, total = bounded(late.select_related("pathway__beneficiary"), "asked_at")
    return Batch("documents attendus", [_call(row) for row in rows], total)


def _call(request: PieceRequest) -> Task:
    day = clock.civil_date(request.asked_at)
    reminded = f", rappelé le {on(clock.civil_date(request.reminded_at))}" if request.reminded_at else ""
    return Task(
        kind="remind_piece_request",
        label="Document demandé, pas encore reçu",
        person=request.pathway.beneficiary.full_name,
        note=f"{request} : demandé le {on(day)} ({ago(day)}){reminded}.",
        due_on=day + timedelta(days=OVERDUE_AFTER_DAYS),
        url_name="show_piece_request",
        url_pk=request.pk,
        button="Voir la demande",
        icon="hourglass-split",
        pathway_pk=request.pathway_id,
        quick_url_name="remind_piece_request",
        quick_button="Relancer",
    )

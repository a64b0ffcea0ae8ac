"""« À faire » for the pieces: what the person sent and nobody opened, and what they still do not send."""

from datetime import timedelta

from django.db.models import QuerySet

from rebond.core import clock
from rebond.filing.asking import OVERDUE_AFTER_DAYS, overdue
from rebond.filing.models import Piece, PieceRequest
from rebond.filing.policy import pieces_visible_to, requests_visible_to
from rebond.pathways.todo.tasks import Listed, Task, ago, on
from rebond.people.actor import Actor


def _unread(by: Actor) -> QuerySet[Piece]:
    """What people sent to the reader's organisation, until somebody there opens it."""
    unread = pieces_visible_to(by).filter(
        organisation=by.organisation_id, sent_by=None, read_at=None, withdrawn_at=None
    )
    return unread.select_related("pathway__beneficiary")


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


pieces_received = Listed("recus", "documents reçus", _unread, "sent_at", _open)


def _late(by: Actor) -> QuerySet[PieceRequest]:
    """What the reader's organisation asked for two weeks ago and still does not have."""
    late = overdue(requests_visible_to(by)).filter(organisation=by.organisation_id)
    return late.select_related("pathway__beneficiary")


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


pieces_awaited = Listed("attendus", "documents attendus", _late, "asked_at", _call)

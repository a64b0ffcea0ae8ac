"""What the person is asked for and has not sent yet: waiting is computed, from the pieces that answered."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from rebond.core import clock
from rebond.filing.models import Piece, PieceRequest
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Role

#: The person is reminded once, by itself, this long after they were asked.
REMIND_AFTER_DAYS = 7
#: Then it is the adviser who is told, to call or to help.
OVERDUE_AFTER_DAYS = 14
#: A link to send a piece is open this long; each reminder opens a new one.
LINK_DAYS = 30
#: The most usual ones, asked for in one click.
USUAL = ("turnover", "bank_statement", "caf_certificate", "quote", "insurance")


def waiting(requests: QuerySet[PieceRequest]) -> QuerySet[PieceRequest]:
    """Neither withdrawn nor answered."""
    live = Piece.objects.filter(request=OuterRef("pk"), withdrawn_at=None)
    return requests.filter(~Exists(live), withdrawn_at=None)


def to_remind(requests: QuerySet[PieceRequest]) -> QuerySet[PieceRequest]:
    """Waiting for a week, on a path under way, and never reminded."""
    since = clock.now() - timedelta(days=REMIND_AFTER_DAYS)
    return waiting(requests).filter(asked_at__lte=since, reminded_at=None, pathway__state=PathwayState.OPEN)


def overdue(requests: QuerySet[PieceRequest]) -> QuerySet[PieceRequest]:
    """Waiting for two weeks, without a reminder in the last one."""
    since = clock.now() - timedelta(days=OVERDUE_AFTER_DAYS)
    last_week = clock.now() - timedelta(days=REMIND_AFTER_DAYS)
    quiet = Q(reminded_at=None) | Q(reminded_at__lte=last_week)
    return waiting(requests).filter(quiet, asked_at__lte=since, pathway__state=PathwayState.OPEN)


def keeper_of(request: PieceRequest) -> Actor:
    """In whose name a reminder goes: who now holds the path for the organisation that asked."""
    pathway: Pathway = request.pathway
    if request.organisation_id == pathway.contractor_id:
        return Actor(pathway.adviser, pathway.contractor, Role.BUSINESS_ADVISER)
    if pathway.careers_consultant and request.organisation_id == pathway.careers_organisation_id:
        return Actor(pathway.careers_consultant, request.organisation, Role.CAREERS_CONSULTANT)
    return Actor(pathway.lead_worker, pathway.lead_organisation, Role.LEAD_WORKER)

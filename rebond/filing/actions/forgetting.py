"""The end of the retention: the worker's own deed, in nobody's name; the journal keeps how many went, and when."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from rebond.audit.journal import record
from rebond.core import clock
from rebond.documents import store
from rebond.filing.retention import pathways_to_forget, pieces_to_forget, requests_to_forget
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway


@dataclass(frozen=True)
class _Worker:
    """Who does it, for the journal."""

    user_id: int | None = None
    organisation_id: int | None = None
    role: str = "worker"


def forget_old_pieces() -> int:
    """A daily job: forget what is due today, unless the settings keep it; returns 0, nothing waits for it."""
    if settings.ERASES_OLD_PIECES:
        forget_pieces(on=clock.today())
    return 0


def forget_pieces(*, on: date) -> int:
    """Forget what is due on that day, path by path, and return how many pieces went. Run again, it finds none."""
    pieces, requests = pieces_to_forget(on), requests_to_forget(on)
    holds_some = Q(pk__in=pieces.values("pathway")) | Q(pk__in=requests.values("pathway"))
    due = pathways_to_forget(on).filter(holds_some)
    return sum(_forget_those_of(pathway, on) for pathway in due.order_by("pk"))


@transaction.atomic
def _forget_those_of(pathway: Pathway, on: date) -> int:
    lock(pathway)
    # Looked at again once locked: the person may have come back meanwhile.
    pieces = list(pieces_to_forget(on).filter(pathway=pathway).select_related("document"))
    for piece in pieces:
        document = piece.document
        piece.delete()
        if document:
            store.erase(document)
    requests_count, _ = requests_to_forget(on).filter(pathway=pathway).delete()
    if pieces or requests_count:
        facts = {"count": len(pieces)}
        record("forget_pieces", on=pathway, by=_Worker(), beneficiary_id=pathway.beneficiary_id, **facts)
    return len(pieces)

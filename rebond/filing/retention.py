"""How long the pieces stay (D2): two years after the last contact that came from the person, then nothing of them is left.

Evidence waits for the end date of its operation (B22, B23), which is not known yet: it is counted, never erased here.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet

from rebond.core.dates import add_months
from rebond.documents.models import Retention
from rebond.filing.kinds import EVIDENCE, PieceKind
from rebond.filing.models import Piece, PieceRequest
from rebond.pathways.attention import start_of
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState

KEPT_MONTHS = 24
#: What is about to go is told this long before (D5).
NOTICE_DAYS = 30


def pathways_to_forget(on: date) -> QuerySet[Pathway]:
    """The paths of people of whom nothing runs any more, and whose last contact, entry or exit is two years old on a day."""
    limit = add_months(on, -KEPT_MONTHS)
    heard = Q(last_contact_at__gte=start_of(limit)) | Q(exited_on__gte=limit) | Q(entered_on__gte=limit)
    kept = Pathway.objects.filter(~Q(state=PathwayState.CLOSED) | heard, beneficiary=OuterRef("beneficiary"))
    return Pathway.objects.filter(~Exists(kept))


def pieces_to_forget(on: date) -> QuerySet[Piece]:
    """Those that go that day: of the file, not evidence, and themselves at least as old (a piece is a contact too)."""
    old = Piece.objects.filter(pathway__in=pathways_to_forget(on), sent_at__lt=_limit(on))
    return old.exclude(kind__in=EVIDENCE)


def requests_to_forget(on: date) -> QuerySet[PieceRequest]:
    """What was asked of these people as long ago, unless a piece that stays answers it."""
    stays = Piece.objects.filter(request=OuterRef("pk")).exclude(pk__in=pieces_to_forget(on).values("pk"))
    old = PieceRequest.objects.filter(asked_at__lt=_limit(on), pathway__in=pathways_to_forget(on))
    return old.filter(~Exists(stays))


def _limit(on: date) -> datetime:
    return start_of(add_months(on, -KEPT_MONTHS))


@dataclass(frozen=True)
class Count:
    """How many pieces of one nature go now, go within a month, and stay."""

    nature: str
    retention: Retention
    now: int
    soon: int
    kept: int


def counts(on: date) -> list[Count]:
    """By nature, in the order of the list; natures of which there is none are left out."""
    everything = _by_kind(Piece.objects.all())
    now = _by_kind(pieces_to_forget(on))
    later = _by_kind(pieces_to_forget(on + timedelta(days=NOTICE_DAYS)))
    return [
        Count(
            nature=str(kind.label),
            retention=Retention.EVIDENCE if kind in EVIDENCE else Retention.FILE,
            now=now[kind],
            soon=later[kind] - now[kind],
            kept=everything[kind] - later[kind],
        )
        for kind in PieceKind
        if everything[kind]
    ]


def _by_kind(pieces: QuerySet[Piece]) -> Counter[str]:
    return Counter(dict(pieces.order_by().values_list("kind").annotate(count=CountRows("pk"))))

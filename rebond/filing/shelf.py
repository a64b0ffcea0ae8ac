"""Every kept document of a path in one list, whichever room it comes from: pieces, minutes, sheets, and what rooms above add.

A source says which documents it has for a reader, and what it tells of some of them; the list costs a fixed number of
queries for each source, whatever its length.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from rebond.documents.models import Document, Kind
from rebond.filing.kinds import PieceKind
from rebond.filing.models import Piece
from rebond.filing.policy import pieces_readable_by
from rebond.pathways.audience import Audience
from rebond.pathways.models import Addendum, AttendanceSheet, Pathway, Review
from rebond.pathways.policy import papers_visible_to
from rebond.people.actor import Anybody


@dataclass(frozen=True)
class Told:
    """What is said of one document: its title, more words, who made or sent it, who reads it, and its page for staff."""

    title: str
    note: str
    who: str
    audience: Audience
    url_name: str
    url_pk: UUID
    #: Whose staff keep it; empty for what all the parties hold.
    organisation: str = ""
    #: A piece that the person sent.
    is_from_person: bool = False
    #: Sent by the person, and not opened yet by those it was sent to.
    is_new: bool = False


@dataclass(frozen=True)
class Source:
    """A room that keeps documents: those of a path that somebody may read, and what to say of them."""

    documents: Callable[[Pathway, Anybody], QuerySet[Document]]
    tell: Callable[[Sequence[UUID]], dict[UUID, Told]]


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    document: Document
    told: Told


def shelf_of(pathway: Pathway, by: Anybody, sources: Iterable[Source]) -> QuerySet[Document]:
    """The kept documents of a path that somebody may read."""
    held = Q(pk__in=[])
    for source in sources:
        held |= Q(pk__in=source.documents(pathway, by).order_by().values("pk"))
    return Document.objects.filter(held, beneficiary=pathway.beneficiary_id)


def lines_of(documents: Sequence[Document], sources: Iterable[Source]) -> list[Line]:
    """What is told of these documents, in their order."""
    pks = [document.pk for document in documents]
    told: dict[UUID, Told] = {}
    for source in sources:
        told |= source.tell(pks)
    return [Line(document, told[document.pk]) for document in documents if document.pk in told]


# --- What a list is filtered by -----------------------------------------------------


def natures_of(documents: QuerySet[Document]) -> list[tuple[str, str, int]]:
    """The natures that the list has: (code, French name, how many), in the order of the names."""
    found = documents.order_by().values_list("kind", "piece__kind").annotate(count=Count("pk"))
    named = [(piece or kind, _name_of(kind, piece), count) for kind, piece, count in found]
    return sorted(named, key=lambda nature: nature[1])


def of_nature(documents: QuerySet[Document], code: str) -> QuerySet[Document]:
    """Those of one nature; all of them when the code is none."""
    if code in PieceKind:
        return documents.filter(piece__kind=code)
    return documents.filter(kind=code) if code in Kind else documents


def _name_of(kind: str, piece_kind: str | None) -> str:
    return str(PieceKind(piece_kind).label if piece_kind else Kind(kind).label)


# --- What this room and the paths below it keep -------------------------------------


def _pieces(pathway: Pathway, by: Anybody) -> QuerySet[Document]:
    return Document.objects.filter(pk__in=pieces_readable_by(pathway, by).values("document"))


def _tell_pieces(pks: Sequence[UUID]) -> dict[UUID, Told]:
    rows = Piece.objects.filter(document__in=pks).select_related(
        "sent_by", "organisation", "pathway__beneficiary", "step__phase__spec", "step__spec"
    )
    return {row.document_id: _told_piece(row) for row in rows if row.document_id}


def _told_piece(piece: Piece) -> Told:
    kind = str(piece.get_kind_display())
    named = piece.name if piece.name != kind else ""
    return Told(
        title=kind,
        note=" · ".join(part for part in (named, str(piece.step or "")) if part),
        who=str(piece.sent_by or piece.pathway.beneficiary),
        audience=Audience(piece.audience),
        url_name="show_piece",
        url_pk=piece.pk,
        organisation=str(piece.organisation),
        is_from_person=piece.is_from_person,
        is_new=piece.is_from_person and piece.read_at is None,
    )


def _papers(pathway: Pathway, by: Anybody) -> QuerySet[Document]:
    reviews = papers_visible_to(by, Review).filter(step__pathway=pathway)
    addenda = papers_visible_to(by, Addendum).filter(review__step__pathway=pathway)
    sheets = papers_visible_to(by, AttendanceSheet).filter(step__pathway=pathway)
    kept = {"document__isnull": False}
    return Document.objects.filter(
        Q(pk__in=reviews.filter(**kept).values("document"))
        | Q(pk__in=addenda.filter(**kept).values("document"))
        | Q(pk__in=sheets.filter(**kept).values("document"))
        | Q(pk__in=sheets.filter(scan__isnull=False).values("scan"))
    )


def _tell_papers(pks: Sequence[UUID]) -> dict[UUID, Told]:
    step = ("step__phase__spec", "step__spec")
    told: dict[UUID, Told] = {}
    for review in Review.objects.filter(document__in=pks).select_related(*step):
        told |= _signed(review.document_id, str(review), str(review.step))
    addenda = Addendum.objects.filter(document__in=pks)
    for addendum in addenda.select_related("review", *(f"review__{path}" for path in step)):
        told |= _signed(addendum.document_id, str(addendum), str(addendum.step))
    sheets = AttendanceSheet.objects.filter(Q(document__in=pks) | Q(scan__in=pks))
    for sheet in sheets.select_related("scanned_by", *step):
        told |= _signed(sheet.document_id, "Feuille de présence", str(sheet.step))
        told |= _signed(
            sheet.scan_id, "Feuille de présence signée sur papier", str(sheet.step), str(sheet.scanned_by)
        )
    return told


def _signed(pk: UUID | None, title: str, note: str, who: str = "Signé par les présents") -> dict[UUID, Told]:
    if pk is None:
        return {}
    return {pk: Told(title, note, who, Audience.EVERYBODY, "show_document", pk)}


SOURCES = (Source(_pieces, _tell_pieces), Source(_papers, _tell_papers))

"""A file's thread as it is read: what is asked of it, each line with who reads it, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from rebond.core.text import normalise
from rebond.filing.models import Piece
from rebond.filing.policy import pieces_readable_by
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody
from rebond.people.models import Organisation
from rebond.tutoring.models import CALLS, MESSAGES, Exchange, ExchangeKind

#: Words searched beyond this many are left aside.
MAX_WORDS = 8
#: The kinds that the filter of the screen tells apart; the code stands in addresses.
KINDS = {
    "messages": ("Messages", MESSAGES),
    "appels": ("Appels", CALLS),
    "notes": ("Notes", (ExchangeKind.NOTE,)),
}
#: What an audience is called in the filter.
AUDIENCES = {
    Audience.ORGANISATION: "Mon organisme seulement",
    Audience.PARTIES: "Tous les professionnels",
    Audience.PERSON: "Avec la personne",
}
_ICONS = {
    ExchangeKind.NOTE: "journal-text",
    ExchangeKind.CALL_MADE: "telephone-outbound",
    ExchangeKind.CALL_RECEIVED: "telephone-inbound",
    ExchangeKind.CALL_UNANSWERED: "telephone-x",
    ExchangeKind.MESSAGE_SENT: "send",
    ExchangeKind.MESSAGE_RECEIVED: "chat-left-text",
}


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the thread; an empty field asks nothing."""

    text: str = ""
    kind: str = ""
    audience: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.kind or self.audience)


@dataclass(frozen=True)
class Line:
    """One exchange, and what the screen says of it: who wrote it and who reads it."""

    exchange: Exchange
    who: str
    readers: str

    @property
    def icon(self) -> str:
        return _ICONS[ExchangeKind(self.exchange.kind)]


def choose(exchanges: QuerySet[Exchange], asked: Asked) -> QuerySet[Exchange]:
    """Those that hold each word, in part, accents and case set aside, of the kind and for the readers asked for."""
    for word in normalise(asked.text).split()[:MAX_WORDS]:
        exchanges = exchanges.filter(search_text__contains=word)
    if asked.kind in KINDS:
        exchanges = exchanges.filter(kind__in=KINDS[asked.kind][1])
    if asked.audience in AUDIENCES:
        exchanges = exchanges.filter(audience=asked.audience)
    return exchanges


def with_all(exchanges: QuerySet[Exchange], pathway: Pathway, by: Anybody) -> QuerySet[Exchange]:
    """With their authors, and the pieces that the reader may open."""
    pieces: QuerySet[Piece] = pieces_readable_by(pathway, by)
    joined = exchanges.select_related("author", "organisation", "settled_by")
    return joined.prefetch_related(Prefetch("pieces", pieces, to_attr="open_pieces"))


def lines_of(exchanges: Iterable[Exchange], pathway: Pathway) -> list[Line]:
    person = pathway.beneficiary
    return [
        Line(
            exchange,
            who=str(exchange.author) if exchange.author else str(person),
            readers=readers_of(exchange.audience, exchange.organisation, pathway),
        )
        for exchange in exchanges
    ]


def readers_of(audience: str, organisation: Organisation, pathway: Pathway) -> str:
    """In a few words: « BGE seulement », « Tous les professionnels », « Delphine et BGE »."""
    if audience == Audience.PERSON:
        return f"{pathway.beneficiary.first_name} et {organisation}"
    return f"{organisation} seulement" if audience == Audience.ORGANISATION else "Tous les professionnels"

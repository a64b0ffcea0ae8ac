"""A piece and a request on Delphine's file, for tests that need one of everything."""

from rebond.filing.actions import ask_piece, file_piece
from rebond.filing.models import Piece, PieceRequest
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor, PersonActor
from tests.filing.papers import blank_pdf


def sent_piece(pathway: Pathway, *, by: Actor | PersonActor | None = None, **more: object) -> Piece:
    """From her, a quote, unless it is said otherwise."""
    sender = by or PersonActor(pathway.beneficiary)
    values = {"name": "Devis surjeteuse.pdf", "kind": "quote", "audience": "person", "content": blank_pdf()}
    return file_piece(pathway=pathway, by=sender, **(values | more))  # type: ignore[arg-type]


def asked_piece(pathway: Pathway, *, by: Actor, **more: object) -> PieceRequest:
    """Her proof of turnover, unless it is said otherwise."""
    return ask_piece(pathway=pathway, by=by, **({"kind": "turnover"} | more))  # type: ignore[arg-type]

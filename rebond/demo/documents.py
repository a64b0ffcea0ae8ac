"""The demo's papers: what Delphine sent and was asked for, and what people of the living caseload send these days."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw

from rebond.core import clock
from rebond.demo.stage import Run, Stage
from rebond.documents import pdf
from rebond.filing import actions
from rebond.filing.models import PieceRequest
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role

SPECIMEN = Path(__file__).parent / "specimen.typ"

Event = tuple[datetime, Callable[[Run], object]]


def delphine_sends() -> list[Event]:
    """Her certificate, asked for and sent; the quote of a machine; Maïwenn's photo of the workshop and working note."""
    return [
        (_at(date(2019, 3, 13), 10), partial(_ask, kind="caf_certificate")),
        (_at(date(2019, 3, 15), 21), _sends_certificate),
        (_at(date(2019, 5, 21), 17), _photographs_workshop),
        (_at(date(2019, 7, 8), 20), _sends_quote),
        (_at(date(2019, 7, 9), 9), _opens_what_waits),
        (_at(date(2019, 10, 10), 11), partial(_ask, kind="turnover", words="juillet à septembre 2019")),
    ]


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)


def _ask(run: Run, *, kind: str, words: str = "") -> None:
    actions.ask_piece(pathway=run.running, kind=kind, words=words, by=run.adviser)


def _sends_certificate(run: Run) -> None:
    actions.answer_piece_request(
        request=run.running.piece_requests.get(),
        content=_paper("Attestation de droits", "Bénéficiaire du RSA", "Mars 2019"),
        name="attestation mars.pdf",
        by=PersonActor(run.running.beneficiary),
    )


def _photographs_workshop(run: Run) -> None:
    actions.file_piece(
        pathway=run.running,
        content=_drawing(),
        name="atelier.jpg",
        kind="photo",
        audience=Audience.EVERYBODY,
        by=run.adviser,
    )


def _sends_quote(run: Run) -> None:
    actions.file_piece(
        pathway=run.running,
        content=_paper("Devis n° 42", "Surjeteuse quatre fils : 389 €", "Livraison comprise"),
        name="Devis surjeteuse.pdf",
        kind="quote",
        audience=Audience.PERSON,
        by=PersonActor(run.running.beneficiary),
    )


def _opens_what_waits(run: Run) -> None:
    for piece in run.running.pieces.filter(sent_by=None, read_at=None):
        actions.read_piece(piece=piece, by=run.adviser)


def tell_documents(stage: Stage) -> None:
    """Among the people that Maïwenn follows: one asked and silent, one who has just sent, one who sent of their own accord."""
    maiwenn = stage.actor("maiwenn", Role.BUSINESS_ADVISER)
    today = clock.now()
    since = today - timedelta(days=30)
    living = Pathway.objects.filter(
        adviser=maiwenn.user, state=PathwayState.OPEN, entered_on__lte=since.date()
    ).select_related("beneficiary")
    people = list(living.order_by("entered_on", "pk")[:3])
    if len(people) < 3:
        return
    silent, answering, sending = people
    _asked(silent, "bank_statement", "les trois derniers mois", today - timedelta(days=15), maiwenn)
    asked = _asked(answering, "quote", "l'enseigne de la vitrine", today - timedelta(days=4), maiwenn)
    with clock.held(today - timedelta(days=1)):
        actions.answer_piece_request(
            request=asked,
            content=_paper("Devis n° 118", "Enseigne peinte à la main : 240 €"),
            name="devis enseigne.pdf",
            by=PersonActor(answering.beneficiary),
        )
    with clock.held(today - timedelta(hours=20)):
        actions.file_piece(
            pathway=sending,
            content=_drawing(),
            name="IMG_2042.jpg",
            kind="photo",
            audience=Audience.PERSON,
            by=PersonActor(sending.beneficiary),
        )


def _asked(pathway: Pathway, kind: str, words: str, at: datetime, by: Actor) -> PieceRequest:
    with clock.held(at):
        return actions.ask_piece(pathway=pathway, kind=kind, words=words, by=by)


def _paper(title: str, *lines: str) -> bytes:
    return pdf.render(SPECIMEN, {"title": title, "lines": list(lines)})


def _drawing() -> bytes:
    """A table, a machine and a lamp, drawn: plainly no photo of anybody's."""
    picture = Image.new("RGB", (1200, 900), "#efe6d6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1200, 900), fill="#b98a5b")
    pen.rectangle((380, 430, 830, 620), fill="#27405f")
    pen.rectangle((380, 350, 470, 430), fill="#27405f")
    pen.ellipse((770, 450, 870, 550), fill="#d9dee6")
    pen.polygon([(980, 250), (1130, 250), (1080, 150), (1030, 150)], fill="#e0a83a")
    pen.line((1055, 250, 1055, 620), fill="#555555", width=10)
    pen.text((40, 40), "Image de la démonstration", fill="#444444")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()

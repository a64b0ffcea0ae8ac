"""Letters on paper: what the staff prints for people who have neither e-mail nor mobile telephone."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import qrcode
from qrcode.image.svg import SvgPathImage

from rebond.core import clock
from rebond.documents.pdf import render
from rebond.messaging.models import Channel, Message
from rebond.messaging.secrecy import LINK
from rebond.pathways.correspondence import file_of
from rebond.pathways.models import Pathway
from rebond.pathways.telling import contact_number

TEMPLATE = Path(__file__).parent / "letter.typ"


def letters_document(letters: Iterable[Message]) -> bytes:
    """Letters ready to fold into window envelopes, one on each sheet."""
    sheets = [
        _sheet(letter, path)
        for letter in letters
        if letter.channel == Channel.LETTER and isinstance(path := file_of(letter), Pathway)
    ]
    return render(TEMPLATE, {"letters": sheets, "date": f"{clock.today():%d/%m/%Y}"})


def _sheet(letter: Message, pathway: Pathway) -> dict[str, Any]:
    person = pathway.beneficiary
    town = f"{person.postcode} {person.city}".strip()
    link = LINK.search(letter.body)
    return {
        "sender": [str(pathway.contractor), pathway.adviser.get_full_name(), contact_number(pathway)],
        "recipient": [line for line in (person.full_name, person.street, town) if line],
        "title": letter.title,
        "paragraphs": [part.strip().split("\n") for part in letter.body.split("\n\n") if part.strip()],
        "code": _square_code(link[0]) if link else "",
        "mention": pathway.version.funder_mention,
    }


def _square_code(link: str) -> str:
    """The link as a drawing that a telephone opens: nobody types forty letters from a sheet of paper."""
    drawn: bytes = qrcode.make(link, image_factory=SvgPathImage).to_string()
    return drawn.decode()

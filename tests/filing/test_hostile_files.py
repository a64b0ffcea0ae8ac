"""What must not enter a file: each is refused with a sentence that says what to do."""

import pytest

from rebond.core.acts import ActRefused
from rebond.documents.content import check_upload
from rebond.documents.models import MediaType
from rebond.filing.actions import file_piece
from rebond.filing.models import Piece
from tests.filing import papers

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _escaped() -> bytes:
    """The word that betrays a script, spelt otherwise."""
    content = papers.blank_pdf(change=papers.with_script_under_another_spelling)
    return content.replace(b"/JavaScript", b"/J#61vaScript")


#: Made when asked for: a name for each, since their bytes are heavy and change from one run to the next.
HOSTILE = {
    "empty": (lambda: b"", "vide"),
    "30 MB": (lambda: b"\0" * (30 * 1024 * 1024), "dépasse 10 Mo"),
    "SVG": (lambda: SVG, "Seuls les fichiers"),
    "SVG after a prologue": (lambda: b"<?xml version='1.0'?>" + SVG, "Seuls les fichiers"),
    "zip": (lambda: b"PK\x03\x04" + b"\0" * 400, "Seuls les fichiers"),
    "HEIC": (lambda: b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "HEIC"),
    "bomb": (papers.bomb, "trop grande"),
    "script": (lambda: papers.blank_pdf(change=papers.with_script), "contient un programme"),
    "script spelt otherwise": (
        lambda: papers.blank_pdf(change=papers.with_script_under_another_spelling),
        "contient un programme",
    ),
    "script with escapes": (_escaped, "contient un programme"),
    "program": (lambda: papers.blank_pdf(change=papers.with_program), "contient un programme"),
    "form to send": (lambda: papers.blank_pdf(change=papers.with_form_to_send), "contient un programme"),
    "file inside": (
        lambda: papers.blank_pdf(change=papers.with_file("facture.exe")),
        "contient un autre fichier",
    ),
    "endless": (lambda: papers.blank_pdf(change=papers.endless), "trop compliqué"),
    "locked": (lambda: papers.blank_pdf(change=lambda writer: writer.encrypt("secret")), "mot de passe"),
}


@pytest.mark.parametrize(("make", "said"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_and_nothing_is_kept(pathway, maiwenn, make, said):
    with pytest.raises(ActRefused, match=said) as refused:
        file_piece(
            pathway=pathway,
            content=make(),
            name="facture.pdf",
            kind="quote",
            audience="organisation",
            by=maiwenn,
        )
    assert refused.value.field == "file"
    assert not Piece.objects.exists()


def test_an_electronic_invoice_may_carry_its_figures():
    """Factur-X: since 2026 the invoices of a small business are PDF that hold one file of figures."""
    assert check_upload(papers.blank_pdf(change=papers.with_file("factur-x.xml"))) == MediaType.PDF


def test_what_hides_behind_a_photo_does_not_follow_it(pathway, maiwenn):
    from rebond.documents.store import read

    polyglot = papers.photo() + b"PK\x03\x04<script>alert(1)</script>"
    piece = file_piece(
        pathway=pathway, content=polyglot, name="photo.jpg", kind="photo", audience="organisation", by=maiwenn
    )
    kept = read(piece.document)
    assert kept.startswith(b"%PDF-")
    assert b"alert(1)" not in kept
    assert b"PK\x03\x04<" not in kept

"""What must not enter a file: each is refused with a sentence that says what to do."""

import pytest

from rebond.core.acts import ActRefused
from rebond.documents.content import check_upload
from rebond.documents.models import MediaType
from rebond.filing.actions import file_piece
from rebond.filing.models import Piece
from tests.filing import papers

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = [
    (b"", "vide"),
    (b"\0" * (30 * 1024 * 1024), "dépasse 10 Mo"),
    (SVG, "Seuls les fichiers"),
    (b"<?xml version='1.0'?>" + SVG, "Seuls les fichiers"),
    (b"PK\x03\x04" + b"\0" * 400, "Seuls les fichiers"),
    (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "HEIC"),
    (papers.bomb(), "trop grande"),
    (papers.blank_pdf(change=papers.with_script), "contient un programme"),
    (papers.blank_pdf(change=papers.with_script_under_another_spelling), "contient un programme"),
    (
        papers.blank_pdf(change=papers.with_script_under_another_spelling).replace(
            b"/JavaScript", b"/J#61vaScript"
        ),
        "contient un programme",
    ),
    (papers.blank_pdf(change=papers.with_program), "contient un programme"),
    (papers.blank_pdf(change=papers.with_form_to_send), "contient un programme"),
    (papers.blank_pdf(change=papers.with_file("facture.exe")), "contient un autre fichier"),
    (papers.blank_pdf(change=papers.endless), "trop compliqué"),
    (papers.blank_pdf(change=lambda writer: writer.encrypt("secret")), "mot de passe"),
]


@pytest.mark.parametrize(("content", "said"), HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_kept(pathway, maiwenn, content, said):
    with pytest.raises(ActRefused, match=said) as refused:
        file_piece(
            pathway=pathway,
            content=content,
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

"""A piece is sent, kept, read by those it is for, and by nobody else."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image
from pypdf import PdfReader

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused
from rebond.documents.models import Retention
from rebond.documents.store import read
from rebond.filing import policy
from rebond.filing.actions import file_piece
from rebond.filing.models import Piece
from rebond.people.actor import PersonActor
from tests.filing.papers import blank_pdf, photo, photo_on_its_side


def sent(pathway, by, content, **more) -> Piece:
    values = {"name": "Devis machine.pdf", "kind": "quote", "audience": "organisation", **more}
    return file_piece(pathway=pathway, content=content, by=by, **values)


def test_maiwenn_files_a_quote_for_her_own_organisation(pathway, maiwenn, pdf):
    piece = sent(pathway, maiwenn, pdf)
    assert read(piece.document) == pdf
    assert (piece.name, piece.organisation, piece.sent_by) == (
        "Devis machine",
        maiwenn.organisation,
        maiwenn.user,
    )
    assert piece.document.name == "quote-2019-05-13.pdf"
    entry = Entry.objects.get(verb="file_piece")
    assert entry.facts == {"kind": "quote", "audience": "organisation"}


def test_a_photo_becomes_an_upright_pdf_that_tells_nothing_of_the_telephone(pathway, delphine):
    piece = sent(pathway, delphine, photo_on_its_side(), kind="photo", audience="person")
    kept = read(piece.document)
    reader = PdfReader(io.BytesIO(kept))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")
    image = _only_image(reader)
    assert image.height > image.width
    assert image.getpixel((image.width // 2, 3))[0] > 200
    assert image.getpixel((image.width // 2, 3))[1] < 60
    assert not image.getexif()
    for word in (b"Telephone of Delphine", b"taken at home", b"Exif"):
        assert word not in kept


def _only_image(reader: PdfReader) -> Image.Image:
    found = [image for page in reader.pages for image in page.images]
    if not found:
        forms = [form.get_object() for form in reader.pages[0]["/Resources"]["/XObject"].values()]
        data = [one for form in forms for one in form["/Resources"]["/XObject"].values()]
        return Image.open(io.BytesIO(data[0].get_object()._data))
    return found[0].image


def test_the_photos_of_one_paper_make_one_pdf(pathway, delphine):
    pages = [photo(colour="red"), photo((300, 400), "blue"), photo(name="PNG")]
    piece = sent(pathway, delphine, pages[0], more_photos=pages[1:], audience="person")
    assert len(PdfReader(io.BytesIO(read(piece.document))).pages) == 3


def test_a_see_through_picture_lies_on_white(pathway, maiwenn):
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(out, "PNG")
    kept = read(sent(pathway, maiwenn, out.getvalue(), kind="photo").document)
    assert _only_image(PdfReader(io.BytesIO(kept))).getpixel((10, 10)) == (255, 255, 255)


def test_a_pdf_and_photos_do_not_mix(pathway, delphine, pdf, jpeg):
    with pytest.raises(ActRefused, match="un seul PDF"):
        sent(pathway, delphine, jpeg, more_photos=[pdf], audience="person")
    with pytest.raises(ActRefused, match="10 photos"):
        sent(pathway, delphine, jpeg, more_photos=[jpeg] * 10, audience="person")


def test_sent_twice_it_is_one_piece(pathway, delphine, jpeg):
    first = sent(pathway, delphine, jpeg, audience="person")
    assert sent(pathway, delphine, jpeg, audience="person", name="IMG_2.jpg") == first
    assert Piece.objects.count() == 1
    assert Entry.objects.filter(verb="file_piece").count() == 1


def test_what_proves_a_right_is_kept_with_the_evidence(pathway, maiwenn, pdf):
    assert sent(pathway, maiwenn, pdf, kind="caf_certificate").document.retention == Retention.EVIDENCE
    assert sent(pathway, maiwenn, pdf).document.retention == Retention.FILE


def test_each_audience_is_read_by_its_own(pathway, maiwenn, rozenn, delphine, loic, helene):
    for audience in ("organisation", "person", "parties", "everybody"):
        sent(pathway, maiwenn, blank_pdf(2), audience=audience)

    def read_by(somebody) -> set[str]:
        return {piece.audience for piece in policy.pieces_readable_by(pathway, somebody)}

    assert read_by(maiwenn) == read_by(loic) == {"organisation", "person", "parties", "everybody"}
    assert read_by(rozenn) == read_by(helene) == {"parties", "everybody"}
    assert read_by(delphine) == {"person", "everybody"}


def test_nobody_else_sends_nor_reads(pathway, zoe, zoe_adviser, helene, alban, maiwenn, pdf, cast):
    sent(pathway, maiwenn, pdf, audience="everybody")
    for stranger in (zoe, zoe_adviser):
        assert not policy.pieces_visible_to(stranger).exists()
    for reader in (zoe, zoe_adviser, helene, alban):
        with pytest.raises(PermissionDenied):
            sent(pathway, reader, pdf)
    assert Piece.objects.count() == 1


def test_another_person_sends_nothing_there(pathway, rozenn, cast, pdf):
    from tests.pathways.world import refer

    other = PersonActor(refer(cast, rozenn, 9).beneficiary)
    with pytest.raises(PermissionDenied):
        sent(pathway, other, pdf, audience="person")
    assert not policy.pieces_visible_to(other).exists()


def test_the_person_reads_what_they_send(pathway, delphine, pdf):
    with pytest.raises(ActRefused, match="lit toujours"):
        sent(pathway, delphine, pdf, audience="organisation")


def test_a_kind_or_an_audience_out_of_the_list_is_refused(pathway, maiwenn, pdf):
    with pytest.raises(ActRefused, match="de quel document") as refused:
        sent(pathway, maiwenn, pdf, kind="identity_card")
    assert refused.value.field == "kind"
    with pytest.raises(ActRefused, match="qui lira"):
        sent(pathway, maiwenn, pdf, audience="world")


def test_a_machine_that_sends_all_day_is_stopped(pathway, delphine, monkeypatch):
    monkeypatch.setattr("rebond.filing.actions.keeping.DAILY_MAX", 2)
    for pages in (1, 2):
        sent(pathway, delphine, blank_pdf(pages), audience="person")
    with pytest.raises(ActRefused, match="reprenez demain"):
        sent(pathway, delphine, blank_pdf(3), audience="person")

"""« Documents » on the screens of the staff: added, asked for in one click, opened, shown further, withdrawn."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rebond.audit.models import Access
from rebond.filing.models import Piece, PieceRequest
from tests.filing.papers import blank_pdf, photo, with_script
from tests.filing.world import asked_piece, sent_piece

TODAY = date(2019, 5, 13)


@pytest.fixture(autouse=True)
def _may_2019(hold_clock):
    hold_clock(TODAY)


def upload(content: bytes, name: str = "devis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def section(client, pathway, **query) -> str:
    return text(client.get(reverse("show_pathway", args=[pathway.pk]), {"section": "documents", **query}))


def test_maiwenn_adds_a_quote_and_finds_it_in_the_list(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    assert "Aucun document encore." in section(client, pathway)
    form = {"kind": "quote", "audience": "organisation", "file": upload(blank_pdf(), "../Devis machine.pdf")}
    answer = client.post(reverse("file_piece", args=[pathway.pk]), form, follow=True)
    page = text(answer)
    assert "Le document est conservé." in page
    for words in ("Devis ou facture", "Devis machine", "Mon organisme seulement", "Maïwenn"):
        assert words in page
    assert Piece.objects.get().audience == "organisation"


def test_photos_taken_and_chosen_make_one_piece(sign_in, maiwenn, pathway):
    form = {
        "kind": "photo",
        "audience": "person",
        "photo": [upload(photo(), "a.jpg")],
        "file": [upload(photo(colour="red"), "b.jpg"), upload(photo(name="PNG"), "c.png")],
    }
    sign_in(maiwenn).post(reverse("file_piece", args=[pathway.pk]), form)
    piece = Piece.objects.get()
    assert (piece.document.media_type, piece.name) == ("application/pdf", "a")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Prenez une photo, ou choisissez un fichier."),
        ({"file": [upload(b"")]}, "vide"),
        ({"file": [upload(blank_pdf(change=with_script))]}, "contient un programme"),
        ({"file": [upload(photo()) for _ in range(11)]}, "10 photos au plus"),
        ({"file": [upload(b"<svg><script>alert(1)</script></svg>", "a.svg")]}, "Seuls les fichiers"),
    ],
)
def test_a_bad_file_is_told_next_to_its_field_and_the_rest_is_kept(sign_in, maiwenn, pathway, files, said):
    for sent in files.get("file", ()):
        sent.seek(0)
    form = {"kind": "lease", "audience": "parties", **files}
    answer = sign_in(maiwenn).post(reverse("file_piece", args=[pathway.pk]), form)
    assert answer.status_code == 422
    page = text(answer)
    assert said in page
    assert 'value="lease" selected' in page
    assert not Piece.objects.exists()


def test_one_click_asks_for_a_piece(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    assert "Demander en un clic" in section(client, pathway)
    page = text(client.post(reverse("ask_piece", args=[pathway.pk]), {"kind": "turnover"}, follow=True))
    assert "« Justificatif de chiffre d'affaires » est demandé à Delphine." in page
    assert "Demandé le 13/05/2019 par Maïwenn" in page
    asked = PieceRequest.objects.get()
    assert asked.audience == "person"
    reminded = client.post(reverse("remind_piece_request", args=[asked.pk]), follow=True)
    assert "déjà parti aujourd'hui" in text(reminded)
    client.post(reverse("withdraw_piece_request", args=[asked.pk]))
    assert "n'est plus demandé" in text(
        client.post(reverse("withdraw_piece_request", args=[asked.pk]), follow=True)
    )


def test_another_document_is_asked_for_in_her_words(sign_in, maiwenn, pathway):
    client, url = sign_in(maiwenn), reverse("ask_piece", args=[pathway.pk])
    answer = client.post(url, {"kind": "other", "words": ""})
    assert answer.status_code == 422
    assert "Dites quel document vous demandez." in text(answer)
    answer = client.post(url, {"kind": "other", "words": "2 84 05 35 238 001 22"})
    assert "numéro de sécurité sociale" in text(answer)
    client.post(url, {"kind": "other", "words": "le flyer des cours", "audience": "everybody"})
    assert (PieceRequest.objects.get().words, PieceRequest.objects.get().audience) == (
        "le flyer des cours",
        "everybody",
    )


def test_what_she_sent_waits_in_a_faire_until_it_is_opened(sign_in, maiwenn, loic, pathway):
    piece = sent_piece(pathway)
    client = sign_in(maiwenn)
    assert "Ouvrir un document reçu" in text(client.get(reverse("home")))
    assert "À ouvrir" in section(client, pathway)
    assert "Devis surjeteuse" in text(client.get(reverse("show_piece", args=[piece.pk])))
    opened = client.get(reverse("open_piece", args=[piece.pk]))
    assert opened.content == blank_pdf()
    assert opened.headers["Content-Disposition"] == 'attachment; filename="quote-2019-05-13.pdf"'
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert "Ouvrir un document reçu" not in text(client.get(reverse("home")))
    assert Access.objects.filter(user=maiwenn.user, page="open_piece").count() == 1


def test_the_referent_sees_it_once_it_is_shown_to_all(sign_in, maiwenn, rozenn, pathway):
    piece = sent_piece(pathway)
    referent = sign_in(rozenn)
    for name in ("show_piece", "open_piece"):
        assert referent.get(reverse(name, args=[piece.pk])).status_code == 404
    client, url = sign_in(maiwenn), reverse("share_piece", args=[piece.pk])
    assert client.post(url, {"audience": "organisation"}).status_code == 422
    client.post(url, {"audience": "everybody"})
    assert referent.get(reverse("open_piece", args=[piece.pk])).status_code == 200
    piece.refresh_from_db()
    assert piece.read_at is None
    assert referent.post(url, {"audience": "person"}).status_code == 403
    assert referent.post(reverse("withdraw_piece", args=[piece.pk]), {"reason": "x"}).status_code == 403


def test_withdrawn_it_is_told_and_no_longer_opened(sign_in, maiwenn, pathway):
    piece, client = sent_piece(pathway, by=maiwenn), sign_in(maiwenn)
    url = reverse("withdraw_piece", args=[piece.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    page = text(client.post(url, {"reason": "Mis au mauvais dossier"}, follow=True))
    assert "Mis au mauvais dossier" in page
    assert client.get(reverse("open_piece", args=[piece.pk])).status_code == 404
    assert "Son contenu est effacé." in text(client.get(reverse("show_piece", args=[piece.pk])))
    assert client.post(url, {"reason": "Encore"}).status_code == 422


def test_what_is_handed_over_in_person_answers_the_request(sign_in, maiwenn, pathway):
    asked, client = asked_piece(pathway, by=maiwenn), sign_in(maiwenn)
    assert "Attendu" in text(client.get(reverse("show_piece_request", args=[asked.pk])))
    url = reverse("answer_piece_request", args=[asked.pk])
    assert client.post(url, {}).status_code == 422
    page = text(client.post(url, {"file": upload(blank_pdf())}, follow=True))
    assert "il n'est plus attendu" in page
    assert "Reçu" in text(client.get(reverse("show_piece_request", args=[asked.pk])))
    again = client.post(url, {"file": upload(blank_pdf(3))})
    assert again.status_code == 422
    assert "déjà reçu" in text(again)


def test_the_list_has_pages_and_a_filter(sign_in, maiwenn, pathway, monkeypatch):
    monkeypatch.setattr("rebond.web.staff.documents.PAGE_SIZE", 2)
    for pages in range(1, 4):
        sent_piece(pathway, by=maiwenn, content=blank_pdf(pages), name=f"Devis {pages}")
    sent_piece(pathway, by=maiwenn, kind="lease", name="Bail Garance", content=blank_pdf(9))
    client = sign_in(maiwenn)
    page = section(client, pathway)
    assert "4 documents conservés" in page
    assert "Suivants" in page
    assert "section=documents" in page
    filtered = section(client, pathway, nature="lease")
    assert "Bail Garance" in filtered
    assert "Devis 1" not in filtered


def test_a_damaged_file_is_not_found(sign_in, maiwenn, pathway):
    piece = sent_piece(pathway, by=maiwenn)
    with io.FileIO(piece.document.file.path, "w") as file:
        file.write(b"changed")
    assert sign_in(maiwenn).get(reverse("open_piece", args=[piece.pk])).status_code == 404

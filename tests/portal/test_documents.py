"""« Vos documents »: she sends what is asked, by a link or in her space, reads what is hers, and takes back a mistake."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rebond.core import clock
from rebond.filing.actions import read_piece, withdraw_piece_request
from rebond.filing.models import Piece
from rebond.messaging.models import Message
from rebond.pathways import actions as path_actions
from rebond.pathways.models import Pathway
from rebond.pathways.own_data import read_own_data
from tests.filing.papers import blank_pdf, photo
from tests.filing.world import asked_piece, sent_piece


def upload(content: bytes, name: str = "IMG_0001.JPG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def secret_address() -> str:
    body = Message.objects.get(template="missing_document").body
    return re.search(r"https?://[^/]+(/document/[^/]+/)", body)[1]


def test_from_the_link_of_the_message_without_an_account(pathway, maiwenn):
    asked_piece(pathway, by=maiwenn, kind="bank_statement", words="de mars")
    address, client = secret_address(), Client()
    page = text(client.get(address))
    assert "Relevé de compte : de mars" in page
    assert "Lu par vous et BGE" in page
    assert client.get(address).headers["Referrer-Policy"] == "same-origin"
    assert not Piece.objects.exists()
    empty = client.post(address, {})
    assert empty.status_code == 422
    assert "Prenez une photo, ou choisissez un fichier." in text(empty)
    sent = client.post(address, {"photo": upload(photo())}, follow=True)
    assert "C'est reçu, merci !" in text(sent)
    piece = Piece.objects.get()
    assert (piece.kind, piece.sent_by, piece.request.words) == ("bank_statement", None, "de mars")
    assert "C'est reçu, merci !" in text(client.post(address, {"photo": upload(photo(colour="red"))}))
    assert Piece.objects.count() == 1


def test_a_link_of_something_no_longer_asked_is_closed(pathway, maiwenn):
    asked = asked_piece(pathway, by=maiwenn)
    address = secret_address()
    withdraw_piece_request(request=asked, by=maiwenn)
    assert Client().get(address).status_code == 410
    assert Client().get("/document/invented/").status_code == 410


def test_her_home_says_what_is_asked_first(enter, delphine, pathway, maiwenn):
    client = enter(delphine)
    assert "envoyez-les ici" in text(client.get(reverse("show_space")))
    asked = asked_piece(pathway, by=maiwenn)
    assert "On vous demande" in text(client.get(reverse("show_space")))
    page = text(client.get(reverse("show_own_documents")))
    assert page.index("On vous demande") < page.index("Dans votre dossier")
    url = reverse("send_asked_own_piece", args=[asked.pk])
    assert client.post(url, {}).status_code == 422
    done = client.post(url, {"file": [upload(photo()), upload(photo(colour="red"))]}, follow=True)
    assert "C'est envoyé. Merci !" in text(done)
    assert "Envoyé par vous, le 13/05/2019" in text(done)
    assert client.get(url).status_code == 404


def test_she_sends_a_document_of_her_own_accord_and_opens_it(enter, delphine, pathway):
    client = enter(delphine)
    url = reverse("send_own_piece")
    assert "Choisissez de quel document il s'agit." in text(client.post(url, {"file": upload(photo())}))
    page = text(client.post(url, {"kind": "photo", "file": upload(photo())}, follow=True))
    assert "Maïwenn va l'ouvrir" in page
    piece = Piece.objects.get()
    assert (piece.audience, piece.organisation) == ("person", pathway.contractor)
    opened = client.get(reverse("open_own_document", args=[piece.document_id]))
    assert opened.content.startswith(b"%PDF-")
    assert opened.headers["Content-Disposition"].startswith("attachment")


def test_she_reads_what_is_for_her_only(enter, delphine, pathway, maiwenn, rozenn):
    for audience in ("organisation", "parties"):
        hidden = sent_piece(pathway, by=maiwenn, audience=audience, content=blank_pdf(4))
    shown = sent_piece(pathway, by=maiwenn, audience="everybody", name="Votre bilan")
    client = enter(delphine)
    page = text(client.get(reverse("show_own_documents")))
    assert page.count('<li class="line">') == 1
    assert "Votre bilan" in page
    assert "toutes les personnes qui vous accompagnent" in page
    assert client.get(reverse("open_own_document", args=[shown.document_id])).status_code == 200
    assert client.get(reverse("open_own_document", args=[hidden.document_id])).status_code == 404


def test_who_comes_back_finds_the_documents_of_their_first_path(
    enter, delphine, pathway, maiwenn, loic, rozenn, cast
):
    first, asked = sent_piece(pathway), asked_piece(pathway, by=maiwenn)
    hidden = sent_piece(pathway, by=maiwenn, audience="organisation", content=blank_pdf(4))
    Pathway.objects.filter(pk=pathway.pk).update(state="closed", exited_on=clock.today())
    with clock.held(date(2019, 5, 14)):
        back = path_actions.refer_person(
            referral_id=UUID(int=78, version=4),
            programme=cast.programme,
            contractor=cast.organisations["bge"],
            person={"last_name": delphine.last_name, "first_name": delphine.first_name},
            known_person=delphine,
            business={"name": "Atelier de couture"},
            obstacles=[],
            reason="Elle revient.",
            by=rozenn,
        )
        again = path_actions.accept_referral(referral=back, adviser=maiwenn.user, by=loic)
        sent_piece(again, kind="lease", content=blank_pdf(2))
        client = enter(delphine)
        page = text(client.get(reverse("show_own_documents")))
        assert "Devis ou facture" in page
        assert "Bail" in page
        assert reverse("send_asked_own_piece", args=[asked.pk]) in page
        assert reverse("send_asked_own_piece", args=[asked.pk]) in text(client.get(reverse("show_space")))
        assert client.get(reverse("open_own_document", args=[first.document_id])).status_code == 200
        assert client.get(reverse("open_own_document", args=[hidden.document_id])).status_code == 404


def test_she_takes_back_a_mistake_with_a_reason(enter, delphine, pathway, maiwenn):
    piece, client = sent_piece(pathway), enter(delphine)
    url = reverse("withdraw_own_piece", args=[piece.pk])
    assert url in text(client.get(reverse("show_own_documents")))
    assert client.post(url, {"reason": ""}).status_code == 422
    page = text(client.post(url, {"reason": "Mauvais fichier"}, follow=True))
    assert "le document est effacé" in page
    assert client.post(url, {"reason": "Encore"}).status_code == 404


def test_evidence_that_was_read_stays(enter, delphine, pathway, maiwenn):
    piece = sent_piece(pathway, kind="caf_certificate")
    read_piece(piece=piece, by=maiwenn)
    client, url = enter(delphine), reverse("withdraw_own_piece", args=[piece.pk])
    assert url not in text(client.get(reverse("show_own_documents")))
    assert client.post(url, {"reason": "Non"}).status_code == 403


def test_gaspard_opens_nothing_of_hers(enter, gaspard, gaspard_pathway, pathway, maiwenn):
    piece, asked = sent_piece(pathway), asked_piece(pathway, by=maiwenn)
    client = enter(gaspard)
    for url in (
        reverse("open_own_document", args=[piece.document_id]),
        reverse("withdraw_own_piece", args=[piece.pk]),
        reverse("send_asked_own_piece", args=[asked.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"file": upload(photo())}).status_code in (404, 405)


@pytest.mark.parametrize("audience", ["organisation", "parties"])
def test_her_data_hold_what_she_may_read_and_say_what_is_kept_apart(pathway, maiwenn, audience):
    sent_piece(pathway, name="Mon devis")
    sent_piece(pathway, by=maiwenn, audience=audience, content=blank_pdf(3), name="Note interne")
    handed = read_own_data(pathway.beneficiary)
    words = str(handed.as_json())
    assert "Mon devis" in words
    assert "Note interne" not in words
    assert any("gardé, pour eux" in reason for reason in handed.apart)

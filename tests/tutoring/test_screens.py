"""The thread on screen: added to, searched, paged; and Delphine's side of it, in her space or by the link of a message."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.messaging.models import Message
from rebond.pathways.audience import Audience
from rebond.pathways.todo.tasks import SHOWN
from rebond.tutoring import actions
from rebond.tutoring.mail import AttachedFile
from rebond.tutoring.models import Exchange
from rebond.web.portal.session import PERSON_KEY
from rebond.web.staff.exchanges import LINES


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def thread(client, file, **query):
    return client.get(reverse("show_pathway", args=[file.pk]), {"section": "echanges", **query})


@pytest.fixture
def her_space(file) -> Client:
    client = Client()
    session = client.session
    now = clock.now().isoformat()
    session[PERSON_KEY] = {"id": str(file.beneficiary_id), "since": now, "seen": now}
    session.save()
    return client


def field(answer, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', text(answer))[1]


def test_maiwenn_writes_a_note_and_only_bge_reads_it(sign_in, file, maiwenn, rozenn):
    client = sign_in(maiwenn)
    address = reverse("write_note", args=[file.pk])
    form = client.get(address)
    assert "Seuls les collègues de BGE" in text(form)
    assert "Rozenn" in text(form)
    sent = {
        "exchange_id": field(form, "exchange_id"),
        "text": "Elle compte vite.",
        "audience": "organisation",
    }
    page = client.post(address, sent, follow=True)
    assert "Note enregistrée." in text(page)
    assert "Elle compte vite." in text(page)
    client.post(address, sent)
    assert Exchange.objects.count() == 1
    assert "Elle compte vite." not in text(thread(sign_in(rozenn), file))


def test_what_is_wrong_is_said_next_to_the_field_and_nothing_is_lost(sign_in, file, maiwenn):
    client = sign_in(maiwenn)
    answer = client.post(
        reverse("record_call", args=[file.pk]),
        {"exchange_id": new_id(), "text": "Elle rappelle lundi.", "audience": "organisation"},
    )
    assert answer.status_code == 422
    assert "Dites qui a appelé" in text(answer)
    assert "Elle rappelle lundi." in text(answer)
    nir = client.post(
        reverse("write_note", args=[file.pk]),
        {"exchange_id": new_id(), "text": "N° 2 84 05 35 238 001 22", "audience": "organisation"},
    )
    assert nir.status_code == 422


def test_delphine_writes_her_adviser_reads_and_answers(sign_in, her_space, file, maiwenn, hold_clock):
    mine = reverse("show_own_messages")
    form = her_space.get(mine)
    assert "Écrire à Maïwenn" in text(form)
    sent = {"exchange_id": field(form, "exchange_id"), "text": "J'ai trois élèves !"}
    assert "C'est envoyé à Maïwenn" in text(her_space.post(mine, sent, follow=True))
    hold_clock(clock.now() + timedelta(minutes=20))
    client = sign_in(maiwenn)
    assert "Répondre à Delphine" in text(client.get("/"))
    answer = reverse("write_to_person", args=[file.pk])
    assert "J'ai trois élèves !" in text(client.get(answer))
    client.post(answer, {"exchange_id": new_id(), "text": "Bravo, Delphine !"})
    assert "Répondre à Delphine" not in text(client.get("/"))
    home = text(her_space.get(reverse("show_space")))
    assert "Bravo, Delphine !" in home
    assert "✓ Lu" in text(her_space.get(mine))


def test_the_link_of_a_message_opens_this_message_alone_and_takes_an_answer(file, sent, note):
    sent("Avez-vous vos factures ?")
    sent("Et vos devis ?")
    note("Elle est en retard.")
    message = Message.objects.filter(template="new_message").earliest("queued_at", "pk")
    path = re.search(r"(/lire/[^\s]+/)", message.body)[1]
    visitor = Client()
    page = visitor.get(path)
    shown = [words for words in ("Avez-vous vos factures ?", "Et vos devis ?") if words in text(page)]
    assert len(shown) == 1
    assert "Elle est en retard." not in text(page)
    assert visitor.post(path, {"exchange_id": new_id(), "text": ""}).status_code == 422
    done = visitor.post(path, {"exchange_id": new_id(), "text": "Oui, toutes."})
    assert "C'est envoyé" in text(done)
    reply = Exchange.objects.get(kind="message_received")
    assert (reply.door, reply.organisation) == ("link", file.contractor)


def test_the_link_tells_of_a_file_that_waits_in_her_space(sent):
    sent("Voici le devis type.", joined=[AttachedFile("devis.jpg", photo().read())])
    path = re.search(r"(/lire/[^\s]+/)", Message.objects.get(template="new_message").body)[1]
    assert "Un document est joint : il vous attend dans votre espace." in text(Client().get(path))


def test_a_link_too_old_says_what_to_do(file, sent, hold_clock):
    sent()
    path = re.search(r"(/lire/[^\s]+/)", Message.objects.get(template="new_message").body)[1]
    hold_clock(clock.now() + timedelta(days=31))
    assert Client().get(path).status_code == 410


def test_the_thread_is_searched_without_accents_and_filtered(sign_in, file, maiwenn, note, wrote):
    note("Élèves à trouver avant l'été.")
    note("Facture impayée.", audience=Audience.PARTIES)
    wrote("Mes élèves reviennent.")
    client = sign_in(maiwenn)
    section = reverse("show_pathway", args=[file.pk]) + "?section=echanges"
    found = text(client.post(section, {"q": "ELEVES"}))
    assert "avant l'été" in found
    assert "reviennent" in found
    assert "Facture" not in found
    assert "Rien ne correspond." in text(client.post(section, {"q": "zèbre"}))
    assert "Facture" in text(thread(client, file, lecteurs="parties"))
    assert "avant l'été" not in text(thread(client, file, lecteurs="parties"))
    assert "avant l'été" not in text(thread(client, file, nature="messages"))


def test_a_long_thread_is_paged_at_a_constant_cost(sign_in, file, maiwenn, note, wrote, hold_clock):
    client = sign_in(maiwenn)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert thread(client, file).status_code == 200
        return len(queries)

    note("Première note.")
    wrote()
    thread(client, file)
    before = cost()
    for number in range(LINES + 5):
        hold_clock(clock.now() + timedelta(seconds=1))
        note(f"Note {number:02d}.")
    assert cost() == before
    page = text(thread(client, file))
    assert "Note 24." in page
    assert "Première note." not in page
    key = re.search(r'name="apres" value="([^"]+)"', page)[1]
    older = text(client.post(reverse("show_pathway", args=[file.pk]) + "?section=echanges", {"apres": key}))
    assert "Première note." in older
    assert "Note 24." not in older


def test_changing_who_reads_shows_the_text_and_the_names(sign_in, file, maiwenn, note, rozenn):
    exchange = note("Ses comptes sont à jour.")
    client = sign_in(maiwenn)
    address = reverse("change_audience", args=[exchange.pk])
    page = text(client.get(address))
    assert "Ses comptes sont à jour." in page
    assert "Rozenn" in page
    client.post(address, {"audience": "parties"})
    assert "Ses comptes sont à jour." in text(thread(sign_in(rozenn), file))


def test_dealt_with_in_one_click(sign_in, file, maiwenn, rozenn, wrote):
    exchange = wrote()
    assert sign_in(rozenn).post(reverse("settle_message", args=[exchange.pk])).status_code == 404
    page = sign_in(maiwenn).post(reverse("settle_message", args=[exchange.pk]), follow=True)
    assert "Message marqué comme traité." in text(page)


def test_all_that_waits_for_an_answer_is_listed(sign_in, maiwenn, zoe_adviser, wrote):
    wrote()
    address = reverse("list_waiting") + "?quoi=messages"
    assert "Delphine Lavande" in text(sign_in(maiwenn).get(address))
    assert "Delphine" not in text(sign_in(zoe_adviser).get(address))


def test_what_does_not_fit_in_the_home_is_on_the_page_that_it_leads_to(sign_in, file, maiwenn, alban):
    for number in range(SHOWN + 2):
        values = {"task_id": new_id(), "label": f"Tâche {number:02d}", "due_on": clock.today()}
        actions.set_task(pathway=file, owner=maiwenn.user, by=maiwenn, **values)
    client = sign_in(maiwenn)
    more = re.search(r'href="([^"]*)">2 autres – tâches', text(client.get("/")))[1]
    page = text(client.get(more))
    assert all(f"Tâche {number:02d}" in page for number in range(SHOWN + 2))
    done = re.search(r'action="([^"]*/faite/)">.*?name="retour" value="(\w+)"', page)
    assert client.post(done[1], {"retour": done[2]}).url == reverse("home")
    assert client.get(reverse("list_waiting") + "?quoi=autre").status_code == 404
    assert sign_in(alban).get(more).status_code == 404


def test_documents_received_and_awaited_have_a_page_too(sign_in, her_space, maiwenn):
    her_space.post(
        reverse("show_own_messages"), {"exchange_id": new_id(), "text": "Voici.", "joined": photo()}
    )
    client = sign_in(maiwenn)
    page = client.get(reverse("list_waiting") + "?quoi=recus")
    assert "Ouvrir un document reçu" in text(page)
    assert "Rien en attente." in text(client.get(reverse("list_waiting") + "?quoi=attendus"))


def photo() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    return SimpleUploadedFile("devis.jpg", content.getvalue(), content_type="image/jpeg")


def test_a_photo_goes_with_her_message_and_only_her_body_reads_it(sign_in, her_space, file, maiwenn, rozenn):
    sent = {"exchange_id": new_id(), "text": "Voici mon devis.", "joined": photo()}
    assert "C'est envoyé" in text(her_space.post(reverse("show_own_messages"), sent, follow=True))
    piece = Exchange.objects.get().pieces.get()
    assert (piece.audience, piece.organisation) == (Audience.PERSON, file.contractor)
    assert reverse("show_piece", args=[piece.pk]) in text(thread(sign_in(maiwenn), file))
    assert sign_in(rozenn).get(reverse("show_piece", args=[piece.pk])).status_code == 404
    assert "devis" in text(her_space.get(reverse("show_own_messages")))


def test_a_file_that_is_no_document_is_refused_and_nothing_typed_is_lost(her_space, file):
    odd = SimpleUploadedFile("devis.jpg", b"MZ not a photo", content_type="image/jpeg")
    sent = {"exchange_id": new_id(), "text": "Voici mon devis.", "joined": odd}
    answer = her_space.post(reverse("show_own_messages"), sent)
    assert answer.status_code == 422
    assert "Voici mon devis." in text(answer)
    assert "devis.jpg :" in text(answer)
    assert not Exchange.objects.exists()

"""Messages on screen: on the file with their proof, what was not delivered, letters to post."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.messaging.failures import Failure
from rebond.messaging.models import Message, MessageState
from tests.pathways.world import TODAY, World

SECRET = "nO3c8mTqz0" * 4 + "abc"


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    hold_clock(TODAY)
    return World(cast, pathway)


@pytest.fixture
def letter(world) -> Message:
    return world.letter()


@pytest.fixture
def dead(world) -> Message:
    return world.undelivered()


def url(name: str, message: Message) -> str:
    return reverse(name, args=[message.pk])


# --- On the file -------------------------------------------------------------------


def test_the_file_shows_each_message_with_its_proof(sign_in, maiwenn, world, dead):
    page = sign_in(maiwenn).get(f"/dossiers/{world.pathway.pk}/?section=messages").content.decode()

    assert "Votre rendez-vous" in page
    assert "Non remis" in page
    assert "Cette adresse est refusée." in page
    assert "Une nouvelle orientation" in page, "what was written about the referral is there too"


def test_the_file_costs_the_same_whatever_was_written(
    sign_in, maiwenn, world, letter, django_assert_max_num_queries
):
    client = sign_in(maiwenn)
    address = f"/dossiers/{world.pathway.pk}/?section=messages"
    client.get(address)
    for number in range(15):
        Message.objects.create(
            address="rozenn.genet@example.org",
            title=f"Nouvelle {number}",
            body="Bonjour.",
            template="hello",
            file_id=world.pathway.pk,
            beneficiary=world.pathway.beneficiary,
            state=MessageState.DEAD,
        )
    with django_assert_max_num_queries(40):
        assert "Nouvelle 14" in client.get(address).content.decode()


def test_nobody_reads_the_key_of_the_person_s_link(sign_in, maiwenn, world, letter):
    Message.objects.filter(pk=letter.pk).update(body=f"https://rebond.example.org/r/{SECRET}/ 06 39 98 00 05")
    client = sign_in(maiwenn)
    for address in (f"/dossiers/{world.pathway.pk}/?section=messages", url("show_message", letter)):
        page = client.get(address).content.decode()
        assert SECRET not in page
        assert "https://rebond.example.org/r/•••/" in page


# --- Not delivered -----------------------------------------------------------------


def test_maiwenn_sends_again_to_the_address_that_she_put_right(sign_in, maiwenn, world, dead):
    person = world.pathway.beneficiary
    person.email = "delphine@example.org"
    person.save()
    client = sign_in(maiwenn)
    assert "Message non remis" in client.get("/").content.decode()
    assert "Votre rendez-vous" in client.get("/messages/").content.decode()

    answer = client.post(url("retry_message", dead), follow=True)

    assert "Le message repart." in answer.content.decode()
    dead.refresh_from_db()
    assert (dead.state, dead.address, dead.attempts_count) == (
        MessageState.WAITING,
        "delphine@example.org",
        0,
    )
    assert Entry.objects.filter(verb="retry_message", object_id=str(dead.pk)).count() == 1
    assert "Tous les messages ont été remis." in client.get("/messages/").content.decode()


def test_sending_again_twice_sends_once(sign_in, maiwenn, dead):
    client = sign_in(maiwenn)
    client.post(url("retry_message", dead))

    answer = client.post(url("retry_message", dead))

    assert answer.status_code == 409
    assert "Impossible de réessayer" in answer.content.decode()
    assert Entry.objects.filter(verb="retry_message").count() == 1


def test_a_message_that_is_given_up_stays_on_the_file(sign_in, maiwenn, world, dead):
    client = sign_in(maiwenn)
    client.post(url("drop_message", dead))

    dead.refresh_from_db()
    assert dead.state == MessageState.WITHDRAWN
    assert "Retiré" in client.get(f"/dossiers/{world.pathway.pk}/?section=messages").content.decode()
    assert client.post(url("drop_message", dead)).status_code == 409


def test_helene_reads_and_does_not_act(sign_in, helene, dead):
    client = sign_in(helene)
    page = client.get(url("show_message", dead)).content.decode()
    assert "Réessayer" not in page
    assert client.post(url("retry_message", dead)).status_code == 403


def test_a_message_about_a_referral_concerns_who_sent_it_and_who_answers(sign_in, rozenn, loic, karim, world):
    message = Message.objects.filter(file_id=world.referral.pk).first()
    Message.objects.filter(pk=message.pk).update(state=MessageState.DEAD, last_error=Failure.UNREACHABLE)

    assert "Garance" in sign_in(loic).get("/messages/").content.decode()
    assert sign_in(karim).get(url("show_message", message)).status_code == 404
    assert sign_in(rozenn).post(url("retry_message", message)).status_code == 302


def test_zoe_finds_nothing(sign_in, zoe, dead, letter):
    client = sign_in(zoe)
    for message in (dead, letter):
        assert client.get(url("show_message", message)).status_code == 404
        assert client.post(url("retry_message", message)).status_code == 404
        assert client.post(url("post_letter", message), {"posted_on": TODAY}).status_code == 404
    assert "Votre rendez-vous" not in client.get("/messages/").content.decode()
    assert "Votre rendez-vous" not in client.get("/messages/courriers/").content.decode()


# --- Letters -----------------------------------------------------------------------


def test_maiwenn_prints_then_posts_a_letter(sign_in, maiwenn, world, letter):
    Message.objects.filter(pk=letter.pk).update(body=f"https://rebond.example.org/r/{SECRET} 06 39 98 00 05")
    client = sign_in(maiwenn)
    assert "Poster un courrier" in client.get("/").content.decode()

    printed = client.get("/messages/courriers/imprimer/")
    assert printed["Content-Type"] == "application/pdf"
    text = pypdf.PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    assert "Delphine Lavande" in text
    assert SECRET in text.replace("\n", "").replace("-", ""), "on paper the link is whole"
    assert Access.objects.filter(page="print_letter", user=maiwenn.user).exists()
    letter.refresh_from_db()
    assert letter.state == MessageState.WAITING, "printing is not posting"

    client.post(url("post_letter", letter), {"posted_on": TODAY.isoformat()})

    letter.refresh_from_db()
    assert (letter.state, letter.sent_by, letter.sent_at) == (MessageState.SENT, maiwenn.user, clock.now())
    assert SECRET not in letter.body
    page = client.get(url("show_message", letter)).content.decode()
    assert "Posté" in page
    assert "par Maïwenn Tilleul" in page
    assert (
        "Aucun courrier à poster, aucun appel à passer."
        in client.get("/messages/courriers/").content.decode()
    )


def test_a_letter_is_posted_once(sign_in, maiwenn, letter):
    client = sign_in(maiwenn)
    client.post(url("post_letter", letter), {"posted_on": TODAY.isoformat()})

    answer = client.post(url("post_letter", letter), {"posted_on": TODAY.isoformat()})

    assert answer.status_code == 422
    assert "Impossible de noter ce message comme posté ou dit" in answer.content.decode()
    assert Entry.objects.filter(verb="post_letter").count() == 1


@pytest.mark.parametrize(
    "day", [TODAY + timedelta(days=1), TODAY - timedelta(days=1), "le mois dernier", ""], ids=str
)
def test_a_letter_leaves_between_its_writing_and_today(sign_in, maiwenn, letter, day):
    answer = sign_in(maiwenn).post(url("post_letter", letter), {"posted_on": str(day)})

    assert answer.status_code == 422
    letter.refresh_from_db()
    assert letter.state == MessageState.WAITING


def test_a_letter_posted_some_days_ago_keeps_that_day(sign_in, maiwenn, letter):
    Message.objects.filter(pk=letter.pk).update(queued_at=clock.now() - timedelta(days=5))
    day = TODAY - timedelta(days=2)

    sign_in(maiwenn).post(url("post_letter", letter), {"posted_on": day.isoformat()})

    letter.refresh_from_db()
    assert clock.civil_date(letter.sent_at) == day


def test_a_mail_is_not_posted(sign_in, maiwenn, dead):
    assert sign_in(maiwenn).post(url("post_letter", dead), {"posted_on": TODAY}).status_code == 403


def test_rozenn_has_no_letter_to_post(sign_in, rozenn, letter):
    assert "Votre rendez-vous" not in sign_in(rozenn).get("/messages/courriers/").content.decode()
    assert sign_in(rozenn).get(url("print_letter", letter)).status_code == 403


def test_nothing_to_print_says_so(sign_in, maiwenn, world):
    page = sign_in(maiwenn).get("/messages/courriers/imprimer/", follow=True).content.decode()
    assert "Aucun courrier à imprimer." in page


# --- Administrator ------------------------------------------------------------------


def test_alban_counts_without_reading_and_sends_again_after_a_failure(sign_in, cast, dead):
    alban = cast.actor("alban")
    Message.objects.create(
        address="rozenn.genet@example.org",
        title="Un titre",
        body="Un texte",
        template="hello",
        state=MessageState.DEAD,
        last_error=Failure.UNREACHABLE,
    )
    client = sign_in(alban)

    page = client.get("/administration/messages/").content.decode()

    assert "Le service d&#x27;envoi ne répond pas." in page
    for kept in ("Delphine", "rozenn", "Un titre", "Un texte", "Votre rendez-vous"):
        assert kept not in page
    answer = client.post("/administration/messages/reessayer/", follow=True).content.decode()
    assert "1 message à nouveau à envoyer." in answer
    dead.refresh_from_db()
    assert dead.state == MessageState.DEAD, "a refused address stays refused"
    assert client.get(url("show_message", dead)).status_code == 404


def test_only_an_administrator_counts(sign_in, loic):
    assert sign_in(loic).get("/administration/messages/").status_code == 403
    assert sign_in(loic).post("/administration/messages/reessayer/").status_code == 403


# --- Calls ---------------------------------------------------------------------------


def test_who_does_not_want_to_be_written_to_is_called(sign_in, maiwenn, world, letter):
    Message.objects.filter(pk=letter.pk).update(channel="call", address="+33639980184")
    client = sign_in(maiwenn)
    assert "Appeler pour dire" in client.get("/").content.decode()
    page = client.get("/messages/courriers/").content.decode()
    assert "06 39 98 01 84" in page
    assert "Appel passé" in page
    assert client.get("/messages/courriers/imprimer/").status_code == 302, "nothing to print"
    assert client.get(url("print_letter", letter)).status_code == 302

    client.post(url("post_letter", letter), {"posted_on": TODAY.isoformat()})

    letter.refresh_from_db()
    assert (letter.state, letter.sent_by) == (MessageState.SENT, maiwenn.user)
    assert "Dit au téléphone" in client.get(url("show_message", letter)).content.decode()

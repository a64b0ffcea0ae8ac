"""The telephones of the demo: open in demo mode to everybody, and nowhere else to anybody."""

import pytest
from django.urls import reverse

from rebond.messaging.models import AttachedFile, Message, MessageState
from rebond.people.models import User
from tests.pathways.world import TODAY, World

LINK = "https://rebond.example.org/rdv/" + "nO3c8mTqz0" * 4 + "abc/"


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    hold_clock(TODAY)
    return World(cast, pathway)


@pytest.fixture
def message(world) -> Message:
    message = world.letter()
    message.channel, message.address = "sms", "+33639980184"
    message.body = f"Confirmer ou changer : {LINK} Tél. 06 39 98 00 05 <b>"
    message.save()
    return message


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO_MODE = True


def telephone(message: Message) -> str:
    return reverse("show_person_mailbox", args=[message.beneficiary_id])


@pytest.mark.usefixtures("demo")
def test_anybody_opens_the_telephone_of_an_invented_person_and_follows_her_links(client, message):
    page = client.get("/demo/messages/").content.decode()
    assert "Delphine Lavande" in page
    assert telephone(message) in page

    page = client.get(telephone(message)).content.decode()

    assert f'<a href="{LINK}"' in page
    assert "&lt;b&gt;" in page


@pytest.mark.usefixtures("demo")
def test_a_colleague_reads_what_was_written_to_them(client, world, cast):
    page = client.get("/demo/messages/").content.decode()
    loic = cast.users["loic"]
    address = reverse("show_colleague_mailbox", args=[loic.pk])
    assert address in page
    assert "Une nouvelle orientation" in client.get(address).content.decode()


@pytest.mark.usefixtures("demo")
def test_what_was_withdrawn_is_not_received(client, message):
    Message.objects.filter(pk=message.pk).update(state=MessageState.WITHDRAWN)
    assert LINK not in client.get(telephone(message)).content.decode()


@pytest.mark.usefixtures("demo")
def test_a_file_is_saved_never_shown_in_the_page(client, message):
    file = AttachedFile.objects.create(
        message=message, name="rendez-vous.ics", media_type="text/calendar", content=b"BEGIN:VCALENDAR"
    )
    assert "rendez-vous.ics" in client.get(telephone(message)).content.decode()

    answer = client.get(reverse("open_demo_file", args=[file.pk]))

    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rendez-vous.ics"'


@pytest.mark.usefixtures("demo")
def test_the_list_costs_the_same_whoever_received(client, message, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/demo/messages/")


def addresses(message: Message, user: User) -> list[str]:
    return [
        "/demo/messages/",
        telephone(message),
        reverse("show_colleague_mailbox", args=[user.pk]),
        reverse("open_demo_file", args=[1]),
    ]


def test_outside_demo_mode_there_is_no_telephone_to_open(sign_in, maiwenn, message):
    client = sign_in(maiwenn)
    for address in addresses(message, maiwenn.user):
        assert client.get(address).status_code == 404
    assert "/demo/messages/" not in client.get("/").content.decode()


@pytest.mark.usefixtures("demo")
def test_one_real_person_who_signs_in_closes_all_telephones(client, message, maiwenn):
    User.objects.create_user(
        "odile.vraie@example.org", "une phrase", first_name="Odile", last_name="Vraie", is_demo=False
    )
    for address in addresses(message, maiwenn.user):
        assert client.get(address).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert "Leurs téléphones sont fermés" in page
    assert "/demo/messages/" not in page


@pytest.mark.usefixtures("demo")
def test_the_file_leads_to_the_telephone_as_long_as_it_is_open(sign_in, maiwenn, message, pathway):
    section = reverse("show_pathway", args=[pathway.pk]) + "?section=messages"
    client = sign_in(maiwenn)
    assert telephone(message) in client.get(section).content.decode()
    User.objects.create_user("odile.vraie@example.org", "une phrase", is_demo=False)
    assert telephone(message) not in client.get(section).content.decode()

"""Coming in without a password: once, soon, the right person, and nobody learns who is accompanied."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.links.doors import CODE_LETTERS
from rebond.links.models import Link
from rebond.messaging.models import Message
from rebond.messaging.secrecy import without_secrets
from rebond.pathways import actions
from rebond.pathways.entrance import KEY_MINUTES, KEYS_MAX, KEYS_WITHIN_MINUTES
from rebond.web.portal.session import IDLE_MINUTES, LONGEST_HOURS, PERSON_KEY
from tests.people import DELPHINE

SPACE = "/mon-espace/"
LINK = re.compile(r"/e/[\w-]+/")
CODE = re.compile(rf"(?<![\w-])[{CODE_LETTERS}]{{4}}-[{CODE_LETTERS}]{{4}}(?![\w-])")


def ask(client: Client, contact: str):
    return client.post(reverse("enter_space"), {"contact": contact})


def sent_to(first_name: str) -> str:
    """The last message written to somebody."""
    bodies = (
        Message.objects.filter(template="space_link")
        .order_by("queued_at", "id")
        .values_list("body", flat=True)
    )
    return [body for body in bodies if body.startswith(f"Bonjour {first_name},")][-1]


@pytest.fixture
def message(client, delphine) -> str:
    ask(client, DELPHINE["email"])
    return sent_to("Delphine")


def test_delphine_asks_for_a_link_and_comes_in_with_its_button(client, delphine, message):
    link = LINK.search(message)[0]
    page = client.get(link)
    assert "Bonjour Delphine" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.post(link).headers["Location"] == SPACE
    home = client.get(SPACE)
    assert "Bonjour Delphine" in home.text
    assert home.headers["Cache-Control"] == "private, no-store"
    entry = Entry.objects.get(verb="open_space")
    assert (entry.user, entry.role, entry.beneficiary) == (None, "beneficiary", delphine)


def test_reading_the_link_does_not_use_it_up(client, message):
    """Mail scanners follow every link they find."""
    link = LINK.search(message)[0]
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert client.get(SPACE).status_code == 302
    assert client.post(link).status_code == 302


def test_the_link_serves_once(client, message):
    link = LINK.search(message)[0]
    client.post(link)
    for again in (Client().get(link), Client().post(link)):
        assert again.status_code == 410
        assert "plus valable" in again.text


def test_the_link_and_its_code_are_one_key(client, message):
    client.post(LINK.search(message)[0])
    other = Client()
    refused = other.post(reverse("type_code"), {"code": CODE.search(message)[0]})
    assert refused.status_code == 422
    assert PERSON_KEY not in other.session


def test_the_link_dies_soon(client, message, hold_clock):
    hold_clock(clock.now() + timedelta(minutes=KEY_MINUTES))
    assert client.get(LINK.search(message)[0]).status_code == 410
    assert client.post(reverse("type_code"), {"code": CODE.search(message)[0]}).status_code == 422


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {0} ", "{2}"])
def test_the_code_is_typed_on_another_device(message, typed):
    code = CODE.search(message)[0]
    text = typed.format(code, code.replace("-", ""), code.lower().replace("-", " "))
    computer = Client()
    assert computer.post(reverse("type_code"), {"code": text}).headers["Location"] == SPACE
    assert "Bonjour Delphine" in computer.get(SPACE).text


def test_neither_secret_nor_code_is_kept(message):
    rows = str(list(Link.objects.values()))
    assert LINK.search(message)[0].split("/")[2] not in rows
    assert CODE.search(message)[0].replace("-", "") not in rows


@pytest.mark.parametrize("contact", [DELPHINE["email"], "06 39 98 01 84"])
def test_who_reads_her_file_does_not_read_her_key(client, delphine, sign_in, maiwenn, pathway, contact):
    """Else a member of staff could ask for a key, read it among the messages, and come in as her."""
    ask(client, contact)
    body = Message.objects.get(template="space_link").body
    code, secret = CODE.search(body)[0], LINK.search(body)[0]
    shown = without_secrets(body)
    assert code not in shown
    assert secret not in shown
    page = sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]), {"section": "messages"}).text
    assert code not in page
    assert secret not in page


def test_the_title_names_nobody(message):
    title = Message.objects.get(template="space_link").title
    assert "Delphine" not in title
    assert "Lavande" not in title


def test_known_or_not_the_answer_is_the_same(delphine):
    answers = []
    for contact in (DELPHINE["email"], "personne@example.org", "06 39 98 99 99", "n'importe quoi"):
        client = Client()
        answer = ask(client, contact)
        page = client.get(answer.headers["Location"]).text
        answers.append((answer.status_code, re.sub(r'value="\w{64}"', "", page)))
    assert len(set(answers)) == 1
    assert Message.objects.filter(template="space_link").count() == 1


def test_somebody_referred_but_not_in_a_path_is_not_let_in(client, referral):
    ask(client, DELPHINE["email"])
    assert not Message.objects.filter(template="space_link").exists()


def test_her_telephone_number_is_known_however_it_is_typed(client, delphine):
    ask(client, "06.39.98.01.84")
    text = Message.objects.get(template="space_link")
    assert (text.channel, text.address) == ("sms", "+33639980184")
    assert "Delphine, http" in text.body
    assert CODE.search(text.body)


def test_a_couple_with_one_address_gets_a_link_each(client, delphine, gaspard):
    ask(client, DELPHINE["email"])
    hers, his = LINK.search(sent_to("Delphine"))[0], LINK.search(sent_to("Gaspard"))[0]
    assert hers != his
    assert "sont pour Gaspard, et pour personne d'autre" in sent_to("Gaspard")
    client.post(his)
    assert "Bonjour Gaspard" in client.get(SPACE).text
    client.post(hers)
    assert "Bonjour Delphine" in client.get(SPACE).text


def test_one_person_is_not_drowned_in_messages(delphine, hold_clock):
    for _ in range(KEYS_MAX + 2):
        assert ask(Client(REMOTE_ADDR="203.0.113.9"), DELPHINE["email"]).status_code == 302
    sent = Message.objects.filter(template="space_link")
    assert sent.count() == KEYS_MAX
    hold_clock(clock.now() + timedelta(minutes=KEYS_WITHIN_MINUTES + 1))
    ask(Client(REMOTE_ADDR="203.0.113.9"), DELPHINE["email"])
    assert sent.count() == KEYS_MAX + 1


def test_one_visitor_does_not_ask_for_ever(delphine):
    statuses = [ask(Client(), f"personne{n}@example.org").status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]


def test_codes_are_not_guessed_by_trying(message):
    tries = [Client().post(reverse("type_code"), {"code": f"BCDF-GH{n}"}).status_code for n in "23467894BC"]
    assert tries == [422] * 10
    stopped = Client().post(reverse("type_code"), {"code": CODE.search(message)[0]})
    assert stopped.status_code == 429
    assert "Attendez dix minutes" in stopped.text


def test_many_visitors_together_do_not_guess_codes_either(message, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "space_code": "10/5m/ip,12/h/key"}
    for n in range(12):
        Client().post(reverse("type_code"), {"code": "BCDF-GHJK"}, REMOTE_ADDR=f"203.0.113.{n}")
    late = Client().post(reverse("type_code"), {"code": CODE.search(message)[0]}, REMOTE_ADDR="203.0.113.200")
    assert late.status_code == 429


def test_reading_links_without_end_is_stopped_too_and_many_readers_are_not(message, settings):
    address = LINK.search(message)[0]
    statuses = {Client().get(address, REMOTE_ADDR="203.0.113.7").status_code for _ in range(100)}
    assert statuses == {200}
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "link": "5/m/ip"}
    tries = [Client().get(f"/e/{n}/", REMOTE_ADDR="203.0.113.8").status_code for n in range(6)]
    assert tries == [410] * 5 + [429]
    assert Client().get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


# --- The session ----------------------------------------------------------------------


def test_the_space_closes_when_left_alone(enter, delphine, hold_clock):
    client = enter(delphine)
    hold_clock(clock.now() + timedelta(minutes=IDLE_MINUTES - 1))
    assert client.get(SPACE).status_code == 200
    hold_clock(clock.now() + timedelta(minutes=IDLE_MINUTES - 1))
    assert client.get(SPACE).status_code == 200
    hold_clock(clock.now() + timedelta(minutes=IDLE_MINUTES))
    closed = client.get(SPACE)
    assert closed.headers["Location"] == reverse("enter_space")
    assert "fermé tout seul" in client.get(closed.headers["Location"]).text


def test_the_space_closes_at_the_end_of_the_day_anyway(enter, delphine, hold_clock):
    client = enter(delphine)
    for _ in range(LONGEST_HOURS * 2):
        hold_clock(clock.now() + timedelta(minutes=30))
        answer = client.get(SPACE)
    assert answer.status_code == 302


def test_she_leaves(enter, delphine):
    client = enter(delphine)
    client.post(reverse("leave_space"))
    assert client.get(SPACE).status_code == 302
    assert PERSON_KEY not in client.session


def test_what_was_typed_as_the_space_closed_is_not_lost(enter, delphine, pathway, hold_clock, client):
    client = enter(delphine)
    late = clock.now() + timedelta(minutes=IDLE_MINUTES)
    hold_clock(late)
    client.post(reverse("propose_action"), {"label": "Un stand au marché"})
    ask(client, DELPHINE["email"])
    assert client.post(LINK.search(sent_to("Delphine"))[0]).headers["Location"] == reverse("propose_action")
    assert "Un stand au marché" in client.get(reverse("propose_action")).text
    assert "Un stand au marché" not in client.get(reverse("propose_action")).text


def test_what_delphine_typed_is_not_shown_to_gaspard(enter, delphine, gaspard, hold_clock):
    client = enter(delphine)
    hold_clock(clock.now() + timedelta(minutes=IDLE_MINUTES))
    client.post(reverse("propose_action"), {"label": "Un stand au marché"})
    ask(client, DELPHINE["email"])
    assert client.post(LINK.search(sent_to("Gaspard"))[0]).headers["Location"] == SPACE
    assert "Un stand" not in client.get(reverse("propose_action")).text


def test_a_person_opens_no_page_of_the_staff(enter, delphine, pathway):
    client = enter(delphine)
    for name, args in (("home", []), ("list_pathways", []), ("show_pathway", [pathway.pk])):
        assert client.get(reverse(name, args=args)).headers["Location"].startswith(reverse("account_login"))


def test_a_member_of_staff_opens_nobody_s_space(sign_in, maiwenn, delphine):
    client = sign_in(maiwenn)
    assert client.get(SPACE).headers["Location"] == reverse("enter_space")


def test_staff_who_sign_in_after_a_person_do_not_inherit_the_space(enter, delphine, maiwenn):
    client = enter(delphine)
    client.force_login(maiwenn.user)
    assert client.get(SPACE).status_code == 302


def test_coming_in_signs_the_staff_out_of_that_browser(sign_in, maiwenn, pathway, message):
    client = sign_in(maiwenn)
    client.post(LINK.search(message)[0])
    assert client.get(SPACE).status_code == 200
    assert client.get("/").status_code == 302


# --- Opened with the adviser ----------------------------------------------------------


def test_maiwenn_shows_a_code_that_delphine_types(sign_in, maiwenn, pathway):
    staff = sign_in(maiwenn)
    address = reverse("offer_space", args=[pathway.pk])
    assert CODE.search(staff.get(address).text) is None
    code = CODE.search(staff.post(address).text)[0]
    phone = Client()
    assert phone.post(reverse("type_code"), {"code": code}).headers["Location"] == SPACE
    assert "Bonjour Delphine" in phone.get(SPACE).text
    assert Entry.objects.filter(verb="offer_space", user=maiwenn.user).count() == 1


def test_maiwenn_sends_the_link_at_once(sign_in, maiwenn, pathway):
    answer = sign_in(maiwenn).post(reverse("send_space_link", args=[pathway.pk]), follow=True)
    assert "Le lien part vers Delphine." in answer.text
    assert LINK.search(sent_to("Delphine"))


def test_without_any_address_a_code_is_shown_instead(sign_in, maiwenn, pathway):
    actions.update_beneficiary(pathway=pathway, values={"email": "", "phone": ""}, by=maiwenn)
    answer = sign_in(maiwenn).post(reverse("send_space_link", args=[pathway.pk]), follow=True)
    assert "affichez plutôt un code" in answer.text


@pytest.mark.parametrize(("who", "status"), [("zoe", 404), ("karim", 404), ("helene", 403)])
def test_nobody_else_opens_it(request, sign_in, pathway, who, status):
    client = sign_in(request.getfixturevalue(who))
    for name in ("offer_space", "send_space_link"):
        assert client.post(reverse(name, args=[pathway.pk])).status_code == status
    assert not Link.objects.exists()


# --- The demo -------------------------------------------------------------------------


def test_in_demo_mode_anybody_opens_delphine_s_space(client, settings, delphine):
    settings.DEMO_MODE = True
    assert "Et du côté de la personne" in client.get("/compte/login/").text
    answer = client.post(reverse("enter_as_person"), {"person": str(delphine.pk)})
    assert answer.headers["Location"] == SPACE
    assert "Bonjour Delphine" in client.get(SPACE).text


def test_nobody_else_is_opened_in_demo_mode(client, settings, delphine, gaspard):
    settings.DEMO_MODE = True
    for wanted in (str(gaspard.pk), "", "x"):
        assert client.post(reverse("enter_as_person"), {"person": wanted}).status_code == 404


def test_outside_demo_mode_nobody_does(client, delphine):
    assert "Et du côté de la personne" not in client.get("/compte/login/").text
    assert client.post(reverse("enter_as_person"), {"person": str(delphine.pk)}).status_code == 404
    assert client.get(SPACE).status_code == 302

"""Replies by e-mail: hers is kept, once; what is not surely hers is put aside; machines and loops are let go."""

import contextlib
import io
import re
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.doors import new_secret
from rebond.messaging.carriers.mail import _written
from rebond.messaging.models import Message
from rebond.tutoring import actions, policy
from rebond.tutoring.actions.mails import DAILY_MAX, forget_held_mails
from rebond.tutoring.addresses import reply_address, secret_in
from rebond.tutoring.mail import SIZE_MAX, Unreadable, read_mail
from rebond.tutoring.models import Exchange, HeldMail, Received, WhyHeld
from rebond.tutoring.todo import mails_to_look_at
from tests.people import DELPHINE

HERS = DELPHINE["email"]
receive_mail = actions.receive_mail


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.REPLY_ADDRESS = "echanges@rebond.example.org"
    settings.DEFAULT_FROM_EMAIL = "Rebond <ne-pas-repondre@rebond.example.org>"


@pytest.fixture
def address(sent) -> str:
    sent("Avez-vous vos factures ?")
    return Message.objects.get(template="new_message").reply_to


def mail(to: str, text: str = "Oui, toutes.", *, sender: str = HERS, key: str = "1", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: Vous avez un nouveau message"
    message["Message-ID"] = f"<{key}@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def kept() -> Exchange:
    return Exchange.objects.get(kind="message_received")


# --- Hers -------------------------------------------------------------------------


def test_her_reply_joins_the_thread_of_whoever_wrote(address, file, maiwenn):
    text = f"Oui, toutes.\n\nLe 13 mai 2019 à 09:12, BGE <{address}> a écrit :\n> Lisez ici"
    assert receive_mail(mail(address, text)) == Received.KEPT
    exchange = kept()
    assert (exchange.text, exchange.door, exchange.organisation) == ("Oui, toutes.", "mail", file.contractor)
    assert exchange.quoted.endswith("> Lisez ici")
    assert policy.messages_to_answer(maiwenn).get() == exchange
    file.refresh_from_db()
    assert file.last_contact_at == clock.now()


def test_the_same_mail_brought_twice_is_kept_once(address):
    assert receive_mail(mail(address)) == Received.KEPT
    assert receive_mail(mail(address)) == Received.AGAIN
    assert receive_mail(mail(address, key="2")) == Received.KEPT
    assert Exchange.objects.filter(kind="message_received").count() == 2


@pytest.mark.parametrize("change", [str.upper, str.lower, "Rebond <{}>".format])
def test_the_address_survives_capitals_and_a_name(address, change):
    assert receive_mail(mail(change(address))) == Received.KEPT


def test_the_address_the_server_brought_it_to_counts_too(address):
    assert receive_mail(mail("quelqu-un@example.org", Delivered_To=address)) == Received.KEPT


def test_the_address_goes_out_with_the_message_then_is_forgotten(address, settings):
    from rebond.messaging.sending import send_due_messages

    message = Message.objects.get(template="new_message")
    from django.core.mail import get_connection

    assert _written(message, get_connection()).reply_to == [address]
    settings.DEMO_MODE = False
    send_due_messages()
    message.refresh_from_db()
    assert (message.state, message.reply_to) == ("sent", "")


def test_our_keys_and_a_social_security_number_are_not_kept(address):
    body = "Le numéro est 2 84 05 35 238 001 22.\nhttps://rebond.example.org/lire/" + "a" * 43 + "/"
    receive_mail(mail(address, f"{body}\nLe 12 mai, vous avez écrit :\n> À : {address}"))
    assert "238 001" not in kept().text
    assert "aaaa" not in kept().text
    assert address.partition("@")[0] not in kept().text + kept().quoted
    assert "•••@" in kept().text + kept().quoted


# --- Not surely hers --------------------------------------------------------------


def held(reason: WhyHeld) -> HeldMail:
    assert not Exchange.objects.filter(kind="message_received").exists()
    found = HeldMail.objects.get()
    assert found.reason == reason
    return found


def test_another_sender_is_put_aside_for_the_adviser(address, maiwenn, rozenn, karim, zoe_adviser):
    assert receive_mail(mail(address, sender="mari@example.org")) == Received.HELD
    found = held(WhyHeld.OTHER_SENDER)
    (task,) = mails_to_look_at(maiwenn, None).tasks
    assert task.url_pk == found.pk
    for by in (rozenn, karim, zoe_adviser):
        assert not policy.held_mails_visible_to(by).exists()


def test_an_unknown_address_goes_to_the_file_of_the_sender(address, file, maiwenn):
    assert receive_mail(mail("echanges+abcdefgh@rebond.example.org")) == Received.HELD
    assert held(WhyHeld.UNKNOWN_ADDRESS).pathway == file
    assert policy.held_mails_visible_to(maiwenn).exists()


def test_of_nobody_we_know_no_word_is_kept_and_the_administrator_sees_that_it_came(address, maiwenn, alban):
    assert receive_mail(mail("echanges@rebond.example.org", sender="inconnu@example.org")) == Received.HELD
    found = held(WhyHeld.UNKNOWN_ADDRESS)
    assert (found.text, found.pathway) == ("", None)
    assert policy.held_mails_visible_to(alban).get() == found
    assert not policy.held_mails_visible_to(maiwenn).exists()


def test_an_old_address_is_no_longer_hers(address, hold_clock):
    hold_clock(clock.now() + timedelta(days=181))
    assert receive_mail(mail(address)) == Received.HELD
    held(WhyHeld.UNKNOWN_ADDRESS)


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ("mx.rebond.example.org; dmarc=pass", Received.KEPT),
        ("mx.rebond.example.org; spf=fail; dmarc=pass", Received.KEPT),
        ("mx.rebond.example.org; dmarc=fail", Received.HELD),
        ("mx.rebond.example.org; spf=fail", Received.HELD),
        ("ailleurs.example.org; dmarc=pass", Received.HELD),
    ],
)
def test_what_our_mail_server_says_of_the_sender_counts(address, settings, results, outcome):
    settings.MAIL_AUTHSERV_ID = "mx.rebond.example.org"
    assert receive_mail(mail(address, Authentication_Results=results)) == outcome


def test_two_senders_at_once_are_nobody(address):
    assert receive_mail(mail(address, sender=f"{HERS}, autre@example.org")) == Received.HELD


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<liste.example.org>"},
    ],
)
def test_machines_are_put_aside_and_ask_nothing_of_anybody(address, maiwenn, headers):
    assert receive_mail(mail(address, "Absente jusqu'au 20.", **headers)) == Received.HELD
    held(WhyHeld.AUTOMATIC)
    assert mails_to_look_at(maiwenn, None).tasks == []


def test_a_bounce_is_no_message(address):
    report = EmailMessage()
    report["From"], report["To"], report["Message-ID"] = "MAILER-DAEMON@example.org", address, "<b@x>"
    report.set_content("Non remis.")
    report.make_mixed()
    raw = report.as_bytes().replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status")
    assert receive_mail(raw) == Received.HELD
    held(WhyHeld.AUTOMATIC)


def test_our_own_mails_go_round_once(address):
    for sender in ("ne-pas-repondre@rebond.example.org", "echanges@rebond.example.org", address):
        assert receive_mail(mail(address, sender=sender, key=sender)) == Received.IGNORED
    assert not HeldMail.objects.exists()


def test_a_machine_that_writes_all_day_is_let_go(address):
    outcomes = [receive_mail(mail(address, key=str(number))) for number in range(DAILY_MAX + 2)]
    assert outcomes.count(Received.KEPT) == DAILY_MAX
    assert outcomes[-1] == Received.IGNORED


# --- Odd mails --------------------------------------------------------------------


def raw_mail(to: str, body: bytes, kind: bytes = b"text/plain") -> bytes:
    head = f"From: {HERS}\nTo: {to}\nMessage-ID: <odd@example.org>\n".encode()
    return head + b"Content-Type: " + kind + b"\n\n" + body


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (b"text/plain", "Déjà payé".encode("cp1252"), "Déjà payé"),
        (b"text/plain; charset=zzz-99", "Déjà payé".encode(), "Déjà payé"),
        (b"text/plain; charset=ascii", "Déjà payé".encode(), "Déjà payé"),
        (b"text/plain", b"Oui\x00 !", "Oui !"),
        (
            b"text/html; charset=utf-8",
            "<style>p{}</style><p>Déjà&nbsp;payé</p><script>x()</script><blockquote>cité</blockquote>".encode(),
            "Déjà payé",
        ),
    ],
)
def test_whatever_the_charset_her_words_are_read(address, kind, body, said):
    assert receive_mail(raw_mail(address, body, kind)) == Received.KEPT
    assert kept().text == said


def test_a_very_long_mail_is_cut_and_an_empty_one_put_aside(address):
    assert receive_mail(mail(address, "mot " * 20_000)) == Received.KEPT
    assert len(kept().text) <= 20_000
    Exchange.objects.filter(kind="message_received").delete()
    assert receive_mail(mail(address, " ", key="2")) == Received.HELD
    held(WhyHeld.EMPTY)


def test_deeply_nested_parts_bring_nothing_down(address):
    body = b"--a\nContent-Type: text/plain\n\nOui\n--a--\n"
    for depth in range(1500):
        body = (
            b"--b%d\nContent-Type: multipart/mixed; boundary=%s\n\n"
            % (
                depth,
                b"b%d" % (depth - 1) if depth else b"a",
            )
            + body
            + b"\n--b%d--\n" % depth
        )
    try:
        receive_mail(raw_mail(address, body, b"multipart/mixed; boundary=b1499"))
    except Unreadable:
        assert not Exchange.objects.filter(kind="message_received").exists()


@given(
    raw=st.binary(max_size=300),
    head=st.sampled_from([b"", b"From: a@example.org\n", b"Content-Type: multipart/mixed\n"]),
)
def test_any_bytes_are_read_or_refused(raw, head):
    with contextlib.suppress(Unreadable):
        read_mail(head + raw)


def test_a_mail_too_large_is_refused(monkeypatch):
    with pytest.raises(Unreadable):
        read_mail(b"x" * (SIZE_MAX + 1))


@given(bits=st.binary(min_size=32, max_size=32))
def test_an_address_gives_its_secret_back(bits):
    import base64

    from django.test import override_settings

    secret = base64.urlsafe_b64encode(bits).decode().rstrip("=")
    with override_settings(REPLY_ADDRESS="echanges@rebond.example.org"):
        address = reply_address(secret)
        assert len(address.partition("@")[0]) <= 64
        assert secret_in(address.upper()) == secret
        assert secret_in(address.replace("+", "x")) is None


def test_a_new_secret_fits_in_an_address():
    assert secret_in(reply_address(secret := new_secret())) == secret


# --- The command, and what staff do of what was put aside ---------------------------


def bring(monkeypatch, raw: bytes) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": io.BytesIO(raw)})())
    call_command("receive_mail", stdout=out)
    return out.getvalue()


def test_the_mail_server_pipes_a_mail_and_reads_what_became_of_it(address, monkeypatch):
    assert "Gardé" in bring(monkeypatch, mail(address))
    assert "Déjà reçu" in bring(monkeypatch, mail(address))
    with pytest.raises(CommandError) as refusal:
        bring(monkeypatch, b"x" * (SIZE_MAX + 1))
    assert refusal.value.returncode == 65


def test_maiwenn_says_that_it_is_her_after_all(address, sign_in, maiwenn, karim):
    receive_mail(mail(address, "C'est Delphine, du travail.", sender="atelier@example.org"))
    found = HeldMail.objects.get()
    assert sign_in(karim).get(reverse("show_held_mail", args=[found.pk])).status_code == 404
    client = sign_in(maiwenn)
    page = client.get(reverse("show_held_mail", args=[found.pk])).content.decode().replace("&#x27;", "'")
    assert "C'est Delphine, du travail." in page
    client.post(reverse("accept_mail", args=[found.pk]))
    assert kept().text == "C'est Delphine, du travail."
    found.refresh_from_db()
    with pytest.raises(ActRefused):
        actions.accept_mail(mail=found, by=maiwenn)
    with pytest.raises(PermissionDenied):
        actions.accept_mail(mail=found, by=karim)


def test_files_put_aside_are_not_kept_and_the_page_offers_to_ask_for_them(address, sign_in, maiwenn, file):
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "atelier@example.org", address, "<g@example.org>"
    message.set_content("Voici mon devis.")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="devis.pdf")
    receive_mail(message.as_bytes())
    found = held(WhyHeld.OTHER_SENDER)
    page = sign_in(maiwenn).get(reverse("show_held_mail", args=[found.pk])).content.decode()
    assert "pièce jointe" in page
    assert reverse("ask_piece", args=[file.pk]) in page
    actions.accept_mail(mail=found, by=maiwenn)
    assert kept().text == "Voici mon devis.\n\n[1 pièce jointe non gardée]"


def test_or_drops_it_and_what_is_old_is_forgotten(address, sign_in, maiwenn, hold_clock):
    receive_mail(mail(address, sender="pub@example.org"))
    found = HeldMail.objects.get()
    client = sign_in(maiwenn)
    assert "Courriels mis de côté" in client.get(reverse("list_held_mails")).content.decode()
    client.post(reverse("drop_mail", args=[found.pk]))
    found.refresh_from_db()
    assert found.settled_by == maiwenn.user
    assert mails_to_look_at(maiwenn, None).tasks == []
    hold_clock(clock.now() + timedelta(days=91))
    forget_held_mails()
    assert not HeldMail.objects.exists()


def test_a_file_of_her_mail_joins_the_file_and_what_is_no_document_is_told(address):
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = HERS, address, "<f@example.org>"
    message.set_content("Voici mon devis.")
    message.add_attachment(
        b"MZ\x90\x00 not a document", maintype="application", subtype="x-msdownload", filename="a.exe"
    )
    assert receive_mail(message.as_bytes()) == Received.KEPT
    assert re.search(r"Pièce jointe non gardée – a\.exe", kept().text)
    assert "piece jointe" in kept().search_text
    assert kept().pieces.count() == 0

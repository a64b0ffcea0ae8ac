"""Notes, calls and messages: who reads each, what tells the person, what breaks a silence."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.identity import new_id
from rebond.links.models import Link, Purpose
from rebond.messaging.models import Channel, Message
from rebond.pathways.audience import Audience
from rebond.pathways.own_data import APART_BY_AUDIENCE, read_own_data
from rebond.pathways.policy import messages_visible_to
from rebond.pathways.todo import todo_of
from rebond.people.actor import Actor
from rebond.tutoring import actions, policy
from rebond.tutoring.models import Exchange, ExchangeKind
from rebond.tutoring.todo import messages_to_answer

PRIVATE, SHARED = Audience.ORGANISATION, Audience.PARTIES


def readers(exchange: Exchange, *people) -> set[str]:
    return {
        str(by.role) if by.user_id is None else by.user.first_name
        for by in people
        if policy.exchanges_visible_to(by).filter(pk=exchange.pk).exists()
    }


@pytest.fixture
def everybody(maiwenn, loic, karim, rozenn, ines, helene, zoe, zoe_adviser, alban, delphine):
    return (maiwenn, loic, karim, rozenn, ines, helene, zoe, zoe_adviser, alban, delphine)


# --- Who reads --------------------------------------------------------------------


def test_a_note_stays_in_ones_own_body_unless_it_is_shared(note, everybody):
    bge = {"Maïwenn", "Loïc"}
    assert readers(note(), *everybody) == bge
    assert readers(note("Pour tous.", audience=SHARED), *everybody) == bge | {"Rozenn", "Inès", "Hélène"}


def test_the_note_of_the_referent_is_not_read_by_bge(note, rozenn, everybody):
    assert readers(note(by=rozenn), *everybody) == {"Rozenn", "Hélène"}


def test_a_message_is_between_the_person_and_one_body(sent, wrote, ines, everybody):
    assert readers(sent(), *everybody) == {"Maïwenn", "Loïc", "beneficiary"}
    assert readers(wrote(), *everybody) == {"Maïwenn", "Loïc", "beneficiary"}
    assert readers(sent("Un poste à mi-temps se libère.", by=ines), *everybody) == {"Inès", "beneficiary"}


def test_a_note_is_never_for_the_person_nor_a_message_for_the_parties(note, sent):
    for exchange, audience in ((note(), Audience.EVERYBODY), (sent(), Audience.PARTIES)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exchange.objects.filter(pk=exchange.pk).update(audience=audience)
    with pytest.raises(ActRefused):
        note(audience=Audience.PERSON)


def test_changing_who_reads_is_an_act_of_its_own(note, maiwenn, rozenn, everybody):
    exchange = note()
    actions.change_audience(exchange=exchange, audience=SHARED, by=maiwenn)
    assert "Rozenn" in readers(exchange, *everybody)
    with pytest.raises(PermissionDenied):
        actions.change_audience(exchange=exchange, audience=PRIVATE, by=rozenn)
    actions.change_audience(exchange=exchange, audience=PRIVATE, by=maiwenn)
    actions.change_audience(exchange=exchange, audience=PRIVATE, by=maiwenn)
    assert "Rozenn" not in readers(exchange, *everybody)
    told = Entry.objects.filter(verb="change_audience").order_by("pk")
    assert [entry.facts["after"] for entry in told] == ["parties", "organisation"]


def test_a_message_does_not_change_readers(sent, maiwenn):
    with pytest.raises(PermissionDenied):
        actions.change_audience(exchange=sent(), audience=SHARED, by=maiwenn)


@pytest.mark.parametrize("name", ["zoe", "zoe_adviser", "karim", "helene", "alban"])
def test_strangers_and_managers_of_others_write_nothing(request, name, note, sent, wrote):
    by: Actor = request.getfixturevalue(name)
    for act in (note, sent):
        with pytest.raises(PermissionDenied):
            act(by=by)
    with pytest.raises(PermissionDenied):
        actions.settle_message(exchange=wrote(), by=by)


def test_the_same_form_sent_twice_writes_once(note, sent, wrote):
    for act in (note, sent, wrote):
        key = new_id()
        act(exchange_id=key)
        act(exchange_id=key)
    assert Exchange.objects.count() == 3
    assert Message.objects.filter(template="new_message").count() == 1
    assert Message.objects.filter(template="write_to_adviser").count() == 1


# --- Calls and silence ------------------------------------------------------------


def call(file, by, kind, **more) -> Exchange:
    values = {"text": "Elle prépare ses cours.", "exchange_id": new_id(), **more}
    return actions.record_call(pathway=file, kind=kind, by=by, **values)


@pytest.mark.parametrize(
    ("kind", "is_contact"),
    [("call_made", True), ("call_received", True), ("call_unanswered", False)],
)
def test_only_a_call_that_was_taken_breaks_the_silence(file, maiwenn, kind, is_contact):
    call(file, maiwenn, kind, happened_at=clock.now() - timedelta(hours=2))
    file.refresh_from_db()
    assert (file.last_contact_at is not None) is is_contact
    assert Entry.objects.get(verb="record_call").facts["is_contact"] is is_contact


def test_what_we_write_breaks_no_silence_and_what_she_writes_does(file, sent, wrote, maiwenn):
    def is_silent() -> bool:
        return "no_contact" in {task.kind for day in todo_of(maiwenn).days for task in day.tasks}

    # The appointment of the diagnostic never took place: her silence is told on another line.
    file.steps.all().delete()
    sent()
    assert is_silent()
    wrote()
    assert not is_silent()


def test_a_call_to_come_or_that_says_nothing_is_refused(file, maiwenn):
    with pytest.raises(ActRefused):
        call(file, maiwenn, "call_made", happened_at=clock.now() + timedelta(hours=1))
    with pytest.raises(ActRefused):
        call(file, maiwenn, "call_made", text="")
    with pytest.raises(ActRefused):
        call(file, maiwenn, "message_received")
    assert call(file, maiwenn, "call_unanswered", text="").text == ""


# --- Messages ---------------------------------------------------------------------


def test_her_message_waits_in_a_faire_until_it_is_answered(wrote, sent, maiwenn, rozenn, karim):
    exchange = wrote()
    (task,) = messages_to_answer(maiwenn, None).tasks
    assert (task.label, task.person) == ("Répondre à Delphine", "Delphine Lavande")
    assert messages_to_answer(rozenn, None).tasks == messages_to_answer(karim, None).tasks == []
    sent()
    exchange.refresh_from_db()
    assert exchange.settled_by == maiwenn.user
    assert messages_to_answer(maiwenn, None).tasks == []


def test_or_until_somebody_says_it_is_dealt_with(wrote, maiwenn, hold_clock):
    exchange = wrote()
    actions.settle_message(exchange=exchange, by=maiwenn)
    first = exchange.settled_at
    hold_clock(clock.now() + timedelta(hours=1))
    actions.settle_message(exchange=exchange, by=maiwenn)
    exchange.refresh_from_db()
    assert exchange.settled_at == first
    assert Entry.objects.filter(verb="settle_message").count() == 1


def test_ines_answers_only_what_is_written_to_catalys(wrote, sent, ines, maiwenn):
    wrote(to=ines.organisation)
    assert len(messages_to_answer(ines, None).tasks) == 1
    assert messages_to_answer(maiwenn, None).tasks == []
    sent(by=maiwenn)
    assert len(messages_to_answer(ines, None).tasks) == 1


def test_she_is_told_by_email_of_a_link_and_not_of_the_words(sent, file, settings):
    settings.REPLY_ADDRESS = "echanges@rebond.example.org"
    sent("Votre dette à la caisse est réglée.")
    message = Message.objects.get(template="new_message")
    assert message.channel == Channel.EMAIL
    assert "dette" not in message.body + message.title
    assert "Delphine" not in message.title
    assert "/lire/" in message.body
    assert re.fullmatch(r"echanges\+[a-z2-7]{40,53}@rebond\.example\.org", message.reply_to)
    assert set(Link.objects.values_list("purpose", flat=True)) == {
        Purpose.READ_MESSAGE,
        Purpose.REPLY_BY_MAIL,
    }


def test_without_email_a_text_and_without_telephone_a_letter_with_the_words(file, sent, settings):
    settings.SMS_URL = "https://sms.example.org"
    person = file.beneficiary
    person.email = ""
    person.save()
    sent()
    assert "/lire/" in Message.objects.get(channel=Channel.SMS).body
    person.phone = ""
    person.save()
    file.refresh_from_db()
    sent("Venez avec vos factures.")
    letter = Message.objects.get(channel=Channel.LETTER)
    assert "Venez avec vos factures." in letter.body
    assert letter.reply_to == ""


def test_what_was_sent_of_it_is_reserved_to_the_body_that_wrote(sent, maiwenn, loic, rozenn, ines):
    sent()
    message = Message.objects.get(template="new_message")
    assert [
        messages_visible_to(by).filter(pk=message.pk).exists() for by in (maiwenn, loic, rozenn, ines)
    ] == [True, True, False, False]


def test_her_adviser_is_told_that_she_wrote_not_what(wrote, maiwenn):
    wrote("Mon mari a perdu son travail.")
    message = Message.objects.get(template="write_to_adviser")
    assert message.address == maiwenn.user.email
    assert "mari" not in message.body + message.title
    assert "Lavande" not in message.body + message.title


def test_an_empty_message_is_refused(sent, wrote):
    for act in (sent, wrote):
        with pytest.raises(ActRefused):
            act("  \n ")


def test_nobody_writes_to_somebody_who_has_died(file, sent, maiwenn):
    from rebond.pathways.models import Outcome

    Outcome.objects.create(
        pathway=file,
        recorded_by=maiwenn.user,
        activity_status="unknown",
        rsa_status="unknown",
        job_quality="unknown",
        exit_reason="death",
    )
    with pytest.raises(ActRefused):
        sent()


def test_her_data_hold_her_messages_and_no_note(note, sent, wrote, file):
    note("Un peu perdue dans ses papiers.", audience=SHARED)
    note("À ménager.")
    sent("Bravo pour vos cours.")
    wrote("Merci beaucoup.")
    handed = read_own_data(file.beneficiary)
    text = str(handed.as_json())
    assert "Bravo pour vos cours." in text
    assert "Merci beaucoup." in text
    assert "perdue" not in text
    assert "ménager" not in text
    assert APART_BY_AUDIENCE in handed.apart


def test_gaspard_s_person_actor_does_not_write_on_her_path(file, wrote, rozenn):
    from rebond.people.actor import PersonActor
    from rebond.people.models import Beneficiary

    gaspard = Beneficiary(first_name="Gaspard", last_name="Garance")
    gaspard.derive()
    gaspard.save()
    with pytest.raises(PermissionDenied):
        wrote(by=PersonActor(gaspard))
    assert not Exchange.objects.filter(kind=ExchangeKind.MESSAGE_RECEIVED).exists()

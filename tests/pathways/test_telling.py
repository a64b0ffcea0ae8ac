"""Telling the person: on a channel they have, with a number to call, whatever is known of them."""

from datetime import UTC, date, datetime

import pytest

from rebond.core.acts import ActRefused
from rebond.messaging.models import Channel, Message, MessageState
from rebond.messaging.outbox import Attachment
from rebond.pathways import actions
from rebond.pathways.short_texts import short_text
from rebond.pathways.telling import tell_person
from rebond.programmes.letters import LetterCode, filled

MONDAY = datetime(2019, 3, 18, 9, 30, tzinfo=UTC)
INVITATION = Attachment("rendez-vous.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")
NUMBER_OF_MAIWENN = "06 39 98 00 05"


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(date(2019, 3, 11))


@pytest.fixture
def rdv1(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return step


def reached_by(pathway, **contact) -> None:
    for name, value in contact.items():
        setattr(pathway.beneficiary, name, value)
    pathway.beneficiary.save()


LINK = "https://example.org/r/abc"


def tell(step, code="appointment_planned", **more) -> Message:
    return tell_person(code, pathway=step.pathway, step=step, values={"lien": LINK}, **more)


def test_delphine_reads_her_appointment_in_her_mail(rdv1):
    message = tell(rdv1, attachments=[INVITATION])

    assert (message.channel, message.address) == (Channel.EMAIL, "delphine.lavande@example.org")
    assert (message.state, message.is_to_person) == (MessageState.WAITING, True)
    assert (message.file_id, message.object_id) == (rdv1.pathway_id, rdv1.pk)
    assert "lundi 18 mars 2019 à 10 h 30" in message.body
    assert LINK in message.body
    assert NUMBER_OF_MAIWENN in message.body
    assert "Lavande" not in message.title
    (file,) = message.attachments.all()
    assert (file.name, bytes(file.content)) == ("rendez-vous.ics", b"BEGIN:VCALENDAR")


def test_without_mail_she_gets_a_short_text_on_her_telephone(rdv1):
    reached_by(rdv1.pathway, email="")

    message = tell(rdv1, attachments=[INVITATION])

    assert (message.channel, message.address) == (Channel.SMS, "+33639980184")
    assert message.body.count("06 39 98") == 1, "one number to call"
    assert len(message.body) < 160
    assert not message.attachments.exists()


@pytest.mark.parametrize("phone", ["", "+33299000000"])
def test_without_mail_nor_mobile_a_letter_is_to_be_posted(rdv1, phone):
    reached_by(rdv1.pathway, email="", phone=phone, street="3 rue des Lilas", postcode="35000", city="Rennes")

    message = tell(rdv1)

    assert (message.channel, message.address) == (Channel.LETTER, "3 rue des Lilas, 35000 Rennes")


def test_somebody_without_any_address_still_has_a_letter_to_be_handed(rdv1):
    reached_by(rdv1.pathway, email="", phone="")

    assert (tell(rdv1).channel, tell(rdv1).address) == (Channel.LETTER, "")


def test_the_number_is_the_body_s_when_the_adviser_has_none(rdv1, maiwenn):
    rdv1.pathway.adviser.phone = ""
    rdv1.pathway.contractor.phone = "+33299000001"

    assert "02 99 00 00 01" in tell(rdv1).body


def test_nobody_writes_without_a_number_to_call(rdv1):
    path = rdv1.pathway
    for thing in (path.adviser, path.contractor, path.lead_organisation, path.programme.commissioner):
        thing.phone = ""
    before = Message.objects.count()

    with pytest.raises(ActRefused, match="Aucun numéro"):
        tell(rdv1)
    assert Message.objects.count() == before


def test_the_same_news_told_twice_is_one_message(rdv1):
    first = tell(rdv1, dedupe_key="reminder:1", attachments=[INVITATION])
    again = tell(rdv1, dedupe_key="reminder:1", attachments=[INVITATION])

    assert first.pk == again.pk
    assert Message.objects.filter(dedupe_key="reminder:1").count() == 1
    assert first.attachments.count() == 1


def test_a_message_may_wait_for_its_day(rdv1):
    assert tell(rdv1, not_before=MONDAY).due_at == MONDAY


@pytest.mark.parametrize("code", LetterCode)
def test_each_letter_has_its_two_lengths(code, rdv1):
    values = {
        "prenom": "Delphine",
        "intitule": "Rdv 3 avec Catalys",
        "date": "mercredi 25 septembre 2019",
        "heure": "14 h 30",
        "lieu": "Maison du Département, 12 avenue de la Préfecture, Rennes",
        "avec": "Karim Noisetier et Rozenn Bruyère",
        "conseiller": "Maïwenn Tilleul",
        "organisme": "BGE Ille-et-Vilaine",
        "telephone": NUMBER_OF_MAIWENN,
        "lien": "https://rebond.example.org/r/" + 43 * "x",
        "programme": "Parcours du dirigeant",
    }

    assert "{" not in filled(rdv1.pathway.version, code, values).body
    text = short_text(code, values)
    assert "{" not in text
    assert len(text) <= 280, "two texts in one, with the number that is added"
    assert "{" not in short_text(code, {**values, "lien": "", "lieu": ""})


@pytest.mark.parametrize(
    ("preferred", "channel", "address"),
    [
        ("sms", Channel.SMS, "+33639980184"),
        ("letter", Channel.LETTER, "35000 Rennes"),
        ("call", Channel.CALL, "+33639980184"),
        ("", Channel.EMAIL, "delphine.lavande@example.org"),
    ],
)
def test_she_is_told_as_she_prefers(rdv1, preferred, channel, address):
    reached_by(rdv1.pathway, preferred_channel=preferred, postcode="35000", city="Rennes")

    message = tell(rdv1)

    assert (message.channel, message.address) == (channel, address)


def test_a_preference_that_cannot_be_met_gives_way(rdv1):
    reached_by(rdv1.pathway, preferred_channel="sms", phone="")
    assert tell(rdv1).channel == Channel.EMAIL


def test_without_a_gateway_nobody_is_written_to_by_sms(rdv1, settings):
    settings.SMS_URL = ""
    reached_by(rdv1.pathway, email="", preferred_channel="sms")
    assert tell(rdv1).channel == Channel.LETTER

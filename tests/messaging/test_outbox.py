"""Messages are written with the act, or not at all."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from rebond.core import clock
from rebond.messaging.models import AttachedFile, Channel, Message, MessageState
from rebond.messaging.outbox import Attachment, queue, withdraw, write
from rebond.messaging.sending import send_due_messages

MONDAY = datetime(2019, 3, 4, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def letter_to_delphine(**more) -> Message:
    return Message(
        **{
            "channel": Channel.SMS,
            "address": "+33639980184",
            "title": "Votre rendez-vous",
            "body": "Nous vous attendons. Tél. 06 39 98 00 05\n",
            "template": "appointment_reminder",
            "is_to_person": True,
            **more,
        }
    )


def test_nothing_is_queued_without_an_address():
    assert queue("refer_person", to="", title="Une nouvelle orientation") is None
    assert not Message.objects.exists()


def test_nothing_leaves_when_the_act_is_rolled_back(referral):
    """Delphine's referral queued a message to BGE; the same act undone queues none."""
    before = Message.objects.count()
    assert before > 0
    with pytest.raises(RuntimeError), transaction.atomic():
        queue(
            "refer_person",
            to="loic.aubepine@example.org",
            title="Une orientation",
            referral=referral,
            attachments=[Attachment("plan.pdf", "application/pdf", b"%PDF")],
        )
        assert Message.objects.count() == before + 1
        raise RuntimeError
    assert Message.objects.count() == before
    assert not AttachedFile.objects.exists()
    with clock.held(datetime(2030, 1, 1, tzinfo=UTC)):
        assert send_due_messages() == before


@pytest.mark.parametrize("body", ["Nous vous attendons.\n", "Le 12 mars 2019 à 9 h 30, dossier 1234567.\n"])
def test_the_person_is_never_written_to_without_a_number_to_call(body):
    with pytest.raises(ValueError, match="telephone"):
        write(letter_to_delphine(body=body))
    assert not Message.objects.exists()


@pytest.mark.parametrize("number", ["02 99 00 00 01", "0299000001", "+262 692 00 00 01", "+33 6 39 98 00 05"])
def test_a_number_is_recognised_however_it_is_written(number):
    assert write(letter_to_delphine(body=f"Appelez le {number}.\n")).pk


def test_a_key_makes_two_messages_one():
    first = write(letter_to_delphine(dedupe_key="reminder:1"))
    assert write(letter_to_delphine(dedupe_key="reminder:1", body="06 39 98 00 05")).pk == first.pk
    write(letter_to_delphine())
    write(letter_to_delphine())
    assert Message.objects.count() == 3, "without a key, each is its own"


def test_what_is_no_longer_true_does_not_leave(hold_clock, pathway):
    hold_clock(MONDAY)
    Message.objects.all().delete()
    told = write(letter_to_delphine(object_id=pathway.pk))
    other = write(letter_to_delphine(object_id=pathway.pk, template="new_message"))

    assert withdraw(object_id=pathway.pk, templates=["appointment_reminder"]) == 1
    assert withdraw(object_id=pathway.pk, templates=["appointment_reminder"]) == 0

    told.refresh_from_db()
    other.refresh_from_db()
    assert (told.state, other.state) == (MessageState.WITHDRAWN, MessageState.WAITING)


def test_a_message_to_the_person_waits_for_the_morning_and_a_colleague_s_does_not(hold_clock):
    hold_clock(datetime(2019, 3, 4, 22, tzinfo=UTC))  # 11 in the evening

    assert write(letter_to_delphine()).due_at == datetime(2019, 3, 5, 7, tzinfo=UTC)
    assert write(letter_to_delphine(is_urgent=True)).due_at == clock.now()
    assert write(letter_to_delphine(is_to_person=False)).due_at == clock.now()

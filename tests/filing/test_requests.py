"""The person is asked for a piece, reminded once, sends it by a link; then nobody waits any more."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.filing.actions import (
    answer_piece_request,
    remind_piece_request,
    withdraw_piece,
    withdraw_piece_request,
)
from rebond.filing.asking import waiting
from rebond.filing.models import Piece, PieceRequest
from rebond.filing.reminders import remind_of_pieces
from rebond.filing.todo import pieces_awaited, pieces_received
from rebond.links.models import Link, Purpose
from rebond.messaging.models import Message
from rebond.pathways.attention import Delays
from rebond.people.actor import PersonActor
from tests.filing.papers import blank_pdf, photo
from tests.filing.world import asked_piece


@pytest.fixture
def asked(pathway, maiwenn) -> PieceRequest:
    return asked_piece(pathway, by=maiwenn)


def letters() -> list[Message]:
    return list(Message.objects.filter(template="missing_document").order_by("queued_at", "pk"))


def answer(asked, by, content=None) -> Piece:
    return answer_piece_request(request=asked, content=content or photo(), name="IMG_0001.JPG", by=by)


def test_she_is_written_to_with_a_link_that_opens_this_piece_alone(asked, maiwenn):
    (letter,) = letters()
    assert letter.is_to_person
    assert "Justificatif de chiffre d'affaires" in letter.body
    assert "/document/" in letter.body
    link = Link.objects.get(purpose=Purpose.SEND_PIECE)
    assert (link.object_id, link.beneficiary) == (asked.pk, asked.pathway.beneficiary)
    assert Entry.objects.get(verb="ask_piece").facts == {"kind": "turnover", "audience": "person"}


def test_asked_twice_it_is_asked_once(asked, pathway, maiwenn):
    assert asked_piece(pathway, by=maiwenn) == asked
    assert len(letters()) == 1
    assert asked_piece(pathway, by=maiwenn, words="de mars") != asked


def test_what_is_asked_is_said(pathway, maiwenn):
    with pytest.raises(ActRefused, match="quel document") as refused:
        asked_piece(pathway, by=maiwenn, kind="other")
    assert refused.value.field == "words"
    with pytest.raises(ActRefused, match="lit toujours"):
        asked_piece(pathway, by=maiwenn, audience="organisation")
    with pytest.raises(ActRefused, match="Choisissez"):
        asked_piece(pathway, by=maiwenn, kind="identity_card")
    named = asked_piece(pathway, by=maiwenn, kind="other", words="  le flyer   des cours ")
    assert str(named) == "le flyer des cours"


def test_strangers_and_readers_ask_for_nothing(pathway, zoe, zoe_adviser, helene, karim, delphine):
    for other in (zoe, zoe_adviser, helene, karim, delphine):
        with pytest.raises(PermissionDenied):
            asked_piece(pathway, by=other)


def test_she_sends_it_and_it_waits_for_her_adviser(asked, delphine, maiwenn, karim, rozenn):
    piece = answer(asked, delphine)
    assert (piece.kind, piece.audience, piece.organisation) == ("turnover", "person", maiwenn.organisation)
    assert not waiting(PieceRequest.objects.all()).exists()
    asked.pathway.refresh_from_db()
    assert asked.pathway.last_contact_at == clock.now()
    delays = Delays.read()
    (task,) = pieces_received(maiwenn, delays).tasks
    assert task.person == "Delphine Lavande"
    assert "Justificatif de chiffre d'affaires, demandé" in task.note
    assert pieces_received(karim, delays).tasks == pieces_received(rozenn, delays).tasks == []


def test_it_is_answered_once(asked, delphine):
    first = answer(asked, delphine)
    assert answer(asked, delphine) == first
    with pytest.raises(NotInThisState, match="déjà reçu"):
        answer(asked, delphine, blank_pdf())
    assert Piece.objects.count() == 1


def test_what_answered_and_was_taken_back_is_asked_again(asked, delphine):
    withdraw_piece(piece=answer(asked, delphine), reason="Mauvais mois", by=delphine)
    assert waiting(PieceRequest.objects.all()).get() == asked
    assert answer(asked, delphine).pk


def test_handed_over_in_person_it_is_received_too(asked, maiwenn, delphine):
    assert answer(asked, maiwenn).sent_by == maiwenn.user
    assert not waiting(PieceRequest.objects.all()).exists()


def test_another_person_does_not_answer(asked, cast, rozenn, zoe):
    from tests.pathways.world import refer

    other = PersonActor(refer(cast, rozenn, 9).beneficiary)
    for stranger in (other, zoe, rozenn):
        with pytest.raises(PermissionDenied):
            answer(asked, stranger)


def test_the_referent_asks_for_their_own_side(pathway, rozenn, maiwenn, delphine):
    asked = asked_piece(pathway, by=rozenn)
    piece = answer(asked, delphine)
    assert piece.organisation == rozenn.organisation
    assert pieces_received(rozenn, Delays.read()).total == 1
    assert pieces_received(maiwenn, Delays.read()).total == 0


def test_withdrawn_it_closes_its_link(asked, maiwenn, delphine, rozenn):
    with pytest.raises(PermissionDenied):
        withdraw_piece_request(request=asked, by=rozenn)
    withdraw_piece_request(request=asked, by=maiwenn)
    assert Link.objects.get(purpose=Purpose.SEND_PIECE).revoked_at
    for act in (withdraw_piece_request, remind_piece_request):
        with pytest.raises(NotInThisState, match="n'est plus demandé"):
            act(request=asked, by=maiwenn)
    with pytest.raises(NotInThisState, match="n'est plus demandé"):
        answer(asked, delphine)


def test_she_is_reminded_once_after_a_week(asked, hold_clock):
    remind_of_pieces()
    assert len(letters()) == 1
    hold_clock(date(2019, 5, 20))
    assert remind_of_pieces() == 1
    assert remind_of_pieces() == 0
    assert len(letters()) == 2
    hold_clock(date(2019, 6, 20))
    assert remind_of_pieces() == 0


def test_what_was_received_is_not_reminded(asked, delphine, maiwenn, hold_clock):
    answer(asked, delphine)
    hold_clock(date(2019, 5, 20))
    assert remind_of_pieces() == 0
    with pytest.raises(NotInThisState, match="déjà reçu"):
        remind_piece_request(request=asked, by=maiwenn)


def test_nobody_is_written_to_twice_on_the_same_day(asked, maiwenn, hold_clock):
    with pytest.raises(ActRefused, match="déjà parti"):
        remind_piece_request(request=asked, by=maiwenn)
    hold_clock(date(2019, 5, 14))
    remind_piece_request(request=asked, by=maiwenn)
    with pytest.raises(ActRefused, match="déjà parti"):
        remind_piece_request(request=asked, by=maiwenn)


def test_after_two_weeks_it_is_the_adviser_who_is_told(asked, maiwenn, rozenn, hold_clock):
    delays = Delays.read()
    hold_clock(date(2019, 5, 20))
    remind_of_pieces()
    assert pieces_awaited(maiwenn, delays).tasks == []
    hold_clock(date(2019, 5, 27))
    (task,) = pieces_awaited(maiwenn, delays).tasks
    assert (task.due_on, task.quick_button) == (date(2019, 5, 27), "Relancer")
    assert "rappelé le 20/05/2019" in task.note
    assert pieces_awaited(rozenn, delays).tasks == []
    remind_piece_request(request=asked, by=maiwenn)
    assert pieces_awaited(maiwenn, delays).tasks == []


def test_a_suspended_path_is_left_in_peace(asked, pathway, maiwenn, hold_clock):
    pathway.state = "suspended"
    pathway.suspended_on = date(2019, 5, 14)
    pathway.save()
    hold_clock(date(2019, 5, 13) + timedelta(days=30))
    assert remind_of_pieces() == 0
    assert pieces_awaited(maiwenn, Delays.read()).tasks == []
    with pytest.raises(ActRefused, match="en pause"):
        asked_piece(pathway, by=maiwenn, kind="lease")

"""The day itself: reminders before it, presences, signatures and papers during it, three questions after it."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from rebond.core.acts import ActRefused
from rebond.messaging.models import Message
from rebond.pathways.contact import recount_contact
from rebond.pathways.hours import hours_words
from rebond.people.actor import PersonActor
from rebond.trainings import actions
from rebond.trainings.attendance import attended_minutes
from rebond.trainings.models import Presence
from rebond.trainings.papers import attendance_sheet
from rebond.trainings.reminders import remind_of_sessions
from rebond.trainings.room import MIN_ANSWERS, read_room
from tests.trainings.conftest import TWO_HALF_DAYS, at

DRAWN = "M10 10L40 90L80 20L120 90L160 20L200 80"


@pytest.fixture
def enrolment(session, pathway, maiwenn):
    return actions.enrol(session=session, pathway=pathway, by=maiwenn)


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)


def morning_and_afternoon(session):
    return list(session.half_days.all())


def reminders() -> int:
    return Message.objects.filter(template="training_reminder").count()


def test_a_reminder_goes_out_once_two_days_before(enrolment, hold_clock):
    hold_clock(at(11, 8))
    remind_of_sessions()
    assert reminders() == 0
    for instant in (at(12, 8), at(12, 9), at(13, 8)):
        hold_clock(instant)
        remind_of_sessions()
    assert reminders() == 1
    assert "14 mai 2019 à 9 h" in Message.objects.get(template="training_reminder").body


def test_a_session_that_moves_is_reminded_again(session, enrolment, maiwenn, hold_clock):
    hold_clock(at(12, 8))
    remind_of_sessions()
    actions.change_session(
        session=session, half_days=[(at(15, 9), at(15, 12))], capacity=12, place="BGE", by=maiwenn
    )
    hold_clock(at(13, 8))
    remind_of_sessions()
    assert reminders() == 2


def test_nobody_is_reminded_of_a_cancelled_session(session, enrolment, loic, hold_clock):
    actions.cancel_session(session=session, reason="Salle fermée", by=loic)
    hold_clock(at(13, 8))
    remind_of_sessions()
    assert reminders() == 0


def test_presence_is_noted_for_each_half_day(session, enrolment, maiwenn, hold_clock):
    morning, afternoon = morning_and_afternoon(session)
    hold_clock(at(14, 17))
    actions.record_presence(half_day=morning, states={enrolment: "late"}, by=maiwenn)
    actions.record_presence(half_day=afternoon, states={enrolment: "excused"}, by=maiwenn)
    assert attended_minutes(enrolment) == 210
    assert hours_words(attended_minutes(enrolment)) == "3 h 30"
    actions.record_presence(half_day=afternoon, states={enrolment: "present"}, by=maiwenn)
    assert hours_words(attended_minutes(enrolment)) == "6 h 30"
    assert Presence.objects.count() == 2


def test_coming_to_a_training_breaks_a_silence_and_staying_away_does_not(
    session, enrolment, pathway, maiwenn, hold_clock
):
    morning, afternoon = morning_and_afternoon(session)
    hold_clock(at(15, 9))
    actions.record_presence(half_day=afternoon, states={enrolment: "excused"}, by=maiwenn)
    pathway.refresh_from_db()
    assert pathway.last_contact_at != afternoon.starts_at
    actions.record_presence(half_day=morning, states={enrolment: "present"}, by=maiwenn)
    pathway.refresh_from_db()
    assert pathway.last_contact_at == morning.starts_at
    recount_contact(pathway)
    assert pathway.last_contact_at >= morning.starts_at


def test_signing_on_the_screen_of_the_room_is_a_contact_too(session, enrolment, pathway, maiwenn, hold_clock):
    morning, _ = morning_and_afternoon(session)
    hold_clock(at(15, 9))
    actions.sign_presence(enrolment=enrolment, half_day=morning, name="Delphine Lavande", by=maiwenn)
    pathway.refresh_from_db()
    assert pathway.last_contact_at == morning.starts_at


def test_nobody_is_present_before_the_day(session, enrolment, maiwenn, delphine):
    morning, _ = morning_and_afternoon(session)
    with pytest.raises(ActRefused, match="pas encore eu lieu"):
        actions.record_presence(half_day=morning, states={enrolment: "present"}, by=maiwenn)
    with pytest.raises(ActRefused, match="pas encore eu lieu"):
        actions.sign_presence(enrolment=enrolment, half_day=morning, name="Delphine Lavande", by=delphine)


def test_delphine_signs_once(session, enrolment, delphine, maiwenn, hold_clock):
    morning, _ = morning_and_afternoon(session)
    hold_clock(at(14, 9, 5))
    signed = actions.sign_presence(
        enrolment=enrolment,
        half_day=morning,
        name=" Delphine Lavande ",
        strokes=DRAWN,
        by=delphine,
    )
    assert (signed.state, signed.signed_name) == ("present", "Delphine Lavande")
    hold_clock(at(14, 11))
    again = actions.sign_presence(enrolment=enrolment, half_day=morning, name="Autre Nom", by=delphine)
    assert (again.signed_name, again.signed_at) == ("Delphine Lavande", at(14, 9, 5))
    with pytest.raises(ActRefused, match="a signé"):
        actions.record_presence(half_day=morning, states={enrolment: "absent"}, by=maiwenn)


@pytest.mark.parametrize("name", ["rozenn", "ines", "zoe_adviser"])
def test_others_do_not_let_her_sign(session, enrolment, hold_clock, request, name):
    hold_clock(at(14, 10))
    with pytest.raises(PermissionDenied):
        actions.sign_presence(
            enrolment=enrolment,
            half_day=morning_and_afternoon(session)[0],
            name="Delphine",
            by=request.getfixturevalue(name),
        )


def test_a_signature_needs_a_name_and_a_reasonable_drawing(session, enrolment, delphine, hold_clock):
    hold_clock(at(14, 10))
    morning, _ = morning_and_afternoon(session)
    with pytest.raises(ActRefused, match="Écrivez votre nom"):
        actions.sign_presence(enrolment=enrolment, half_day=morning, name="  ", by=delphine)
    with pytest.raises(ActRefused, match="pas une signature"):
        actions.sign_presence(
            enrolment=enrolment, half_day=morning, name="Delphine", strokes="L1 1" * 6000, by=delphine
        )


def test_somebody_who_just_came_has_a_chair(session, pathway, crowd, maiwenn, hold_clock):
    session.capacity = 1
    session.save()
    actions.enrol(session=session, pathway=crowd(1)[0], by=maiwenn)
    with pytest.raises(ActRefused, match="pas encore eu lieu"):
        actions.add_walk_in(session=session, pathway=pathway, by=maiwenn)
    hold_clock(at(14, 9))
    came = actions.add_walk_in(session=session, pathway=pathway, by=maiwenn)
    assert actions.add_walk_in(session=session, pathway=pathway, by=maiwenn) == came
    assert (came.state, came.is_walk_in) == ("enrolled", True)


def test_the_three_questions_come_after(session, enrolment, delphine, maiwenn, hold_clock):
    answers = {"was_useful": 4, "was_clear": 3, "will_use": 4}
    with pytest.raises(ActRefused, match="après la formation"):
        actions.rate_training(enrolment=enrolment, by=delphine, **answers)
    hold_clock(at(14, 17))
    actions.record_presence(
        half_day=morning_and_afternoon(session)[0], states={enrolment: "present"}, by=maiwenn
    )
    actions.rate_training(enrolment=enrolment, by=delphine, **answers)
    enrolment.refresh_from_db()
    assert enrolment.will_use == 4
    with pytest.raises(PermissionDenied):
        actions.rate_training(enrolment=enrolment, by=maiwenn, **answers)


def test_answers_of_a_few_are_not_shown(session, crowd, maiwenn, hold_clock):
    people = [actions.enrol(session=session, pathway=p, by=maiwenn) for p in crowd(MIN_ANSWERS)]
    hold_clock(at(14, 17))
    morning = morning_and_afternoon(session)[0]
    actions.record_presence(half_day=morning, states=dict.fromkeys(people, "present"), by=maiwenn)
    for count, enrolment in enumerate(people, start=1):
        person = PersonActor(enrolment.pathway.beneficiary)
        mark = 4 if count > 1 else 1
        actions.rate_training(enrolment=enrolment, was_useful=mark, was_clear=mark, will_use=mark, by=person)
        ratings = read_room(session, by=maiwenn).ratings
        assert len(ratings) == (3 if count == MIN_ANSWERS else 0)
    assert (ratings[0].agreed_count, ratings[0].answers_count) == (MIN_ANSWERS - 1, MIN_ANSWERS)


def words_of(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_sheet_names_everybody_and_what_was_signed(session, enrolment, delphine, maiwenn, hold_clock):
    hold_clock(at(14, 9, 5))
    morning, _ = morning_and_afternoon(session)
    actions.sign_presence(
        enrolment=enrolment, half_day=morning, name="Delphine Lavande", strokes=DRAWN, by=delphine
    )
    words = words_of(attendance_sheet(read_room(session, by=maiwenn)))
    for said in ("Se faire connaître", "Delphine", "Lavande", "Signé à l'écran le 14/05/2019 à 09:05", "BGE"):
        assert said.replace("'", "’") in words.replace("'", "’")
    assert "mardi 14 mai 2019, de 14 h 00 à 17 h 00" in words


def test_a_past_session_keeps_its_half_days_once_presence_is_noted(session, enrolment, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    morning, _ = morning_and_afternoon(session)
    actions.record_presence(half_day=morning, states={enrolment: "present"}, by=maiwenn)
    with pytest.raises(ActRefused, match="présences sont notées"):
        actions.change_session(
            session=session, half_days=[TWO_HALF_DAYS[1]], capacity=12, place="BGE", by=maiwenn
        )
    with pytest.raises(ActRefused, match="a eu lieu"):
        actions.cancel_session(session=session, reason="Erreur", by=maiwenn)

"""What people's calendars are told: an entry for each half-day, moved with the session, taken away with it."""

from datetime import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from rebond.core.acts import NotInThisState
from rebond.messaging.models import Message
from rebond.people.actor import PersonActor
from rebond.trainings import actions
from rebond.trainings.invitations import own_calendar
from tests.trainings.conftest import TWO_HALF_DAYS, at


@pytest.fixture
def enrolment(session, pathway, maiwenn):
    return actions.enrol(session=session, pathway=pathway, by=maiwenn)


def carried(code: str, pathway=None) -> list[tuple[str, str, int, datetime]]:
    """(method, uid, sequence, start) of each entry that the letters of this code carry."""
    letters = Message.objects.filter(template=code)
    if pathway:
        letters = letters.filter(beneficiary=pathway.beneficiary)
    found = []
    for letter in letters.order_by("queued_at"):
        for file in letter.attachments.order_by("pk"):
            calendar = Calendar.from_ical(bytes(file.content))
            (event,) = calendar.walk("VEVENT")
            assert f"method={calendar['METHOD']}" in file.media_type
            found.append(
                (str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"], event.decoded("DTSTART"))
            )
    return found


def test_a_place_comes_with_an_entry_for_each_half_day(enrolment):
    morning, afternoon = carried("training_enrolled")
    assert [entry[0] for entry in (morning, afternoon)] == ["REQUEST", "REQUEST"]
    assert [entry[3] for entry in (morning, afternoon)] == [start for start, _ in TWO_HALF_DAYS]
    assert morning[1] != afternoon[1]


def test_a_calendar_shows_neither_the_title_nor_anybody_else(enrolment):
    event = Calendar.from_ical(own_calendar(enrolment)).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Formation – BGE, Rennes"
    assert "Se faire connaître" in event["DESCRIPTION"]
    assert str(event["ATTENDEE"]) == f"mailto:{enrolment.pathway.beneficiary.email}"
    assert event["CLASS"] == "PRIVATE"


def test_a_moved_session_moves_its_entries_and_takes_away_the_half_day_it_lost(session, enrolment, maiwenn):
    first = carried("training_enrolled")
    actions.change_session(
        session=session, half_days=[(at(21, 9), at(21, 12))], capacity=12, place="BGE, Rennes", by=maiwenn
    )
    moved, lost = carried("training_moved")
    assert (moved[0], moved[1], moved[3]) == ("REQUEST", first[0][1], at(21, 9))
    assert moved[2] > first[0][2]
    assert (lost[0], lost[1], lost[3]) == ("CANCEL", first[1][1], at(14, 14))
    assert lost[2] > first[1][2]


def test_a_cancelled_session_takes_its_entries_away(session, enrolment, maiwenn):
    first = carried("training_enrolled")
    actions.cancel_session(session=session, reason="Salle fermée", by=maiwenn)
    away = carried("training_cancelled")
    assert [(method, uid) for method, uid, _, _ in away] == [("CANCEL", uid) for _, uid, _, _ in first]
    assert all(after[2] > before[2] for after, before in zip(away, first, strict=True))


def test_whom_staff_take_off_the_list_is_told_and_their_entries_go(session, enrolment, maiwenn):
    first = carried("training_enrolled")
    actions.withdraw(enrolment=enrolment, by=maiwenn, reason="Hospitalisée")
    away = carried("training_withdrawn")
    assert [(method, uid) for method, uid, _, _ in away] == [("CANCEL", uid) for _, uid, _, _ in first]
    letter = Message.objects.get(template="training_withdrawn", is_to_person=True)
    assert letter.beneficiary == enrolment.pathway.beneficiary
    assert "Vous n'avez pas à venir" in letter.body
    assert "Hospitalisée" not in letter.title + letter.body
    with pytest.raises(NotInThisState):
        actions.withdraw(enrolment=enrolment, by=maiwenn)
    assert Message.objects.filter(template="training_withdrawn").count() == 1


def test_whom_staff_take_off_the_waiting_list_has_no_entry_to_lose(session, crowd, maiwenn):
    *_, last = actions.enrol_several(session=session, pathways=crowd(13), by=maiwenn)
    actions.withdraw(enrolment=last, by=maiwenn)
    assert Message.objects.filter(template="training_withdrawn").count() == 1
    assert carried("training_withdrawn") == []


def test_who_leaves_by_themselves_needs_no_letter(enrolment):
    actions.withdraw(enrolment=enrolment, by=PersonActor(enrolment.pathway.beneficiary))
    assert not Message.objects.filter(template="training_withdrawn").exists()


def test_who_waits_is_told_without_an_entry_until_they_have_the_place(session, crowd, maiwenn):
    people = crowd(15)
    places = actions.enrol_several(session=session, pathways=people, by=maiwenn)
    assert [place.has_place for place in places] == [True] * 12 + [False] * 3
    moved = [(at(21, 9), at(21, 12))]
    actions.change_session(session=session, half_days=moved, capacity=12, place="BGE", by=maiwenn)
    assert Message.objects.filter(template="training_moved", is_to_person=True).count() == 15
    assert carried("training_moved", people[13]) == []
    actions.withdraw(enrolment=places[0], by=PersonActor(people[0].beneficiary))
    promoted = session.enrolments.get(pathway__in=people[12:], state="enrolled").pathway
    (entry,) = carried("training_enrolled", promoted)
    assert (entry[0], entry[3]) == ("REQUEST", at(21, 9))
    actions.cancel_session(session=session, reason="Salle fermée", by=maiwenn)
    told = Message.objects.filter(template="training_cancelled", is_to_person=True)
    assert told.count() == 14
    assert sum(letter.attachments.exists() for letter in told) == 12


def test_a_text_message_carries_no_file(session, pathway, maiwenn):
    pathway.beneficiary.email = ""
    pathway.beneficiary.save()
    actions.enrol(session=session, pathway=pathway, by=maiwenn)
    letter = Message.objects.get(template="training_enrolled")
    assert letter.channel != "email"
    assert not letter.attachments.exists()


def test_zoe_finds_nobody_s_calendar(sign_in, zoe, enrolment):
    assert sign_in(zoe).get(reverse("add_training_to_calendar", args=[enrolment.pk])).status_code == 302

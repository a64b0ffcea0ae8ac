"""The person joins a training, signs on the day, says what she thought of it; and sees nobody else's."""

from datetime import datetime

import pytest
from django.urls import reverse

from rebond.core import clock
from rebond.trainings import actions
from rebond.trainings.models import Enrolment, Session


def at(day: int, hour: int) -> datetime:
    return datetime(2019, 5, day, hour, tzinfo=clock.ZONE)


@pytest.fixture
def session(cast, loic) -> Session:
    course = actions.add_course(
        programme=cast.programme, kind="training", title="Communiquer sur son activité", by=loic
    )
    return actions.open_session(
        course=course, half_days=[(at(21, 9), at(21, 12))], capacity=1, place="BGE, salle bleue", by=loic
    )


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def test_delphine_joins_then_leaves(enter, delphine, pathway, session):
    client = enter(delphine)
    assert "1 formation que vous pouvez suivre" in text(client.get(reverse("show_space")))
    answer = client.post(reverse("enrol_oneself", args=[session.pk]), follow=True)
    assert "Votre place est réservée." in text(answer)
    assert "mardi 21 mai 2019 à 09" in text(client.get(reverse("show_space")))
    enrolment = Enrolment.objects.get(pathway=pathway)
    leave = reverse("withdraw_oneself", args=[enrolment.pk])
    assert "Votre place sera donnée" in text(client.get(leave))
    assert Enrolment.objects.get().has_place
    assert "votre place est rendue" in text(client.post(leave, follow=True))
    # Sent again, there is nothing left to leave.
    assert client.post(leave).status_code == 404


def test_the_second_one_waits_and_then_has_the_place(
    enter, delphine, pathway, gaspard, gaspard_pathway, session
):
    enter(delphine).post(reverse("enrol_oneself", args=[session.pk]))
    page = text(enter(gaspard).post(reverse("enrol_oneself", args=[session.pk]), follow=True))
    assert "vous êtes sur la liste d'attente" in page
    enter(delphine).post(reverse("withdraw_oneself", args=[Enrolment.objects.get(pathway=pathway).pk]))
    assert Enrolment.objects.get(pathway=gaspard_pathway).has_place


def test_who_waited_in_vain_is_not_promised_a_place_afterwards(
    enter, pathway, gaspard, gaspard_pathway, session, loic, hold_clock
):
    for path in (pathway, gaspard_pathway):
        actions.enrol(session=session, pathway=path, by=loic)
    promise = "Nous vous prévenons dès qu'une place se libère"
    assert promise in text(enter(gaspard).get(reverse("show_own_trainings")))
    hold_clock(at(21, 9))
    page = text(enter(gaspard).get(reverse("show_own_trainings")))
    assert promise not in page
    assert "il ne s'est pas libéré de place" in page
    hold_clock(at(21, 10))
    assert "nous vous prévenons" not in text(enter(gaspard).get(reverse("show_space")))


def test_she_signs_on_the_day_and_answers_three_questions(
    enter, delphine, pathway, session, loic, hold_clock
):
    enrolment = actions.enrol(session=session, pathway=pathway, by=loic)
    half_day = session.half_days.get()
    client = enter(delphine)
    sign = reverse("sign_own_presence", args=[enrolment.pk, half_day.pk])
    early = client.post(sign, {"name": "Delphine Lavande"})
    assert "pas encore eu lieu" in text(early)
    hold_clock(at(21, 11))
    client = enter(delphine)
    assert "signer ma présence" in text(client.get(reverse("show_space")))
    assert client.post(sign, {"name": " "}).status_code == 422
    assert "Votre présence est signée" in text(client.post(sign, {"name": "Delphine Lavande"}, follow=True))
    rate = reverse("rate_own_training", args=[enrolment.pk])
    assert client.post(rate, {"was_useful": "4"}).status_code == 422
    client.post(rate, {"was_useful": "4", "was_clear": "3", "will_use": "9"})
    assert Enrolment.objects.get().was_useful is None
    client.post(rate, {"was_useful": "4", "was_clear": "3", "will_use": "2"})
    assert Enrolment.objects.get().will_use == 2
    assert "Recevoir mon attestation" in text(client.get(reverse("show_own_trainings")))
    assert client.get(reverse("download_own_certificate", args=[enrolment.pk])).status_code == 404
    given = client.post(reverse("issue_own_certificate", args=[enrolment.pk]), follow=True)
    assert given["Content-Type"] == "application/pdf"
    assert "Mon attestation" in text(client.get(reverse("show_own_trainings")))


@pytest.mark.parametrize(
    "name",
    [
        "withdraw_oneself",
        "rate_own_training",
        "download_own_certificate",
        "issue_own_certificate",
        "add_training_to_calendar",
    ],
)
def test_gaspard_sees_nothing_of_hers(enter, gaspard, gaspard_pathway, pathway, session, loic, name):
    enrolment = actions.enrol(session=session, pathway=pathway, by=loic)
    address = reverse(name, args=[enrolment.pk])
    client = enter(gaspard)
    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code in (404, 405)
    assert str(pathway.beneficiary) not in text(client.get(reverse("show_own_trainings")))


def test_staff_do_not_open_the_person_s_page(sign_in, maiwenn, session):
    answer = sign_in(maiwenn).get(reverse("show_own_trainings"))
    assert answer.status_code == 302
    assert answer.url == reverse("enter_space")


def test_she_adds_her_training_to_her_calendar_as_long_as_it_is_to_come(
    enter, delphine, pathway, session, loic, hold_clock
):
    enrolment = actions.enrol(session=session, pathway=pathway, by=loic)
    client = enter(delphine)
    address = reverse("add_training_to_calendar", args=[enrolment.pk])
    assert address in client.get(reverse("show_own_trainings")).text
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Formation" in answer.content
    hold_clock(at(22, 9))
    client = enter(delphine)
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("show_own_trainings")).text

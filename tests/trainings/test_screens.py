"""Trainings on screen: the catalogue, a session, its list, its day, and the section of the file."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.core.identity import new_id
from rebond.trainings import actions
from rebond.trainings.models import Course, Enrolment, Presence, Session
from tests.trainings.conftest import TWO_HALF_DAYS, at


def lines(*typed: tuple[str, str, str]) -> dict[str, str]:
    data = {"jours-TOTAL_FORMS": str(len(typed)), "jours-INITIAL_FORMS": "0"}
    for number, (day, opens_at, closes_at) in enumerate(typed):
        data |= {
            f"jours-{number}-day": day,
            f"jours-{number}-opens_at": opens_at,
            f"jours-{number}-closes_at": closes_at,
        }
    return data


def test_loic_fills_the_catalogue_and_opens_a_session(sign_in, loic, maiwenn, programme):
    client = sign_in(loic)
    typed = {
        "title": "Vendre mieux",
        "kind": "training",
        "aims": "",
        "content": "",
        "programme": programme.pk,
    }
    answer = client.post(reverse("add_course"), {**typed, "course_id": new_id()})
    opened = Course.objects.get()
    assert answer.url == reverse("open_session", args=[opened.pk])
    data = {
        "capacity": "12",
        "place": "BGE, Rennes",
        "trainer": maiwenn.user.pk,
        "session_id": new_id(),
        **lines(("14/05/2019", "9h00", "12h30"), ("", "", "")),
    }
    answer = client.post(answer.url, data, follow=True)
    page = answer.content.decode()
    assert "Session ouverte aux inscriptions." in page
    assert Session.objects.get().starts_at == at(14, 9)
    # Sent twice, it opens one session.
    client.post(reverse("open_session", args=[opened.pk]), data)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"capacity": "0"}, "supérieure ou égale à 1"),
        ({"place": ""}, "Indiquez un lieu ou un lien de visioconférence."),
        ({"video_url": "javascript:alert(1)", "place": ""}, "Le lien commence par https://"),
        ({"jours-0-closes_at": "8h00"}, "Une demi-journée finit après avoir commencé."),
        ({"jours-0-closes_at": ""}, "Donnez le jour, le début et la fin."),
        (
            {"jours-0-day": "", "jours-0-opens_at": "", "jours-0-closes_at": ""},
            "Donnez au moins une demi-journée.",
        ),
    ],
)
def test_what_is_odd_is_said_and_nothing_is_lost(sign_in, loic, course, change, reason):
    data = {
        "capacity": "12",
        "place": "BGE, au fond",
        "session_id": new_id(),
        **lines(("14/05/2019", "9h00", "12h30")),
    }
    answer = sign_in(loic).post(reverse("open_session", args=[course.pk]), {**data, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reason in page.replace("&#x27;", "'")
    assert "place" in change or "BGE, au fond" in page
    assert not Session.objects.exists()


def test_maiwenn_enrols_from_the_file_in_one_click(sign_in, maiwenn, session, pathway):
    client = sign_in(maiwenn)
    section = reverse("show_pathway", args=[pathway.pk]) + "?section=formations"
    assert "Inscrire" in client.get(section).content.decode()
    answer = client.post(reverse("enrol_person", args=[pathway.pk, session.pk]))
    assert answer.url == section
    page = client.get(section).content.decode()
    assert "Ses formations" in page
    assert Enrolment.objects.get().pathway == pathway


def test_several_people_are_enrolled_at_once(sign_in, maiwenn, session, crowd):
    people = crowd(3)
    session.capacity = 2
    session.save()
    answer = sign_in(maiwenn).post(
        reverse("enrol_several", args=[session.pk]), {"people": [p.pk for p in people]}, follow=True
    )
    page = answer.content.decode()
    assert "2 personnes inscrites, 1 en liste d'attente." in page.replace("&#x27;", "'")
    assert "Complète" not in page  # that word belongs to the list
    assert "Complète" in sign_in(maiwenn).get(reverse("list_sessions")).content.decode()


def test_rozenn_sees_only_the_people_she_follows(sign_in, rozenn, yann, maiwenn, session, pathway, crowd):
    actions.enrol(session=session, pathway=pathway, by=maiwenn)
    pathway.refresh_from_db()
    other = crowd(1)[0]
    other.lead_worker = yann.user
    other.save()
    actions.enrol(session=session, pathway=other, by=maiwenn)
    page = sign_in(rozenn).get(reverse("show_session", args=[session.pk])).content.decode()
    assert str(pathway.beneficiary) in page
    assert str(other.beneficiary) not in page
    assert "Et 1 autre" in page


def test_the_day_is_noted_and_signed_on_screen(sign_in, maiwenn, session, pathway, hold_clock):
    enrolment = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    client = sign_in(maiwenn)
    half_day = session.half_days.first()
    address = reverse("record_presence", args=[session.pk, half_day.pk])
    assert "pas encore eu lieu" in client.get(address).content.decode()
    hold_clock(at(14, 10))
    assert client.post(address, {f"p-{enrolment.pk}": "late"}).status_code == 302
    assert Presence.objects.get().state == "late"
    sign = reverse("sign_presence", args=[enrolment.pk, half_day.pk])
    assert "Je certifie avoir été présent" in client.get(sign).content.decode()
    assert client.post(sign, {"name": ""}).status_code == 422
    assert client.post(sign, {"name": "Delphine Lavande"}).url == address
    assert Presence.objects.get().signed_name == "Delphine Lavande"


def test_a_session_is_cancelled_with_a_reason(sign_in, loic, session):
    client = sign_in(loic)
    address = reverse("cancel_session", args=[session.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "Salle indisponible"}, follow=True)
    assert "Cette session est annulée" in answer.content.decode()
    # Too late to change it: back to the session, with the reason.
    assert client.get(reverse("change_session", args=[session.pk])).status_code == 302


def test_a_second_editor_is_told(sign_in, loic, maiwenn, session):
    seen = session.revision
    actions.change_session(
        session=session, half_days=TWO_HALF_DAYS, capacity=8, place="Salle bleue", by=maiwenn
    )
    data = {
        "capacity": "10",
        "place": "Salle verte",
        "revision": seen,
        **lines(("14/05/2019", "9h00", "12h30")),
    }
    answer = sign_in(loic).post(reverse("change_session", args=[session.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Salle bleue" in page
    assert "Salle verte" in page


def test_the_list_costs_the_same_for_many_sessions(sign_in, maiwenn, course):
    client = sign_in(maiwenn)

    def open_sessions(count: int, month: int) -> None:
        for day in range(1, count + 1):
            half_day = (at(day, 9, month=month), at(day, 9, month=month) + timedelta(hours=3))
            actions.open_session(course=course, half_days=[half_day], capacity=5, place="BGE", by=maiwenn)

    open_sessions(1, 6)
    address = reverse("list_sessions")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    open_sessions(12, 7)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)

"""Planning with a diary: invite, substitutes, one-click report, cancelling told with who and when, hours and absences."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from rebond.agenda.models import Absence, HoursKind, WeeklyHours
from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Invitation
from rebond.pathways.states import StepState
from rebond.people.actor import PersonActor
from rebond.people.models import Role
from tests.pathways.test_todo import the_task, told
from tests.pathways.world import invite, open_mornings

ENTRY = date(2019, 3, 11)
MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
VENUE = {"duration_minutes": "60", "mode": "in_person"}
DAYS = {"first_day": "2019-03-12", "last_day": "2019-03-29"}
MORNINGS = {
    "kind": "bookable",
    "weekdays": ["1", "3"],
    "opens_at": "09:00",
    "closes_at": "12:00",
    "modes": ["in_person"],
    "valid_from": "2019-03-11",
}


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(ENTRY)


@pytest.fixture
def rdv1(cast, pathway):
    open_mornings(cast, "maiwenn")
    return pathway.steps.get(spec__code="rdv1")


@pytest.fixture
def planned(rdv1, maiwenn):
    actions.plan_step(step=rdv1, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return rdv1


@pytest.fixture
def her_seat(maiwenn):
    return maiwenn.user.memberships.get(role=Role.BUSINESS_ADVISER)


def text_of(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def get(client, name, *args, follow=False) -> str:
    return text_of(client.get(reverse(name, args=args), follow=follow))


def post(client, name, *args, **typed):
    return client.post(reverse(name, args=args), typed, follow=True)


# --- Inviting -----------------------------------------------------------------------


def test_maiwenn_invites_and_sees_what_comes_next(sign_in, maiwenn, rdv1, pathway):
    client = sign_in(maiwenn)
    assert "45 créneaux" in re.sub(r"\d+ créneaux", "45 créneaux", get(client, "invite_person", rdv1.pk))
    page = text_of(post(client, "invite_person", rdv1.pk, **VENUE, **DAYS))
    assert "la personne est invitée à choisir un créneau" in page
    assert "Un rappel part le 15/03/2019." in page
    assert Invitation.objects.get().last_day == date(2019, 3, 29)
    file = get(client, "show_pathway", pathway.pk)
    assert "La personne choisit son créneau" in file
    again = client.post(reverse("invite_person", args=[rdv1.pk]), {**VENUE, **DAYS})
    assert again.status_code == 422
    assert "déjà invitée" in text_of(again)
    assert "Invitation retirée" in text_of(post(client, "withdraw_invitation", rdv1.pk))
    assert client.post(reverse("withdraw_invitation", args=[rdv1.pk])).status_code == 409


def test_without_any_slot_the_form_says_what_to_do(sign_in, maiwenn, pathway):
    rdv1 = pathway.steps.get(spec__code="rdv1")
    client = sign_in(maiwenn)
    assert "Aucun créneau commun" in get(client, "invite_person", rdv1.pk)
    answer = client.post(
        reverse("invite_person", args=[rdv1.pk]), {**VENUE, **DAYS, "place_detail": "Salle 3"}
    )
    assert answer.status_code == 422
    assert "ouvrez des disponibilités" in text_of(answer)
    assert "Salle 3" in text_of(answer)


@pytest.mark.parametrize(
    "typed",
    [{"first_day": "2019-03-01"}, {"last_day": "2019-03-11"}, {"last_day": "2019-02-30"}, {"mode": "fax"}],
)
def test_odd_days_or_ways_are_refused(sign_in, maiwenn, rdv1, typed):
    answer = sign_in(maiwenn).post(reverse("invite_person", args=[rdv1.pk]), {**VENUE, **DAYS, **typed})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", ["invite_person", "withdraw_invitation", "report_step_held"])
def test_nobody_else_does_it(sign_in, zoe_adviser, karim, rozenn, planned, name):
    for somebody, status in ((zoe_adviser, 404), (karim, 404), (rozenn, 403)):
        answer = sign_in(somebody).post(reverse(name, args=[planned.pk]), {**VENUE, **DAYS})
        assert answer.status_code == status, somebody.label
    planned.refresh_from_db()
    assert planned.state == StepState.PLANNED


# --- Planning with others -------------------------------------------------------------


def test_karim_sits_instead_and_rozenn_is_invited_too(sign_in, maiwenn, karim, rdv1):
    client = sign_in(maiwenn)
    page = get(client, "plan_step", rdv1.pk)
    assert "Maïwenn Tilleul sera là" in page
    his_seat = karim.user.memberships.get(role=Role.BUSINESS_ADVISER)
    typed = {
        **VENUE,
        "starts_at_date": "2019-03-18",
        "starts_at_time": "10:00",
        "substitute_business_adviser": his_seat.pk,
        "also": ["lead_worker"],
        "travel_note": "Se garer derrière.",
    }
    day = text_of(client.get(reverse("show_busy_day", args=[rdv1.pk]), typed))
    assert "Aucun autre rendez-vous" in day
    post(client, "plan_step", rdv1.pk, **typed)
    assert {str(party) for party in rdv1.parties.all()} == {"Bénéficiaire", "Karim Noisetier", "Rozenn Genêt"}
    page = get(sign_in(karim), "show_step", rdv1.pk)
    assert "remplaçant" in page
    assert "Se garer derrière." in page
    moved = get(client, "move_step", rdv1.pk)
    assert f'value="{his_seat.pk}" selected' in moved


def test_the_diary_warns_before_a_date_is_given(sign_in, maiwenn, karim, rdv1, her_seat):
    client = sign_in(maiwenn)
    post(
        client,
        "add_absence",
        her_seat.pk,
        absence_id="00000000-0000-4000-8000-00000000abce",
        kind="leave",
        first_day="2019-03-18",
    )
    typed = {**VENUE, "starts_at_date": "2019-03-18", "starts_at_time": "10:00"}
    day = text_of(client.get(reverse("show_busy_day", args=[rdv1.pk]), typed))
    assert "Maïwenn Tilleul a noté une absence" in day
    his_seat = karim.user.memberships.get(role=Role.BUSINESS_ADVISER)
    other = text_of(
        client.get(
            reverse("show_busy_day", args=[rdv1.pk]), {**typed, "substitute_business_adviser": his_seat.pk}
        )
    )
    assert "absence" not in other


def test_a_video_link_is_secure(sign_in, maiwenn, rdv1):
    typed = {
        "starts_at_date": "2019-03-18",
        "starts_at_time": "10:00",
        "duration_minutes": "60",
        "mode": "video",
    }
    client = sign_in(maiwenn)
    for url in ("http://visio.example.org/1", "javascript:alert(1)", "visio", "https://" + "x" * 400):
        answer = client.post(reverse("plan_step", args=[rdv1.pk]), {**typed, "video_url": url})
        assert answer.status_code == 422, url
    post(client, "plan_step", rdv1.pk, **typed, video_url="https://visio.example.org/1")
    assert "https://visio.example.org/1" in get(client, "show_step", rdv1.pk)


# --- Telling ----------------------------------------------------------------------------


def test_one_click_tells_that_it_took_place(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    with clock.held(MONDAY + timedelta(hours=8)):
        assert reverse("report_step_held", args=[planned.pk]) in get(client, "home")
        page = text_of(post(client, "report_step_held", planned.pk))
        assert "Rdv 1 noté comme honoré" in page
        assert reverse("correct_step_report", args=[planned.pk]) in page
        assert client.post(reverse("report_step_held", args=[planned.pk])).status_code == 409
    planned.refresh_from_db()
    assert (planned.state, planned.began_at) == (StepState.HELD, None)


def test_the_real_hours_are_told_and_put_right(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    with clock.held(MONDAY + timedelta(hours=8)):
        told_at = {"outcome": "held", "began_at": "10:15", "ended_at": "11:30"}
        for odd in ({"ended_at": ""}, {"ended_at": "10:00"}, {"ended_at": "23:00"}):
            answer = client.post(reverse("report_step", args=[planned.pk]), {**told_at, **odd})
            assert answer.status_code == 422, odd
        post(client, "report_step", planned.pk, **told_at)
        planned.refresh_from_db()
        assert planned.ended_at - planned.began_at == timedelta(minutes=75)
        assert "10 h 15 – 11 h 30".replace(" h ", "\u00a0h\u00a0") in get(client, "show_step", planned.pk)
        fixed = {
            "state": "held",
            "began_at": "10:00",
            "ended_at": "11:00",
            "reason": "Erreur.",
            "revision": planned.revision,
        }
        post(client, "correct_step_report", planned.pk, **fixed)
    planned.refresh_from_db()
    assert planned.ended_at - planned.began_at == timedelta(hours=1)


def test_a_cancelling_says_who_and_how_long_before(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    typed = {
        "initiative": "beneficiary",
        "told_at_date": "2019-03-16",
        "told_at_time": "18:00",
        "reason": "Enfant malade.",
        "revision": planned.revision,
    }
    with clock.held(date(2019, 3, 18)):
        post(client, "cancel_step", planned.pk, **typed)
        assert "À l'initiative de la personne, 2 jours avant" in get(client, "show_step", planned.pk)
        assert "Annulé à l'initiative de la personne, 2 jours avant" in get(
            client, "show_pathway", planned.pathway_id
        )


# --- « À faire » -------------------------------------------------------------------------


def test_an_invitation_waits_then_asks_for_a_date(rdv1, maiwenn, hold_clock):
    invite(rdv1, maiwenn)
    hold_clock(date(2019, 3, 18))
    assert ("invitation", "Delphine Lavande") in [t for tasks in told(maiwenn).values() for t in tasks]
    assert "plan_step" not in {kind for tasks in told(maiwenn).values() for kind, _ in tasks}
    assert "Un rappel part le 15/03/2019." in the_task(maiwenn, "invitation").note
    WeeklyHours.objects.all().delete()
    hold_clock(date(2019, 3, 25))
    task = the_task(maiwenn, "unanswered")
    assert (task.url_name, task.button) == ("plan_step", "Donner une date")
    assert "Aucun créneau n'était libre" in task.note


def test_what_she_answers_is_seen_at_once(planned, pathway, maiwenn, hold_clock):
    delphine = PersonActor(pathway.beneficiary)
    assert "Confirmé" not in the_task(maiwenn, "appointment").note
    actions.confirm_step(step=planned, by=delphine)
    assert "Confirmé par la personne." in the_task(maiwenn, "appointment").note
    with clock.held(date(2019, 3, 17)):
        actions.cancel_step(step=planned, by=delphine, reason="Un marché ce jour-là.")
        task = the_task(maiwenn, "cancelled")
        assert task.label == "Replanifier : Rdv 1, annulé par la personne"
        assert task.note == "Annulé aujourd'hui, la veille. « Un marché ce jour-là. »"


# --- Diaries -------------------------------------------------------------------------------


def test_maiwenn_opens_hours_and_closes_them(sign_in, maiwenn, her_seat):
    client = sign_in(maiwenn)
    page = text_of(post(client, "add_hours", her_seat.pk, **MORNINGS))
    assert "Horaires enregistrés" in page
    assert page.count("09:00 – 12:00") == 2
    assert WeeklyHours.objects.filter(kind=HoursKind.BOOKABLE).count() == 2
    row = WeeklyHours.objects.first()
    for _ in range(2):
        post(client, "end_hours", her_seat.pk, row.pk)
    assert WeeklyHours.objects.count() == 1


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"closes_at": "08:00"}, "L'heure de fin vient après"),
        ({"opens_at": "5h"}, "Les horaires vont de 6 h à 22 h"),
        ({"modes": []}, "Dites comment"),
        ({"weekdays": []}, "obligatoire"),
        ({"valid_until": "2019-01-01"}, "La date de fin vient après"),
    ],
)
def test_odd_hours_are_told_and_kept_on_screen(sign_in, maiwenn, her_seat, odd, words):
    answer = sign_in(maiwenn).post(
        reverse("add_hours", args=[her_seat.pk]), {**MORNINGS, "place": "Agence", **odd}
    )
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Agence" in text_of(answer)
    assert not WeeklyHours.objects.exists()


def test_absences_are_noted_and_taken_back(sign_in, maiwenn, karim, loic, her_seat):
    client = sign_in(maiwenn)
    typed = {"absence_id": "00000000-0000-4000-8000-00000000abce", "kind": "leave", "first_day": "2019-03-18"}
    for _ in range(2):
        page = text_of(post(client, "add_absence", her_seat.pk, **typed))
    assert "Lundi 18 mars 2019" in page
    absence = Absence.objects.get()
    assert "Congé" in get(sign_in(karim), "show_absences", her_seat.pk)
    address = reverse("remove_absence", args=[her_seat.pk, absence.pk])
    assert sign_in(karim).post(address).status_code == 403
    for _ in range(2):
        sign_in(loic).post(address)
    assert not Absence.objects.exists()
    half = client.post(
        reverse("add_absence", args=[her_seat.pk]),
        {**typed, "absence_id": "00000000-0000-4000-8000-00000000abcf", "starts_at": "09:00"},
    )
    assert half.status_code == 422
    assert "ou aucun des deux" in text_of(half)


def test_strangers_open_no_diary(sign_in, zoe, rozenn, karim, her_seat):
    for somebody, statuses in ((zoe, (404, 404)), (rozenn, (404, 404)), (karim, (200, 403))):
        client = sign_in(somebody)
        found = (
            client.get(reverse("show_diary", args=[her_seat.pk])).status_code,
            client.post(reverse("add_hours", args=[her_seat.pk]), MORNINGS).status_code,
        )
        assert found == statuses, somebody.label
        assert client.post(reverse("end_hours", args=[her_seat.pk, 1])).status_code in (403, 404)
    assert not WeeklyHours.objects.exists()

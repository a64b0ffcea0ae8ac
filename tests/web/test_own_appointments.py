"""The person's pages about an appointment, opened by a link: choose, confirm, move, cancel. Looking changes nothing."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from tests.pathways.world import invite, open_mornings
from tests.web.test_strangers import rows

ENTRY = date(2019, 3, 11)
WEDNESDAY = datetime(2019, 3, 20, 9, tzinfo=UTC)
PAGES = ("answer_step", "confirm_own_step", "move_own_step", "cancel_own_step")


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(ENTRY)


@pytest.fixture
def rdv1(cast, pathway) -> Step:
    open_mornings(cast, "maiwenn")
    return pathway.steps.get(spec__code="rdv1")


@pytest.fixture
def planned(rdv1, maiwenn) -> Step:
    actions.plan_step(step=rdv1, starts_at=WEDNESDAY, duration_minutes=60, place=None, by=maiwenn)
    return rdv1


def secret_of(code: str) -> str:
    body = Message.objects.filter(template=code, is_to_person=True).latest("queued_at").body
    return re.search(r"/(?:creneau|rdv)/([^/\s]+)/", body)[1]


def read(client: Client, name: str, secret: str, *, status: int = 200) -> str:
    answer = client.get(reverse(name, args=[secret]))
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, name: str, secret: str, follow: bool = True, **typed):
    return client.post(reverse(name, args=[secret]), typed, follow=follow)


def test_she_chooses_on_the_page_of_the_invitation(client, rdv1, maiwenn):
    invite(rdv1, maiwenn)
    secret = secret_of("choose_slot")
    page = read(client, "choose_slot", secret)
    assert "Mardi 12 mars 2019" in page
    assert "Maïwenn Tilleul" in page
    assert 'href="tel:' in page
    answer = post(client, "choose_slot", secret, slot="2019-03-12T09:30:00+01:00")
    assert "Vous avez dit que vous venez" in answer.content.decode()
    rdv1.refresh_from_db()
    assert rdv1.starts_at == datetime(2019, 3, 12, 8, 30, tzinfo=UTC)
    assert "Vous avez rendez-vous" in read(client, "choose_slot", secret)
    # Sent again, it does nothing more.
    post(client, "choose_slot", secret, slot="2019-03-12T09:30:00+01:00")
    assert Entry.objects.filter(verb="choose_slot").count() == 1


@pytest.mark.parametrize(
    "slot", ["", "demain", "2019-03-12T09:30:00", "2019-13-45T09:30:00+01:00", "x" * 9000]
)
def test_a_slot_that_is_not_one_is_refused_on_the_page(client, rdv1, maiwenn, slot):
    invite(rdv1, maiwenn)
    answer = post(client, "choose_slot", secret_of("choose_slot"), slot=slot)
    assert answer.status_code == 422
    assert "Choisissez un créneau" in answer.content.decode()


def test_a_slot_that_somebody_took_shows_what_is_left(client, rdv1, maiwenn):
    invite(rdv1, maiwenn)
    answer = post(client, "choose_slot", secret_of("choose_slot"), slot="2019-03-16T09:30:00+01:00")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "vient d&#x27;être pris" in page
    assert "Mardi 12 mars 2019" in page


def test_once_the_invitation_is_withdrawn_its_link_is_closed(client, rdv1, maiwenn):
    invite(rdv1, maiwenn)
    actions.withdraw_invitation(step=rdv1, by=maiwenn)
    page = read(client, "choose_slot", secret_of("choose_slot"), status=410)
    assert "plus valable" in page


def test_looking_never_acts(client, planned, maiwenn):
    """A mail scanner follows every link of a message, and every link of the pages it finds."""
    secret = secret_of("appointment_planned")
    before = rows()
    for name in PAGES:
        client.get(reverse(name, args=[secret]), follow=True)
        client.head(reverse(name, args=[secret]))
    assert rows() == before


def test_she_confirms(client, planned):
    secret = secret_of("appointment_planned")
    assert "Je viens" in read(client, "answer_step", secret)
    for _ in range(2):
        page = post(client, "confirm_own_step", secret).content.decode()
        assert "Vous avez dit que vous venez" in page
    planned.refresh_from_db()
    assert planned.confirmed_at


def test_she_moves_it(client, planned):
    secret = secret_of("appointment_planned")
    assert "Jeudi 21 mars 2019" in read(client, "move_own_step", secret)
    page = post(client, "move_own_step", secret, slot="2019-03-21T10:00:00+01:00").content.decode()
    assert "votre rendez-vous est déplacé" in page
    assert "Jeudi 21 mars 2019" in page
    planned.refresh_from_db()
    assert planned.starts_at == datetime(2019, 3, 21, 9, tzinfo=UTC)
    refused = post(client, "move_own_step", secret, slot="2019-03-23T10:00:00+01:00")
    assert refused.status_code == 422
    assert "vient d&#x27;être pris" in refused.content.decode()


def test_she_cancels_and_may_say_why(client, planned):
    secret = secret_of("appointment_planned")
    assert "Pourquoi ?" in read(client, "cancel_own_step", secret)
    page = post(client, "cancel_own_step", secret, reason="Mon fils est malade.").content.decode()
    assert "Ce rendez-vous est annulé" in page
    planned.refresh_from_db()
    assert (planned.state, planned.state_reason) == (StepState.CANCELLED, "Mon fils est malade.")
    assert post(client, "cancel_own_step", secret).status_code == 200
    assert Entry.objects.filter(verb="cancel_step").count() == 1


def test_a_social_security_number_is_not_kept(client, planned):
    answer = post(client, "cancel_own_step", secret_of("appointment_planned"), reason="1 84 05 35 238 001 42")
    assert answer.status_code == 422
    planned.refresh_from_db()
    assert planned.state == StepState.PLANNED


def test_after_its_hour_the_link_is_closed(client, planned):
    secret = secret_of("appointment_planned")
    with clock.held(WEDNESDAY):
        for name in PAGES:
            assert post(client, name, secret).status_code == 410


@pytest.mark.parametrize("name", [*PAGES, "choose_slot"])
def test_a_link_that_was_never_sent_opens_nothing(client, planned, name):
    assert post(client, name, "0" * 43).status_code == 410


def test_the_link_of_one_purpose_opens_no_other(client, planned):
    assert post(client, "choose_slot", secret_of("appointment_planned")).status_code == 410

"""From the space, the same acts on appointments as from a message."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from rebond.links.models import Link, Purpose
from rebond.pathways import actions
from tests.pathways.world import invite, open_mornings

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def appointment(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv2")
    actions.plan_step(
        step=step,
        starts_at=datetime(2019, 5, 20, 14, 30, tzinfo=PARIS),
        duration_minutes=60,
        place=None,
        by=maiwenn,
    )
    return step


def test_she_answers_for_her_appointment(enter, delphine, appointment):
    client = enter(delphine)
    answer = client.post(reverse("answer_own_appointment", args=[appointment.pk]), follow=True)
    assert answer.status_code == 200
    address = answer.redirect_chain[-1][0]
    assert address.startswith("/rdv/")
    assert "Mon espace" in answer.text
    client.post(f"{address}confirmer/")
    appointment.refresh_from_db()
    assert appointment.confirmed_at is not None


def test_she_takes_it_into_her_calendar(enter, delphine, appointment):
    answer = enter(delphine).get(reverse("add_to_calendar", args=[appointment.pk]))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert b"20190520T" in answer.content


def test_she_chooses_a_date_that_she_is_invited_to_choose(enter, delphine, pathway, cast, maiwenn):
    open_mornings(cast, "maiwenn")
    invitation = invite(pathway.steps.get(spec__code="rdv2"), maiwenn)
    client = enter(delphine)
    assert "À vous de choisir la date" in client.get(reverse("show_space")).text
    answer = client.post(reverse("choose_own_slot", args=[invitation.pk]), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/creneau/")


def test_gaspard_answers_for_nothing_of_hers(enter, gaspard, appointment, pathway, cast, maiwenn):
    open_mornings(cast, "maiwenn")
    invitation = invite(pathway.steps.get(spec__code="rdv1"), maiwenn)
    before = Link.objects.exclude(purpose=Purpose.SIGN_IN).count()
    client = enter(gaspard)
    assert client.post(reverse("answer_own_appointment", args=[appointment.pk])).status_code == 404
    assert client.get(reverse("add_to_calendar", args=[appointment.pk])).status_code == 404
    assert client.post(reverse("choose_own_slot", args=[invitation.pk])).status_code == 404
    assert Link.objects.exclude(purpose=Purpose.SIGN_IN).count() == before

"""The home of the space: where she is, what comes next, who is there for her, on one light page."""

import gzip
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from rebond.pathways import actions
from tests.pathways.test_delphine import OFF_RSA

PARIS = ZoneInfo("Europe/Paris")
FIRST_LOAD_KB = 150


@pytest.fixture
def appointment(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv2")
    actions.plan_step(
        step=step,
        starts_at=datetime(2019, 5, 20, 14, 30, tzinfo=PARIS),
        duration_minutes=60,
        place=pathway.version.list_items.get(kind="place", code="cdas"),
        place_detail="12 rue des Ajoncs, 35000 Valbruyère",
        by=maiwenn,
    )
    return step


def home(client) -> str:
    return client.get(reverse("show_space")).text


def test_her_next_appointment_in_full(enter, delphine, appointment):
    page = home(enter(delphine))
    assert "lundi 20 mai 2019" in page
    assert "14\u00a0h\u00a030" in page
    assert "Rendez-vous 2, avec Maïwenn Tilleul." in page
    assert "CDAS (centre départemental d&#x27;action sociale)" in page
    assert "openstreetmap.org/search?query=12+rue+des+Ajoncs" in page


def test_no_map_for_a_place_that_is_no_address(enter, delphine, appointment, maiwenn):
    actions.move_step(
        step=appointment,
        starts_at=appointment.starts_at,
        duration_minutes=60,
        place=None,
        place_detail="Bureau 4",
        by=maiwenn,
    )
    page = home(enter(delphine))
    assert "Bureau 4" in page
    assert "openstreetmap" not in page


def test_nothing_fixed_is_said_plainly(enter, delphine):
    assert "Aucun rendez-vous n'est fixé" in home(enter(delphine)).replace("&#x27;", "'")


def test_her_path_in_plain_words(enter, delphine):
    page = home(enter(delphine)).replace("&#x27;", "'")
    assert "Diagnostic" in page
    assert "Nous regardons ensemble où en est votre entreprise" in page
    assert "Vous en êtes là" in page
    assert "Développement ou Cessation" in page
    assert "Vous fermez votre entreprise dans de bonnes conditions" in page


def test_the_people_beside_her_and_their_numbers(enter, delphine):
    page = home(enter(delphine))
    for name in ("Maïwenn Tilleul", "Rozenn Genêt"):
        assert name in page
    assert 'href="tel:+33' in page


def test_a_path_that_ended_stays_readable(enter, delphine, pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 10, 14))
    actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    page = home(enter(delphine))
    assert "14/10/2019" in page
    assert "Votre prochain rendez-vous" not in page


def test_each_sees_their_own(enter, delphine, gaspard):
    assert "Bonjour Gaspard" in home(enter(gaspard))
    assert "Delphine" not in home(enter(gaspard))


def test_the_first_load_is_light(enter, delphine, appointment):
    """All that the home makes a telephone fetch, as it would travel at worst: uncompressed."""
    page = home(enter(delphine))
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    assert files
    weight = len(page.encode()) + sum(Path(finders.find(name)).stat().st_size for name in files)
    assert weight < FIRST_LOAD_KB * 1024
    assert len(gzip.compress(page.encode())) < 15 * 1024


def test_the_page_costs_the_same_whatever_the_file_holds(
    enter, delphine, appointment, pathway, maiwenn, django_assert_max_num_queries
):
    for n in range(12):
        actions.add_step(pathway=pathway, kind="tutoring", label=f"Tutorat {n}", by=maiwenn)
    client = enter(delphine)
    with django_assert_max_num_queries(28):
        home(client)

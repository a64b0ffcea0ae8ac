"""Messages seen in a browser: what came back, what is to be posted, and the telephone of an invented person."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Step
from tests.pathways.world import TODAY, World

Look = Callable[[str, str], None]


@pytest.fixture
def look(page: Page, axe, snapshot) -> Look:
    """`look("name", "Title")`: once that page is there, no accessibility fault, and its picture is kept."""

    def looked(name: str, title: str) -> None:
        expect(page).to_have_title(f"{title} – Rebond")
        page.wait_for_load_state()
        axe(page)
        snapshot(page, f"messages-{name}")

    return looked


@pytest.fixture
def world(cast, pathway, it_is) -> World:
    it_is(TODAY)
    with clock.held(TODAY):
        world = World(cast, pathway)
        world.letter()
        world.undelivered()
    return world


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_maiwenn_tries_again_what_came_back_and_posts_a_letter(page, visit, enter_as, look, maiwenn, world):
    enter_as(maiwenn.user)
    visit("/")
    page.get_by_role("button", name="Maïwenn Tilleul").click()
    page.get_by_role("link", name="Messages et courriers").click()
    look("undelivered", "Messages non remis")
    press(page, "Réessayer")
    expect(page.get_by_text("Le message repart.")).to_be_visible()
    look("proof", "Votre rendez-vous")
    visit("/messages/courriers/")
    look("letters", "Courriers et appels")
    page.get_by_role("link", name="Un autre jour").click()
    look("post", "Courrier ou appel")
    press(page, "Noter comme fait")
    expect(page.get_by_text("Aucun courrier à poster, aucun appel à passer.")).to_be_visible()
    visit(f"/dossiers/{world.pathway.pk}/?section=messages")
    page.locator("summary").filter(has_text="Posté").click()
    expect(page.get_by_text("par Maïwenn Tilleul")).to_be_visible()
    look("file", "Delphine Lavande – Envois")


@pytest.fixture
def rdv1(pathway, maiwenn, settings, live_server) -> Step:
    settings.SITE_URL = live_server.url
    pathway.beneficiary.email = ""
    pathway.beneficiary.save()
    step = pathway.steps.get(spec__code="rdv1")
    with clock.held(date(2019, 3, 11)):
        starts_at = datetime(2019, 3, 18, 9, tzinfo=UTC)
        actions.plan_step(step=step, starts_at=starts_at, duration_minutes=60, place=None, by=maiwenn)
    return step


@pytest.mark.usefixtures("rdv1")
def test_in_the_demo_anybody_opens_delphine_s_telephone_and_answers(page, visit, look, it_is, settings):
    settings.DEMO_MODE = True
    it_is(date(2019, 3, 12))
    visit("/demo/messages/")
    look("telephones", "Messages de la démonstration")
    page.get_by_role("link", name="Delphine Lavande").click()
    look("telephone", "Messages reçus par Delphine Lavande")
    page.locator(".received-sms a").click()
    expect(page.get_by_text("lundi 18 mars 2019").first).to_be_visible()


def test_alban_counts_without_reading(page, visit, enter_as, look, cast, world):
    enter_as(cast.actor("alban").user)
    visit("/administration/")
    page.get_by_role("link", name="Messages en attente ou non remis").click()
    look("counts", "Messages en attente")

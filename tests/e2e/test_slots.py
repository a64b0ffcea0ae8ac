"""Rdv 3 with Catalys: the adviser plans it, the person moves it from her telephone, both members of staff see it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways.models import Step
from tests.pathways.world import World, open_mornings

PLANNED_ON = date(2019, 5, 13)
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def rdv3(cast, pathway) -> Step:
    """Rdv 3 of the development, to plan; Maïwenn and Inès open their mornings."""
    with clock.held(date(2019, 3, 11)):
        open_mornings(cast, "maiwenn", "ines")
    return World(cast, pathway, plans_joint=False).step("rdv3")


@pytest.fixture
def telephone(browser: Browser, live_server: LiveServer) -> Page:
    """Hers: small, without a session, and without JavaScript."""
    context = browser.new_context(viewport=TELEPHONE, locale="fr-FR", java_script_enabled=False)
    yield context.new_page()
    context.close()


def path_in(code: str) -> str:
    letter = Message.objects.filter(template=code, is_to_person=True).latest("queued_at")
    return re.search(r"https?://[^/\s]+(/(?:rdv|creneau)/\S+)", letter.body)[1]


def look(page: Page, axe: Callable, snapshot: Callable, name: str) -> None:
    page.wait_for_load_state()
    axe(page)
    snapshot(page, f"creneaux-{name}")


def test_she_moves_rdv_3_from_her_telephone_and_both_see_it(
    page, visit, it_is, enter_as, axe, snapshot, telephone, live_server, cast, rdv3
):
    it_is(PLANNED_ON)
    enter_as(cast.users["maiwenn"])
    visit(f"/rendez-vous/{rdv3.pk}/planifier/")
    page.get_by_label("Date", exact=True).fill("2019-05-22")
    page.get_by_label("Heure", exact=True).fill("10:00")
    page.get_by_label("Adresse ou précision sur le lieu").fill("12 rue des Ajoncs, Valbruyère")
    ines = page.get_by_label("Consultant en évolution professionnelle", exact=True)
    ines.select_option(label="Inès Mélisse (Catalys)")
    look(page, axe, snapshot, "planifier")
    page.get_by_role("button", name="Planifier le rendez-vous", exact=True).click()
    expect(page.get_by_text("Rdv 3 BGE-Catalys planifié")).to_be_visible()

    telephone.goto(f"{live_server.url}{path_in('appointment_planned')}")
    expect(telephone.get_by_text("Mercredi 22 mai 2019")).to_be_visible()
    expect(telephone.get_by_text("12 rue des Ajoncs, Valbruyère")).to_be_visible()
    telephone.get_by_role("link", name="Changer la date").click()
    telephone.get_by_text("Mardi 21 mai 2019", exact=True).click()
    telephone.get_by_role("button", name="mardi 21 mai 2019 à 09 h 30").click()
    expect(telephone.get_by_text("votre rendez-vous est déplacé")).to_be_visible()
    expect(telephone.get_by_text("Mardi 21 mai 2019")).to_be_visible()

    rdv3.refresh_from_db()
    assert rdv3.starts_at == datetime(2019, 5, 21, 7, 30, tzinfo=UTC)
    for key in ("maiwenn", "ines"):
        enter_as(cast.users[key])
        visit("/")
        expect(page.get_by_text("Le 21/05/2019 à 09 h 30")).to_be_visible()
        expect(page.get_by_text("Date choisie par la personne")).to_be_visible()
    visit(f"/rendez-vous/{rdv3.pk}/")
    expect(page.get_by_text("A changé la date : 21/05/2019 à 09 h 30")).to_be_visible()
    look(page, axe, snapshot, "deplace")


def test_she_is_invited_chooses_then_cancels(
    page, visit, it_is, enter_as, axe, snapshot, live_server, cast, pathway
):
    with clock.held(date(2019, 3, 11)):
        open_mornings(cast, "maiwenn")
    rdv1 = pathway.steps.get(spec__code="rdv1")
    it_is(date(2019, 3, 12))
    enter_as(cast.users["maiwenn"])
    visit(f"/rendez-vous/{rdv1.pk}/planifier/")
    page.get_by_role("link", name="Laisser choisir un créneau").click()
    look(page, axe, snapshot, "inviter")
    page.get_by_role("button", name="Envoyer l'invitation").click()
    expect(page.get_by_text("la personne est invitée à choisir un créneau")).to_be_visible()
    look(page, axe, snapshot, "invitee")

    page.context.clear_cookies()
    visit(path_in("choose_slot"))
    look(page, axe, snapshot, "choisir")
    page.get_by_role("button", name="jeudi 14 mars 2019 à 10 h 00").click()
    expect(page.get_by_text("Vous avez dit que vous venez")).to_be_visible()
    look(page, axe, snapshot, "repondre")
    page.get_by_role("link", name="Changer la date").click()
    look(page, axe, snapshot, "changer")
    page.get_by_role("link", name="Garder cette date").click()
    page.get_by_role("link", name="Annuler le rendez-vous").click()
    look(page, axe, snapshot, "annuler")
    page.get_by_label("Pourquoi ?").fill("Un marché ce jour-là.")
    page.get_by_role("button", name="Oui, annuler").click()
    expect(page.get_by_role("heading", name="Ce rendez-vous est annulé")).to_be_visible()

    enter_as(cast.users["maiwenn"])
    visit("/")
    expect(page.locator(".task-title", has_text="Replanifier : Rdv 1")).to_be_visible()
    look(page, axe, snapshot, "a-faire")


def test_maiwenn_opens_hours_and_notes_an_absence(page, visit, it_is, enter_as, axe, snapshot, cast):
    it_is(date(2019, 3, 12))
    enter_as(cast.users["maiwenn"])
    visit("/disponibilites/")
    page.get_by_role("link", name="Ajouter des horaires").click()
    page.get_by_label("Mardi").check()
    page.get_by_label("De", exact=True).fill("09:00")
    page.get_by_label("À", exact=True).fill("12:00")
    look(page, axe, snapshot, "ajouter-des-horaires")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("09:00 – 12:00")).to_be_visible()
    look(page, axe, snapshot, "disponibilites")
    page.get_by_role("link", name="Absences").click()
    page.get_by_role("link", name="Noter une absence").click()
    page.get_by_label("Congé").check()
    page.get_by_label("Premier jour").fill("2019-03-19")
    look(page, axe, snapshot, "noter-une-absence")
    page.get_by_role("button", name="Enregistrer l'absence").click()
    expect(page.get_by_text("Mardi 19 mars 2019")).to_be_visible()
    look(page, axe, snapshot, "absences")

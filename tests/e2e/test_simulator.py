"""The exit simulator in a browser: it answers as one types, says what is wrong, and works without JavaScript."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rebond.core import clock
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose

TODAY = date(2026, 11, 20)
SENTENCE = "de chiffre d'affaires par mois, vous ne toucheriez plus le RSA."


@pytest.fixture(autouse=True)
def _today(it_is, hold_clock) -> None:
    it_is(TODAY)
    hold_clock(TODAY)


def test_maiwenn_tries_with_delphine(page: Page, visit, enter_as, cast, pathway, axe, snapshot) -> None:
    enter_as(cast.users["maiwenn"])
    visit(f"/dossiers/{pathway.pk}/?section=entreprise")
    page.get_by_role("link", name="Ouvrir le simulateur").click()
    expect(page).to_have_title("Delphine Lavande – Sortie du RSA – Rebond")
    page.get_by_label("Chiffre d'affaires encaissé par mois").fill("900")
    page.get_by_label("Aide au logement").fill("180")
    page.get_by_label("Aide au logement").blur()
    answer = page.locator("#simulator-answer")
    expect(answer).to_contain_text(SENTENCE)
    page.get_by_label("Âges des enfants à charge").fill("7, 11")
    page.get_by_label("En couple").check()
    expect(answer).to_contain_text("À 1\u202f1")
    expect(page.get_by_label("Âges des enfants à charge")).to_have_value("7, 11")
    ages = page.get_by_label("Âges des enfants à charge")
    ages.fill("7, 30")
    ages.blur()
    expect(page.get_by_role("alert")).to_contain_text("Un enfant de 25 ans ou plus")
    ages.fill("7, 11")
    ages.blur()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(answer).to_contain_text(SENTENCE)
    page.get_by_text("Les mêmes chiffres en tableau").click()
    page.get_by_text("Ce qui n'est pas compté").click()
    axe(page)
    snapshot(page, "simulateur")
    page.get_by_label("Nom du scénario").fill("Comme aujourd'hui")
    page.get_by_label("La personne est d'accord").check()
    page.get_by_role("button", name="Garder ce scénario").click()
    expect(page.get_by_role("heading", name="Scénarios gardés")).to_be_visible()
    axe(page)
    snapshot(page, "simulateur-scenarios")
    page.get_by_role("button", name="Ajouter au plan").click()
    expect(page.locator("#plan")).to_contain_text("seuil estimé de sortie du RSA")


def test_what_is_wrong_stands_next_to_its_field(page: Page, visit, enter_as, cast, pathway, axe) -> None:
    enter_as(cast.users["maiwenn"])
    visit(f"/dossiers/{pathway.pk}/simulateur/")
    page.get_by_label("Chiffre d'affaires encaissé par mois").fill("beaucoup")
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce montant n'est pas compris")
    expect(page.get_by_label("Chiffre d'affaires encaissé par mois")).to_have_value("beaucoup")
    axe(page)


def test_it_works_without_javascript_on_delphine_s_telephone(
    browser: Browser, live_server: LiveServer, pathway, snapshot
) -> None:
    made = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    context = browser.new_context(
        java_script_enabled=False, locale="fr-FR", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/mon-espace/code/")
    page.get_by_label("Le code").fill(made.spaced_code)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.get_by_role("link", name="Essayer avec mes chiffres").click()
    page.get_by_label("Chiffre d'affaires encaissé par mois").fill("900")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#reponse")).to_contain_text(SENTENCE)
    snapshot(page, "portail-simulateur")
    page.get_by_label("Nom du scénario").fill("En octobre")
    page.get_by_role("button", name="Garder cet essai").click()
    expect(page.get_by_role("region", name="Vos essais gardés")).to_contain_text("En octobre")
    context.close()


def test_delphine_s_page_has_no_fault(page: Page, visit, pathway, axe) -> None:
    made = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    visit("/mon-espace/code/")
    page.get_by_label("Le code").fill(made.spaced_code)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    visit("/mon-espace/simulateur/")
    page.get_by_label("Chiffre d'affaires encaissé par mois").fill("900")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#reponse")).to_contain_text(SENTENCE)
    axe(page)

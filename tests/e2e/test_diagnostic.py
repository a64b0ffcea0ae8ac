"""The diagnostic in a browser: Delphine first, then Maïwenn with her, what is frozen, the opinion signed by hand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from rebond.assessments.actions import answer_section
from rebond.core import clock
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose
from rebond.people.actor import PersonActor

TODAY = date(2019, 4, 8)


@pytest.fixture(autouse=True)
def _today(it_is: Callable[..., None], hold_clock: Callable[..., None]) -> None:
    it_is(TODAY)
    hold_clock(TODAY)


def test_maiwenn_fills_freezes_and_signs(page: Page, visit, enter_as, cast, pathway, axe, snapshot) -> None:
    hers = {"customers": "Des clientes du quartier."}
    answer_section(pathway=pathway, section="market", answers=hers, by=PersonActor(pathway.beneficiary))
    enter_as(cast.users["maiwenn"])
    visit(f"/dossiers/{pathway.pk}/?section=diagnostic")
    axe(page)
    page.get_by_role("link", name="Remplir : Le marché").click()
    expect(page.get_by_text("Delphine a écrit")).to_be_visible()
    page.get_by_label("Qui achète, combien, à quel rythme").fill("Une trentaine de clientes.")
    page.get_by_label("Bouche-à-oreille").check()
    page.get_by_label("1 – Quelques clients de passage").check()
    expect(page.locator("[data-draft-state]")).to_contain_text("Brouillon")
    axe(page)
    snapshot(page, "diagnostic-partie")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page).to_have_title("Organisation et comptes – Delphine Lavande – Rebond")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("1 domaine sur 6 évalué")).to_be_visible()
    axe(page)
    snapshot(page, "diagnostic")

    page.get_by_role("link", name="Arrêter et partager").click()
    axe(page)
    snapshot(page, "diagnostic-arreter")
    page.get_by_role("button", name="Arrêter et partager").click()
    expect(page).to_have_title("Départ – Diagnostic – Delphine Lavande – Rebond")
    axe(page)
    snapshot(page, "diagnostic-arrete")

    visit(f"/dossiers/{pathway.pk}/?section=diagnostic")
    page.get_by_role("link", name="Écrire l'avis").click()
    page.get_by_label("Ce qui est constaté").fill("Le chiffre d'affaires progresse.")
    page.get_by_label("Avis sur la viabilité").fill("Viable si l'offre s'élargit.")
    axe(page)
    snapshot(page, "avis")
    page.get_by_role("button", name="Enregistrer, relire et signer").click()
    page.get_by_label("Je signe avec mon nom, sans tracé").check()
    axe(page)
    snapshot(page, "avis-signer")
    page.get_by_role("button", name="Signer l'avis").click()
    expect(page.get_by_text("Signé par Maïwenn Tilleul")).to_be_visible()
    axe(page)


def test_delphine_answers_on_her_telephone(page: Page, visit, pathway, axe, snapshot) -> None:
    expires_at = clock.now() + timedelta(minutes=20)
    made = open_link_with_code(Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=expires_at)
    page.set_viewport_size({"width": 390, "height": 844})
    visit(f"/e/{made.secret}/")
    page.get_by_role("button", name="Ouvrir mon espace").click()
    page.get_by_role("link", name="Commencer : votre activité").click()
    axe(page)
    snapshot(page, "espace-activite")
    page.get_by_role("link", name="Vos clients").click()
    page.get_by_label("Parlez de vos clients").fill("Mes voisines.")
    axe(page)
    snapshot(page, "espace-activite-partie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("✓ 1 réponse")).to_be_visible()

"""Hélène draws the next version in the browser, keyboard included, and moves Delphine's path to it."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect


def test_helene_draws_publishes_and_moves(
    cast,
    pathway,
    page: Page,
    visit: Callable[[str], Page],
    enter_as: Callable,
    it_is: Callable,
    axe: Callable[[Page], None],
    snapshot: Callable[[Page, str], None],
) -> None:
    it_is(date(2019, 4, 1))
    enter_as(cast.users["helene"])
    visit("/")
    page.get_by_role("link", name="Programme", exact=True).click()
    axe(page)
    snapshot(page, "programmes")
    page.get_by_role("link", name="Version 1").click()
    axe(page)
    snapshot(page, "programme-publie")

    page.get_by_role("button", name="Préparer un brouillon").click()
    expect(page.get_by_text("Le programme tient debout.")).to_be_visible()

    # By keyboard: the card of a phase leads to its words.
    card = page.get_by_role("link", name="Diagnostic, 3 mois · 3 étapes")
    card.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#phases-0")).to_be_in_viewport()

    page.locator("#phases-0").get_by_role("link", name="Modifier Diagnostic").click()
    form = page.get_by_role("form", name="Modifier « Diagnostic »")
    form.get_by_label("Durée limite (mois)").fill("2")
    axe(page)
    snapshot(page, "programme-phase")
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#phases-0")).to_contain_text("2 mois")
    expect(page.get_by_role("link", name="Modifier Diagnostic")).to_be_focused()
    expect(page.get_by_role("complementary")).to_contain_text("est attendu après la fin de la phase")
    axe(page)
    snapshot(page, "programme-a-corriger")

    page.get_by_role("complementary").get_by_role("link", name="Bilan tripartite").click()
    page.get_by_role("link", name="Modifier Bilan tripartite").first.click()
    form = page.get_by_role("form", name="Modifier « Bilan tripartite »")
    form.get_by_label("Attendue après (jours)").fill("-4")
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    form.get_by_label("Attendue après (jours)").fill("55")
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le programme tient debout.")).to_be_visible()

    page.locator("#phases-1-steps-6 summary").click()
    axe(page)
    page.get_by_role("button", name="Retirer Rdv 6").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator("#version").get_by_text("Rdv 6")).to_have_count(0)

    page.get_by_role("button", name="Publier la version 2").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Version 2 publiée : les nouvelles orientations la suivent.")).to_be_visible()

    page.get_by_role("link", name="Comparer").click()
    expect(page.get_by_text("Diagnostic : durée limite 3 mois → 2 mois.")).to_be_visible()
    axe(page)
    snapshot(page, "programme-compare")

    page.get_by_role("link", name="Version 2").click()
    page.get_by_role("link", name="Passer des parcours").click()
    expect(page.get_by_role("link", name="Delphine Lavande")).to_be_visible()
    axe(page)
    snapshot(page, "programme-passage")
    page.get_by_role("button", name="Passer 1 parcours").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("1 parcours suivent maintenant la version 2.")).to_be_visible()
    page.get_by_role("button", name="Annuler ce passage (1)").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("sont revenus à leur version d'avant")).to_be_visible()

    visit("/programmes/importer/")
    axe(page)
    snapshot(page, "programme-fichier")

"""Nadia takes over a spreadsheet in a real browser, the worker doing its part in between."""

import pytest
from playwright.sync_api import expect

from rebond.imports.batches import run_due_batch
from rebond.pathways.models import Pathway
from tests.imports.sheets import BASILE, DELPHINE, table, write


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_nadia_takes_over_a_spreadsheet(cast, nadia, page, visit, enter_as, axe, snapshot, tmp_path):
    wrong = {**BASILE, "last_name": "Bouleau", "phone": "06", "rsa_since": "31/02/2018"}
    path = write(tmp_path / "suivi-2019.xlsx", table(DELPHINE, BASILE, wrong))
    enter_as(nadia.user)
    visit("/")
    page.get_by_role("link", name="Reprise de données").first.click()
    axe(page)
    snapshot(page, "reprise-liste")

    page.get_by_label("Tableur", exact=True).set_input_files(path)
    page.get_by_role("button", name="Vérifier ce fichier").click()
    expect(page.get_by_text("Vous pouvez quitter cette page")).to_be_visible()
    axe(page)
    snapshot(page, "reprise-verification")

    run_due_batch()
    # The page asks by itself and shows the result without being reloaded by hand.
    expect(page.get_by_text("Ce numéro de téléphone n'a pas le bon nombre de chiffres.")).to_be_visible()
    axe(page)
    snapshot(page, "reprise-resultat")

    page.get_by_role("button", name="Reprendre 2 parcours, sans les lignes refusées").click()
    expect(page.get_by_text("Vous pouvez quitter cette page")).to_be_visible()
    run_due_batch()
    expect(page.get_by_role("link", name="Voir les dossiers")).to_be_visible()
    axe(page)
    snapshot(page, "reprise-terminee")
    assert Pathway.objects.count() == 2

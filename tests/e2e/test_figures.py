"""The money of a business in a browser: the grid by keyboard, a draft, an import, and the pictures."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from rebond.core import clock
from rebond.finances.models import ActivityLine, LineTurnover
from rebond.pathways import actions
from rebond.pathways.models import Pathway

TODAY = date(2019, 10, 5)
LINES = (
    "Date;Libellé;Débit;Crédit\r\n02/09/2019;VIR MME ROSE;;300,00\r\n10/09/2019;PRLV URSSAF;80,00;\r\n"
    "12/09/2019;CAF RSA;;500,00\r\n29/09/2019;REMISE CHEQUES;;400,00\r\n"
)


def follow(pathway: Pathway, by: Any) -> ActivityLine:
    with clock.held(TODAY):
        line = actions.open_activity_line(
            pathway=pathway, category="services_bic", label="Retouches", started_on=date(2018, 5, 1), by=by
        )
        for year, amounts in ((2018, (380, 460, 520, 430, 610)), (2019, (560, 590, 1010, 1000))):
            for index, amount in enumerate(amounts):
                month = date(year, 5 + index, 1)
                actions.declare_month(pathway=pathway, month=month, turnovers={line: Decimal(amount)}, by=by)
    return line


def section(pathway: Pathway) -> str:
    return f"{reverse('show_pathway', args=[pathway.pk])}?section=entreprise"


def test_the_months_are_typed_in_place(
    pathway, maiwenn, page: Page, visit: Callable[[str], Page], enter_as, it_is, axe, snapshot
):
    line = follow(pathway, maiwenn)
    it_is(TODAY)
    enter_as(maiwenn.user)
    visit(section(pathway))
    expect(page.get_by_text("+\u202f77\u202f%")).to_be_visible()  # up to August: (3 160 - 1 790) / 1 790
    cell = page.get_by_label("Retouches, août 2019")
    cell.focus()
    cell.press("Enter")
    expect(page.get_by_label("Retouches, septembre 2019")).to_be_focused()
    page.keyboard.type("1040")
    page.keyboard.press("ArrowUp")
    expect(cell).to_be_focused()
    expect(page.get_by_text(re.compile("Brouillon enregistré"))).to_be_visible()
    visit(section(pathway))
    expect(page.get_by_text(re.compile("Brouillon de"))).to_be_visible()
    expect(page.get_by_label("Retouches, septembre 2019")).to_have_value("1040")
    page.get_by_label("Retouches, septembre 2019").press("Control+Enter")
    expect(page.get_by_text("Enregistré : septembre 2019.")).to_be_visible()
    expect(page.get_by_text("+\u202f75\u202f%")).to_be_visible()
    page.get_by_text("Le calcul").click()
    expect(page.get_by_text("(4\u202f200\u202f€ − 2\u202f400\u202f€) ÷ 2\u202f400\u202f€")).to_be_visible()
    axe(page)
    snapshot(page, "entreprise")
    assert LineTurnover.objects.filter(line=line).count() == 10


def test_a_statement_is_sorted_while_the_sums_follow(
    pathway, maiwenn, page: Page, visit: Callable[[str], Page], enter_as, it_is, axe, snapshot
):
    line = follow(pathway, maiwenn)
    it_is(TODAY)
    enter_as(maiwenn.user)
    visit(section(pathway))
    page.get_by_role("link", name="Importer un relevé").click()
    axe(page)
    file = {"name": "compte.csv", "mimeType": "text/csv", "buffer": LINES.encode()}
    page.get_by_label("Relevé ou tableau").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lire ce fichier").click()
    sums = page.locator("#sums")
    expect(sums).to_contain_text("700\u202f€")
    page.get_by_label("Ligne 4 : c'est").select_option("ignored")
    expect(sums).to_contain_text("300\u202f€")
    page.get_by_label("Ligne 4 : c'est").select_option("Chiffre d'affaires")
    expect(sums).to_contain_text("700\u202f€")
    axe(page)
    snapshot(page, "releve")
    page.get_by_role("button", name="Enregistrer les sommes").click()
    expect(page.get_by_text(re.compile("Enregistré : septembre 2019."))).to_be_visible()
    assert LineTurnover.objects.get(line=line, figures__month=date(2019, 9, 1)).turnover_eur == 700


def test_the_page_to_print_shows_every_table_on_paper(
    pathway, maiwenn, page: Page, visit: Callable[[str], Page], enter_as, it_is, axe
):
    follow(pathway, maiwenn)
    it_is(TODAY)
    enter_as(maiwenn.user)
    visit(reverse("show_figures", args=[pathway.pk]))
    axe(page)
    page.emulate_media(media="print")
    expect(page.locator("#year-table table")).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()


def test_errors_and_activities_read_well(
    pathway, maiwenn, page: Page, visit: Callable[[str], Page], enter_as, it_is, axe
):
    follow(pathway, maiwenn)
    it_is(TODAY)
    enter_as(maiwenn.user)
    visit(section(pathway))
    page.get_by_label("Retouches, septembre 2019").fill("beaucoup")
    page.get_by_label("Retouches, septembre 2019").press("Control+Enter")
    expect(page.get_by_role("heading", name="Un point est à corriger")).to_be_visible()
    expect(page.get_by_label("Retouches, septembre 2019")).to_have_value("beaucoup")
    axe(page)
    page.get_by_role("link", name="Retouches, septembre 2019").click()
    expect(page.get_by_label("Retouches, septembre 2019")).to_be_focused()
    visit(reverse("open_activity_line", args=[pathway.pk]))
    axe(page)

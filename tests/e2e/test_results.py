"""Hélène reads the results, opens the people behind a figure, asks for last year, and takes the document."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.cohorts import Maker, told

YEARS = (2017, 2018, 2019, 2020, 2021, 2022)
SITUATIONS = [
    *[("self_employed_only", "out")] * 14,
    *[("self_employed_only", "in")] * 20,
    *[("combined", "out")] * 10,
    *[("combined", "in")] * 6,
    *[("salaried_only", "out")] * 6,
    *[("job_seeking", "in")] * 4,
]


@pytest.fixture
def closed_paths(cast) -> None:
    steps = [("held", date(2019, 1, 9)), ("no_show", date(2019, 2, 9))]
    Maker(cast).make(
        *(
            told(
                activity,
                rsa,
                entered_on=date(YEARS[n % 6], 2, 1),
                exited_on=date(2023, 1, 9),
                before=(4000, 12),
                after=(4000 + 200 * n, 12),
                steps=steps,
            )
            for n, (activity, rsa) in enumerate(SITUATIONS)
        ),
        told("unknown", "unknown", entered_on=date(2020, 3, 2), exited_on=date(2023, 1, 9)),
    )


def test_helene_reads_the_results(
    cast,
    closed_paths: None,
    page: Page,
    visit: Callable[[str], Page],
    enter_as: Callable,
    axe: Callable[[Page], None],
    snapshot: Callable[[Page, str], None],
) -> None:
    enter_as(cast.users["helene"])
    visit("/")
    page.get_by_role("link", name="Résultats").click()
    expect(page).to_have_title("Résultats – Rebond")
    axe(page)
    snapshot(page, "resultats")

    definition = page.locator(".figure").filter(has_text="Sorties positives").locator("summary")
    definition.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sont positives :").first).to_be_visible()
    page.get_by_text("Les mêmes chiffres en tableau").first.click()
    axe(page)
    page.emulate_media(media="print")
    page.screenshot(path="artifacts/screens/resultats-papier.png", full_page=True)
    page.emulate_media(media="screen")

    page.get_by_role("link", name="Ont cessé leur activité : les 10 comptés").click()
    expect(page.get_by_role("heading", name="Ont cessé leur activité")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(10)
    axe(page)
    snapshot(page, "resultats-personnes")

    page.get_by_role("link", name="Résultats").first.click()
    page.get_by_text("Autre période").click()
    page.get_by_label("Entrées du").fill("2022-01-01")
    page.get_by_label("Entrées jusqu'au").fill("2021-01-01")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    snapshot(page, "resultats-periode-refusee")

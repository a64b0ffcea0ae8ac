"""The three long forms in a real browser, with the keyboard: referring, meeting, leaving. Drafts and warnings live there."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rebond.core import clock
from rebond.demo.people import Cast
from rebond.drafts.models import Draft
from rebond.pathways.models import Pathway, Referral

Visit = Callable[[str], Page]
Check = Callable[[Page], None]
Snapshot = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def _that_day(it_is: Callable[[datetime | date], None], pathway: Pathway) -> None:
    it_is(datetime(2019, 4, 29, 15, 5, tzinfo=clock.ZONE))


def test_yann_types_delphine_again(
    cast: Cast, enter_as: Callable[..., None], visit: Visit, axe: Check, snapshot: Snapshot
) -> None:
    enter_as(cast.users["yann"])
    page = visit("/orientations/nouvelle/")
    axe(page)
    snapshot(page, "orienter")
    page.get_by_label("Nom", exact=True).focus()
    page.keyboard.type("delphine")
    page.keyboard.press("Tab")
    page.keyboard.type("lavande")

    alike = page.get_by_role("group", name="Cette personne est peut-être déjà connue")
    expect(alike).to_contain_text("D. L., née ou né en 1984")
    reason = page.get_by_label("Pourquoi cette orientation")
    reason.fill("Son numéro est le 1 84 05 35 238 112 47, elle sort d'une dépression.")
    expect(page.get_by_text("Restez factuel")).to_be_visible()
    expect(page.locator(".free-text-note", has_text="Retirez-le")).to_be_visible()
    axe(page)
    snapshot(page, "orienter-deja-connue")

    page.get_by_role("button", name="Envoyer l'orientation").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(reason).to_have_value("Son numéro est le 1 84 05 35 238 112 47, elle sort d'une dépression.")
    page.get_by_role("link", name="Personne déjà connue").click()
    expect(alike).to_be_focused()
    axe(page)
    snapshot(page, "orienter-refusee")

    reason.fill("Les comptes ont six mois de retard.")
    expect(page.locator(".free-text-note", has_text="Retirez-le")).to_have_count(0)
    page.get_by_label("C'est quelqu'un d'autre").check()
    page.get_by_label("Nom de l'entreprise").fill("Reliures")
    expect(page.locator("[data-draft-state]")).to_contain_text("Brouillon enregistré")

    page = visit("/orientations/nouvelle/")
    expect(page.get_by_text("Brouillon de 15\u00a0h\u00a005 repris")).to_be_visible()
    expect(page.get_by_label("C'est quelqu'un d'autre")).to_be_checked()
    snapshot(page, "orienter-brouillon")
    page.get_by_role("button", name="Envoyer l'orientation").click()
    expect(page.get_by_text("Orientation envoyée à BGE.")).to_be_visible()
    assert Referral.objects.count() == 2
    assert Draft.objects.count() == 0


def test_maiwenn_holds_the_meeting_with_the_keyboard(
    cast: Cast, pathway: Pathway, enter_as: Callable[..., None], visit: Visit, axe: Check, snapshot: Snapshot
) -> None:
    enter_as(cast.users["maiwenn"])
    page = visit(reverse("hold_review", args=[pathway.steps.get(spec__code="tripartite").pk]))
    axe(page)
    snapshot(page, "reunion")
    months = page.get_by_label("Mois de prolongation")
    expect(months).to_be_hidden()
    page.get_by_label("Prolonger le diagnostic").check()
    expect(months).to_be_visible()
    page.get_by_role("button", name="Enregistrer la réunion et la décision").press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(months).to_be_visible()
    axe(page)
    snapshot(page, "reunion-refusee")

    page.get_by_label("Date", exact=True).first.fill("2019-04-29")
    page.get_by_label("Heure", exact=True).first.fill("14:00")
    for name in ("Delphine Lavande", "Rozenn Genêt", "Maïwenn Tilleul"):
        page.get_by_role("group", name=name).get_by_label("D'accord", exact=True).press("Space")
    page.get_by_label("Passer au développement").press("Space")
    page.get_by_label("Raisons").fill("Elle et son entreprise ont du potentiel.")
    snapshot(page, "reunion-remplie")
    page.get_by_role("button", name="Enregistrer la réunion et la décision").press("Enter")
    expect(page.get_by_text("Décision enregistrée : Passer au développement.")).to_be_visible()

    page = visit(reverse("decide", args=[pathway.pk]))
    axe(page)
    snapshot(page, "decider")


def test_maiwenn_records_the_exit_and_the_follow_up(
    cast: Cast,
    pathway: Pathway,
    it_is: Callable[[datetime | date], None],
    enter_as: Callable[..., None],
    visit: Visit,
    axe: Check,
    snapshot: Snapshot,
) -> None:
    it_is(date(2019, 10, 14))
    enter_as(cast.users["maiwenn"])
    page = visit(reverse("record_exit", args=[pathway.pk]))
    axe(page)
    for choice in (
        "Parcours mené à son terme",
        "Indépendant et salarié",
        "Emploi durable (CDI ou plus de 6 mois)",
        "Sorti du RSA",
    ):
        page.get_by_label(choice, exact=True).press("Space")
    page.get_by_label("Avant le parcours, en euros").fill("8 000")
    page.get_by_label("À la sortie, en euros").fill("14 000")
    for months in page.get_by_label("Nombre de mois").all():
        months.fill("9")
    expect(page.get_by_text("+ 75\u202f%")).to_be_visible()
    expect(page.get_by_text("Cette sortie compterait comme positive.")).to_be_visible()
    axe(page)
    snapshot(page, "sortie")
    page.get_by_role("button", name="Enregistrer la sortie").press("Enter")
    expect(page.get_by_text("Sortie enregistrée.")).to_be_visible()

    page = visit(reverse("correct_exit", args=[pathway.pk]))
    axe(page)
    snapshot(page, "sortie-corrigee")
    it_is(date(2020, 4, 20))
    page = visit(reverse("record_follow_up", args=[pathway.follow_ups.get(months=6).pk]))
    axe(page)
    snapshot(page, "suivi")
    page.get_by_label("Personne injoignable").press("Space")
    expect(page.get_by_role("group", name="Activité")).to_be_hidden()
    page.get_by_role("button", name="Enregistrer le suivi").press("Enter")
    expect(page.get_by_text("Suivi à 6 mois enregistré.")).to_be_visible()

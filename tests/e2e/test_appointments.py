"""The appointments that do not go as planned: moved by two people, missed, contested, dropped, added."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Step
from rebond.pathways.states import StepState

MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
Look = Callable[[str, str], None]


@pytest.fixture
def look(page: Page, axe, snapshot) -> Look:
    """`look("name", "Title")`: once that page is there, no accessibility fault, and its picture is kept."""

    def looked(name: str, title: str) -> None:
        expect(page).to_have_title(f"{title} – Rebond")
        page.wait_for_load_state()
        axe(page)
        snapshot(page, f"rendez-vous-{name}")

    return looked


@pytest.fixture
def rdv1(pathway, maiwenn) -> Step:
    step = pathway.steps.get(spec__code="rdv1")
    with clock.held(date(2019, 3, 11)):
        actions.plan_step(step=step, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return step


@pytest.fixture
def on_monday_evening(it_is, enter_as, maiwenn) -> None:
    it_is(MONDAY.replace(hour=17))
    enter_as(maiwenn.user)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_second_to_move_it_is_told_and_chooses(page, visit, it_is, enter_as, look, maiwenn, loic, rdv1):
    it_is(date(2019, 3, 12))
    enter_as(maiwenn.user)
    visit(f"/rendez-vous/{rdv1.pk}/")
    page.get_by_role("link", name="Déplacer", exact=True).click()
    page.get_by_label("Date", exact=True).fill("2019-03-23")
    expect(page.get_by_text("Ce jour n'est pas travaillé")).to_be_visible()
    with clock.held(date(2019, 3, 12)):
        actions.move_step(
            step=rdv1, starts_at=MONDAY.replace(day=19), duration_minutes=60, place=None, by=loic
        )
    page.get_by_label("Date", exact=True).fill("2019-03-20")
    press(page, "Déplacer le rendez-vous")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_text("Loïc Aubépine a enregistré cette fiche")).to_be_visible()
    expect(page.get_by_label("Date", exact=True)).to_have_value("2019-03-20")
    look("conflit", "Déplacer le rendez-vous")
    press(page, "Déplacer le rendez-vous")
    expect(page.get_by_text("Rdv 1 déplacé")).to_be_visible()
    rdv1.refresh_from_db()
    assert clock.civil_date(rdv1.starts_at) == date(2019, 3, 20)


@pytest.mark.usefixtures("on_monday_evening")
def test_an_absence_comes_back_to_plan_and_can_be_contested(page, visit, look, pathway, rdv1):
    visit(f"/rendez-vous/{rdv1.pk}/compte-rendu/")
    press(page, "Enregistrer le compte rendu")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_label("La personne n'est pas venue").check()
    press(page, "Enregistrer le compte rendu")
    expect(page.get_by_role("link", name="Planifier le Rdv 1", exact=True)).to_be_visible()

    visit(f"/rendez-vous/{rdv1.pk}/")
    look("absence", "Rdv 1")
    page.get_by_role("link", name="Corriger le compte rendu", exact=True).click()
    page.get_by_label("Le rendez-vous a eu lieu").check()
    page.get_by_label("Pourquoi cette correction").fill("Elle attendait à l'accueil.")
    look("corriger", "Corriger le compte rendu")
    press(page, "Corriger le compte rendu")
    expect(page.get_by_text("A corrigé : Absence → Honoré")).to_be_visible()
    look("corrige", "Rdv 1")
    assert list(pathway.steps.filter(spec=rdv1.spec)) == [rdv1]


@pytest.mark.usefixtures("on_monday_evening")
def test_one_is_dropped_and_another_added(page, visit, look, pathway, rdv1):
    visit(f"/rendez-vous/{rdv1.pk}/annuler/")
    page.get_by_label("Maïwenn Tilleul").check()
    page.get_by_label("Raison").fill("Salle prise.")
    look("annuler", "Annuler le rendez-vous")
    press(page, "Annuler le rendez-vous")
    expect(page.get_by_text("Rendez-vous annulé : Rdv 1.")).to_be_visible()

    visit(f"/dossiers/{pathway.pk}/rendez-vous/ajouter/")
    page.get_by_label("Tutorat", exact=True).check()
    look("ajouter", "Ajouter un rendez-vous")
    press(page, "Il a déjà eu lieu : rendre compte")
    look("compte-rendu-sans-date", "Rendre compte")
    page.get_by_label("Le rendez-vous a eu lieu").check()
    page.get_by_label("Date", exact=True).fill("2019-03-18")
    page.get_by_label("Heure", exact=True).fill("17:00")
    page.get_by_label("Compte rendu partagé").fill("Prix des retouches revus.")
    expect(page.get_by_text("Brouillon enregistré")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Compte rendu partagé")).to_have_value("Prix des retouches revus.")
    expect(page.get_by_label("Heure", exact=True)).to_have_value("17:00")
    look("brouillon", "Rendre compte")
    press(page, "Enregistrer le compte rendu")
    expect(page.get_by_text("Compte rendu enregistré : Tutorat.")).to_be_visible()
    tutoring = pathway.steps.get(kind="tutoring")
    assert (tutoring.state, tutoring.shared_minutes) == (StepState.HELD, "Prix des retouches revus.")

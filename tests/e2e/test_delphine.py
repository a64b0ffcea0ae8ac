"""Delphine's whole path, from referral to results, played in the browser by the people concerned.

Dates and facts are those of the reference programme (docs): entry in March 2019, exit in October, turnover +75 %.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Locator, Page, expect

from rebond.core.clock import ZONE
from rebond.demo.people import Cast
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import StepState

HER_NAME = "Delphine Lavande"


@dataclass
class Stage:
    """The browser, the calendar, and the checks made on each page that is looked at."""

    page: Page
    cast: Cast
    visit: Callable[[str], Page]
    enter_as: Callable[..., None]
    it_is: Callable[[datetime | date], None]
    axe: Callable[[Page], None]
    snapshot: Callable[[Page, str], None]
    looked_at: int = 0

    def enter(self, key: str, day: date, hour: int = 9) -> None:
        """That day, at that hour, that person opens Rebond."""
        self.it_is(datetime.combine(day, time(hour), tzinfo=ZONE))
        self.enter_as(self.cast.users[key])
        self.visit("/")
        expect(self.page).to_have_title("À faire – Rebond")

    def look(self, name: str, title: str) -> None:
        """Once the page of that title is there: no accessibility fault, it fits a telephone, its picture is kept."""
        self.looked_at += 1
        expect(self.page).to_have_title(f"{title} – Rebond")
        self.page.wait_for_load_state()
        self.axe(self.page)
        self.snapshot(self.page, f"delphine-{self.looked_at:02d}-{name}")

    def open_file(self, key: str, day: date, hour: int = 9, *, section: str | None = None) -> None:
        """Find her in « Dossiers », and open her file."""
        self.enter(key, day, hour)
        self.link("Dossiers").click()
        self.link(HER_NAME).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(HER_NAME)
        if section:
            self.link(section).click()
            expect(self.page.get_by_role("link", name=section, exact=True)).to_have_attribute("aria-current", "true")

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def told(self, text: str) -> None:
        """The page says what was just done."""
        expect(self.page.locator("main")).to_contain_text(text)

    def tab_to(self, wanted: Locator) -> None:
        """Reach something with the keyboard alone."""
        for _ in range(60):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{wanted} cannot be reached with the keyboard")


@pytest.fixture
def stage(page, cast, visit, enter_as, it_is, axe, snapshot) -> Stage:
    return Stage(page, cast, visit, enter_as, it_is, axe, snapshot)


def refer(stage: Stage, day: date) -> None:
    """Rozenn meets Delphine, and refers her."""
    page = stage.page
    stage.enter("rozenn", day)
    stage.look("a-faire-vide", "À faire")
    stage.link("Orientations").click()
    stage.look("orientations-vides", "Orientations")
    stage.link("Orienter une personne").first.click()
    person = page.get_by_role("region", name="La personne")
    person.get_by_label("Nom", exact=True).fill("Lavande")
    person.get_by_label("Prénom", exact=True).fill("Delphine")
    person.get_by_label("Date de naissance").fill("1984-05-17")
    person.get_by_label("Téléphone").fill("06 39 98 01 84")
    person.get_by_label("Courriel").fill("delphine.lavande@example.org")
    person.get_by_label("Au RSA depuis").fill("2018-01-01")
    business = page.get_by_role("region", name="L'entreprise")
    business.get_by_label("Nom de l'entreprise").fill("Les Retouches de Delphine")
    business.get_by_label("Activité").fill("Confection et retouches")
    business.get_by_label("Créée le").fill("2018-05-01")
    business.get_by_label("Forme juridique").select_option(label="Micro-entreprise")
    business.get_by_label("SIRET").fill("123")
    stage.press("Envoyer l'orientation")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    stage.look("orientation-a-corriger", "Orienter une personne")
    expect(person.get_by_label("Nom", exact=True)).to_have_value("Lavande")
    business.get_by_label("SIRET").fill("")
    for obstacle in ("Développement commercial", "Comptabilité et administratif en retard", "Stress, isolement"):
        page.get_by_label(obstacle).check()
    page.get_by_label("Pourquoi cette orientation").fill("Le chiffre d'affaires progresse mais ne suffit pas.")
    page.get_by_label("J'ai remis la notice d'information").check()
    stage.press("Envoyer l'orientation")
    stage.told("Orientation envoyée à BGE")
    stage.look("orientation-envoyee", f"Orientation de {HER_NAME}")


def accept(stage: Stage, day: date) -> None:
    """Loïc answers as production manager, with the keyboard alone, and gives the file to Maïwenn."""
    page = stage.page
    stage.enter("loic", day)
    page.get_by_role("button", name="Loïc Aubépine").click()
    page.get_by_role("button", name="Responsable production").click()
    expect(page.get_by_role("button", name="Loïc Aubépine Responsable production")).to_be_visible()
    stage.told(HER_NAME)
    stage.look("a-faire-orientation", "À faire")
    stage.link("Orientations").click()
    stage.tab_to(stage.link(HER_NAME))
    page.keyboard.press("Enter")
    stage.look("orientation-recue", f"Orientation de {HER_NAME}")
    stage.tab_to(stage.link("Accepter l'orientation"))
    page.keyboard.press("Enter")
    advisers = page.get_by_role("radio")
    expect(advisers.first).to_be_visible()
    stage.tab_to(advisers.first)
    maiwenn = page.get_by_role("radio", name=re.compile("^Maïwenn Tilleul"))
    page.keyboard.press("Space")
    for _ in range(advisers.count()):
        if maiwenn.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(maiwenn).to_be_checked()
    stage.look("accepter", "Accepter l'orientation")
    stage.tab_to(page.get_by_role("button", name="Accepter l'orientation", exact=True))
    page.keyboard.press("Enter")
    stage.told("Orientation acceptée : Maïwenn Tilleul suit ce parcours.")


def plan(stage: Stage, what: str, *, on: date, hour: str = "10:00", place: str = "BGE", who: str = "", look: str = "") -> None:
    """From the open file, follow its next action and give it a date."""
    page = stage.page
    stage.link(f"Planifier le {what}").click()
    page.get_by_label("Date", exact=True).fill(on.isoformat())
    page.get_by_label("Heure", exact=True).fill(hour)
    expect(page.get_by_role("region", name="Ce jour-là")).to_contain_text(f"{on.day}")
    page.get_by_label(re.compile(r"^Lieu")).select_option(label=place)
    if who:
        page.get_by_label("Consultant en évolution professionnelle").select_option(label=who)
    if look:
        stage.look(look, "Planifier le rendez-vous")
    stage.press("Planifier le rendez-vous")
    stage.told("planifié")


def report(stage: Stage, what: str, *, minutes: str, note: str = "", look: str = "") -> None:
    """From the open file, follow its next action and tell what happened."""
    page = stage.page
    stage.link(f"Rendre compte du {what}").click()
    page.get_by_label("Le rendez-vous a eu lieu").check()
    page.get_by_label("Compte rendu partagé").fill(minutes)
    if note:
        page.get_by_label("Note privée").fill(note)
    if look:
        stage.look(look, "Rendre compte")
    stage.press("Enregistrer le compte rendu")
    stage.told("Compte rendu enregistré")


def hold_review(stage: Stage, *, choice: str, reasons: str, look: str, next_on: date | None = None) -> None:
    """From the open file, hold the tripartite meeting: everybody's word, the decision, its reasons."""
    page = stage.page
    stage.link("Tenir le bilan tripartite").click()
    page.get_by_role("region", name="La réunion").get_by_label("Compte rendu partagé").fill("Les trois parties ont échangé.")
    for name in (HER_NAME, "Rozenn Genêt", "Maïwenn Tilleul"):
        page.get_by_role("group", name=re.compile(name)).get_by_label("D'accord", exact=True).check()
    page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    page.get_by_label("Raisons").fill(reasons)
    if next_on:
        following = page.get_by_role("region", name=re.compile("Premier rendez-vous de la suite"))
        following.get_by_label("Date", exact=True).fill(next_on.isoformat())
        following.get_by_label("Heure", exact=True).fill("10:00")
    stage.look(look, "Réunion tripartite")
    stage.press("Enregistrer la réunion et la décision")
    stage.told(f"Décision enregistrée : {choice}")


def diagnose(stage: Stage) -> None:
    """Two appointments and a tripartite review: development is chosen, cessation judged not suited."""
    stage.open_file("maiwenn", date(2019, 3, 11), 14)
    stage.look("dossier-entree", f"{HER_NAME} – Parcours")
    plan(stage, "Rdv 1", on=date(2019, 3, 18), look="planifier")
    stage.open_file("maiwenn", date(2019, 3, 18), 18)
    report(stage, "Rdv 1", minutes="Atelier présenté.", note="Loyer à vérifier.", look="compte-rendu")
    plan(stage, "Rdv 2", on=date(2019, 4, 8))
    stage.open_file("maiwenn", date(2019, 4, 8), 18)
    report(stage, "Rdv 2", minutes="Chiffres de l'année passés en revue.")
    plan(stage, "bilan tripartite", on=date(2019, 4, 29), place="CDAS")
    stage.open_file("maiwenn", date(2019, 4, 29), 10)
    reasons = "Elle et l'entreprise ont du potentiel. La cessation ne convient pas."
    hold_review(stage, choice="Passer au développement", reasons=reasons, look="tripartite", next_on=date(2019, 5, 13))
    stage.look("dossier-developpement", f"{HER_NAME} – Parcours")


@pytest.mark.usefixtures("cast")
def test_delphine_from_referral_to_results(stage: Stage) -> None:
    refer(stage, date(2019, 3, 4))
    accept(stage, date(2019, 3, 11))
    diagnose(stage)
    assert Pathway.objects.get().current_phase().spec.code == "developpement"
    assert Step.objects.filter(state=StepState.HELD).count() == 3

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
#: « + 75 % », with the narrow spaces of French typography.
RISE = re.compile(r"\+\s75\s%")


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
            expect(self.page.get_by_role("link", name=section, exact=True)).to_have_attribute(
                "aria-current", "true"
            )

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def told(self, text: str | re.Pattern[str]) -> None:
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
    for obstacle in (
        "Développement commercial",
        "Comptabilité et administratif en retard",
        "Stress, isolement",
    ):
        page.get_by_label(obstacle).check()
    page.get_by_label("Pourquoi cette orientation").fill(
        "Le chiffre d'affaires progresse mais ne suffit pas."
    )
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


def plan(
    stage: Stage,
    what: str,
    *,
    on: date,
    hour: str = "10:00",
    place: str = "BGE",
    who: str = "",
    look: str = "",
) -> None:
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
    page.get_by_role("region", name="La réunion").get_by_label("Compte rendu partagé").fill(
        "Les trois parties ont échangé."
    )
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
    stage.link(HER_NAME).first.click()


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
    hold_review(
        stage, choice="Passer au développement", reasons=reasons, look="tripartite", next_on=date(2019, 5, 13)
    )
    stage.look("dossier-developpement", f"{HER_NAME} – Parcours")


def add_aim(stage: Stage, aim: str, actions: dict[str, date | None]) -> None:
    """In the plan, an aim of the programme, and under it the actions suggested for it."""
    page = stage.page
    page.get_by_role("link", name="Ajouter un objectif").first.click()
    page.get_by_label(aim).check()
    stage.press("Enregistrer")
    section = page.get_by_role("region", name=aim)
    for action, due_on in actions.items():
        section.get_by_role("link", name="Ajouter une action").click()
        page.get_by_label(action).check()
        page.get_by_label("Qui s'en charge").select_option(label=HER_NAME)
        if due_on:
            page.get_by_label("Pour le").fill(due_on.isoformat())
        stage.press("Enregistrer")
        expect(section.get_by_role("listitem").filter(has_text=action)).to_contain_text("À faire")


def make_plan(stage: Stage) -> None:
    """Maïwenn writes the action plan with Delphine; the aims are those of the reference path."""
    stage.open_file("maiwenn", date(2019, 5, 13), 11, section="Plan d'action")
    stage.look("plan-vide", f"{HER_NAME} – Plan d'action")
    add_aim(stage, "Développer l'offre", {"Créer une nouvelle offre": date(2019, 9, 1)})
    in_holidays = "Programmer des séances à chaque période de vacances scolaires"
    prescribers = "Communiquer régulièrement auprès des prescripteurs"
    add_aim(stage, "Aborder autrement le marché", {prescribers: None, in_holidays: date(2019, 7, 6)})
    add_aim(stage, "Combiner avec un emploi salarié", {"Veiller aux offres d'emploi": None})
    stage.look("plan", f"{HER_NAME} – Plan d'action")


def develop(stage: Stage) -> None:
    """Five appointments, one of them with Inès, and a second tripartite review."""
    stage.open_file("maiwenn", date(2019, 5, 13), 18)
    report(stage, "Rdv 1", minutes="Plan d'action écrit ensemble.")
    plan(stage, "Rdv 2 sur place", on=date(2019, 6, 3), place="Entreprise")
    stage.open_file("maiwenn", date(2019, 6, 3), 18)
    report(stage, "Rdv 2 sur place", minutes="Atelier visité.", note="Bail à relire avec Loïc.")
    plan(
        stage,
        "Rdv 3 BGE-Catalys",
        on=date(2019, 6, 24),
        who="Inès Mélisse (Catalys)",
        look="planifier-conjoint",
    )
    consult(stage, date(2019, 6, 24))
    stage.open_file("maiwenn", date(2019, 7, 1))
    plan(stage, "Rdv 4", on=date(2019, 7, 15))
    stage.open_file("maiwenn", date(2019, 7, 15), 18)
    report(stage, "Rdv 4", minutes="Premiers cours donnés.")
    plan(stage, "bilan tripartite", on=date(2019, 8, 26), place="Département")
    read_as_rozenn(stage, date(2019, 8, 20))
    stage.open_file("maiwenn", date(2019, 8, 26), 10)
    hold_review(
        stage, choice="Poursuivre le développement", reasons="Les cours trouvent leur public.", look="bilan"
    )
    plan(stage, "Rdv 5", on=date(2019, 9, 16))
    stage.open_file("maiwenn", date(2019, 9, 16), 18)
    report(stage, "Rdv 5", minutes="Elle se verse une rémunération.")


def consult(stage: Stage, day: date) -> None:
    """Inès tells the joint appointment, and sees neither BGE's notes nor what she may not do."""
    page = stage.page
    stage.enter("ines", day, 18)
    stage.told(HER_NAME)
    stage.look("a-faire-ines", "À faire")
    stage.open_file("ines", day, 18)
    stage.told("Atelier visité.")
    for hidden in ("Loyer à vérifier.", "Bail à relire avec Loïc."):
        expect(page.locator("main")).not_to_contain_text(hidden)
    expect(page.get_by_role("link", name="Enregistrer la sortie")).to_have_count(0)
    report(
        stage,
        "Rdv 3 BGE-Catalys",
        minutes="Un temps partiel de formatrice est possible.",
        look="compte-rendu-ines",
    )
    stage.look("dossier-ines", f"{HER_NAME} – Parcours")


def read_as_rozenn(stage: Stage, day: date) -> None:
    """Rozenn reads what is shared, and may not report in Maïwenn's place."""
    stage.open_file("rozenn", day)
    stage.told("Un temps partiel de formatrice est possible.")
    expect(stage.page.locator("main")).not_to_contain_text("Bail à relire avec Loïc.")
    stage.link("Rdv 4").first.click()
    stage.look("rendez-vous-rozenn", "Rdv 4")
    expect(stage.page.get_by_role("link", name="Corriger le compte rendu")).to_have_count(0)


def leave(stage: Stage, day: date) -> None:
    """The offer exists; Delphine is off RSA, with a part-time job and a turnover of +75 %."""
    page = stage.page
    stage.open_file("maiwenn", day, section="Plan d'action")
    page.get_by_role("link", name="C'est fait : Créer une nouvelle offre").click()
    page.get_by_label("Ce qui en est sorti").fill("Des cours de couture.")
    stage.press("Enregistrer")
    expect(page.get_by_role("listitem").filter(has_text="Créer une nouvelle offre")).to_contain_text("Fait")
    page.get_by_text("Autres actions").click()
    stage.link("Enregistrer la sortie").click()
    page.get_by_label("Sortie le").fill(day.isoformat())
    page.get_by_label("Parcours mené à son terme").check()
    page.get_by_label("Indépendant et salarié").check()
    page.get_by_label("Emploi durable").check()
    page.get_by_label("Sorti du RSA", exact=True).check()
    page.get_by_label("Sorti du RSA le").fill("2019-10-01")
    page.get_by_label("Avant le parcours, en euros").fill("8 000")
    page.get_by_label("Nombre de mois, avant").fill("9")
    page.get_by_label("À la sortie, en euros").fill("14 000")
    page.get_by_label("Nombre de mois, à la sortie").fill("9")
    stage.told(RISE)
    stage.look("sortie", "Enregistrer la sortie")
    stage.press("Enregistrer la sortie")
    stage.told("Sortie enregistrée.")
    stage.look("dossier-termine", f"{HER_NAME} – Parcours")
    stage.link("Sortie").click()
    stage.told(RISE)
    stage.look("dossier-sortie", f"{HER_NAME} – Sortie")


def read_results(stage: Stage, day: date) -> None:
    """Hélène reads one positive exit out of one, and opens the list behind it."""
    page = stage.page
    stage.enter("helene", day)
    stage.link("Résultats").click()
    stage.look("resultats", "Résultats")
    positive = (
        page.get_by_role("article").or_(page.locator(".figure")).filter(has_text="Sorties positives").first
    )
    expect(positive).to_contain_text("100")
    positive.get_by_role("link").first.click()
    stage.told(HER_NAME)
    stage.look("resultats-personnes", "Sorties positives : comptés")


def see_nothing(stage: Stage, day: date) -> None:
    """Zoé, from another association, finds no trace of Delphine."""
    page = stage.page
    file_address = f"/dossiers/{Pathway.objects.get().pk}/"
    stage.enter("zoe", day)
    for name in ("Dossiers", "Orientations", "Résultats"):
        stage.link(name).click()
        expect(page).to_have_title(f"{name} – Rebond")
        expect(page.locator("main")).not_to_contain_text("Lavande")
    answer = page.request.get(page.url.rpartition("/resultats")[0] + file_address)
    assert answer.status == 404
    stage.look("resultats-zoe", "Résultats")


def test_delphine_from_referral_to_results(stage: Stage) -> None:
    refer(stage, date(2019, 3, 4))
    accept(stage, date(2019, 3, 11))
    diagnose(stage)
    make_plan(stage)
    develop(stage)
    leave(stage, date(2019, 10, 14))
    read_results(stage, date(2019, 11, 4))
    see_nothing(stage, date(2019, 11, 4))

    pathway = Pathway.objects.get()
    assert [phase.spec.code for phase in pathway.phases.all()] == ["diagnostic", "developpement"]
    assert Step.objects.filter(state=StepState.HELD).count() == 9
    assert pathway.outcome.rsa_status == "out"

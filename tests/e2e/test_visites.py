"""A programme that nobody had seen before, written in a file: imported, checked, published and run to its exit in the browser.

One site visit a month for six months, a phase that a decision skips, a clock on the creation of the business, a renewal after a
tripartite review (tests/programmes/visites-mensuelles.yaml).
"""

import re
from datetime import date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rebond.core.clock import ZONE
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState, StepState
from tests.e2e.test_delphine import HER_NAME, Stage

FILE = Path(__file__).parents[1] / "programmes/visites-mensuelles.yaml"
#: Who takes part, in the words of the documentation.
ORGANISATIONS = """
organisations:
  - {name: Département d'Ille-et-Vilaine, kind: departement, part: referrer}
  - {name: BGE, kind: business_support, part: contractor}
"""


class Visits(Stage):
    """The same browser and calendar, for another programme."""

    def look(self, name: str, title: str) -> None:
        self.looked_at += 1
        expect(self.page).to_have_title(f"{title} – Rebond")
        self.page.wait_for_load_state()
        self.axe(self.page)
        self.snapshot(self.page, f"visites-{self.looked_at:02d}-{name}")


@pytest.fixture
def stage(page, cast, visit, enter_as, it_is, axe, snapshot) -> Visits:
    return Visits(page, cast, visit, enter_as, it_is, axe, snapshot)


def take_in_the_file(stage: Visits, day: date, folder: Path) -> None:
    """Hélène brings the file: a fault is told with its line, then the draft stands and is published."""
    page = stage.page
    text = FILE.read_text(encoding="utf-8") + ORGANISATIONS
    wrong, right = folder / "avec-une-faute.yaml", folder / "visites-mensuelles.yaml"
    wrong.write_text(text.replace("effect: suspend", "effect: punish"), encoding="utf-8")
    right.write_text(text, encoding="utf-8")
    stage.enter("helene", day)
    stage.link("Programme").click()
    stage.link("Importer un fichier").click()
    page.get_by_label("Fichier du programme").set_input_files(wrong)
    stage.press("Vérifier et reprendre")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    line = next(n for n, said in enumerate(wrong.read_text("utf-8").splitlines(), 1) if "punish" in said)
    stage.told(f"Ligne {line}")
    stage.look("fichier-a-corriger", "Importer un programme")
    page.get_by_label("Fichier du programme").set_input_files(right)
    stage.press("Vérifier et reprendre")
    stage.told("Fichier repris : c'est la version 1, en brouillon.")
    stage.told("Le programme tient debout.")
    stage.look("brouillon", "Visites mensuelles, version 1")
    stage.press("Publier la version 1")
    stage.press("Confirmer")
    stage.told("Version 1 publiée")


def refer_and_accept(stage: Visits, day: date) -> None:
    """Rozenn refers Delphine, whose business does not exist yet; Loïc accepts and gives the file to Maïwenn."""
    page = stage.page
    stage.enter("rozenn", day)
    stage.link("Orientations").click()
    stage.link("Orienter une personne").first.click()
    stage.look("choisir-le-programme", "Orienter une personne")
    page.get_by_role("link", name="Choisir Visites mensuelles").click()
    person = page.get_by_role("region", name="La personne")
    person.get_by_label("Nom", exact=True).fill("Lavande")
    person.get_by_label("Prénom", exact=True).fill("Delphine")
    person.get_by_label("Date de naissance").fill("1984-05-17")
    person.get_by_label("Téléphone").fill("06 39 98 01 84")
    business = page.get_by_role("region", name="L'entreprise")
    business.get_by_label("Nom de l'entreprise").fill("Les Retouches de Delphine")
    business.get_by_label("Activité").fill("Confection et retouches")
    page.get_by_label("Trésorerie").check()
    page.get_by_label("Pourquoi cette orientation").fill("Une activité de retouches va se créer.")
    page.get_by_label("J'ai remis la notice d'information").check()
    stage.press("Envoyer l'orientation")
    stage.told("Orientation envoyée à BGE")
    stage.enter("nadia", day, 11)
    stage.link("Orientations").click()
    stage.link(HER_NAME).click()
    stage.link("Accepter l'orientation").click()
    page.get_by_role("radio", name=re.compile("^Maïwenn Tilleul")).check()
    stage.press("Accepter l'orientation")
    stage.told("Orientation acceptée : Maïwenn Tilleul suit ce parcours.")


def meet(stage: Visits, what: str, planned: date, *, held: date, place: str) -> None:
    """Maïwenn gives a date to what comes next, then tells that it was held."""
    page = stage.page
    stage.open_file("maiwenn", planned)
    page.get_by_role("link", name=re.compile(f"^Planifier .*{what}")).first.click()
    page.get_by_label("Date", exact=True).fill(held.isoformat())
    page.get_by_label("Heure", exact=True).fill("10:00")
    expect(page.get_by_role("region", name="Ce jour-là")).to_contain_text(f"{held.day}")
    page.get_by_label(re.compile(r"^Lieu")).select_option(label=place)
    page.wait_for_load_state("networkidle")
    stage.press("Planifier le rendez-vous")
    stage.told("planifié")
    if what != "bilan":
        stage.open_file("maiwenn", held, 18)
        page.get_by_role("link", name=re.compile(f"^Rendre compte .*{what}")).first.click()
        page.get_by_label("Le rendez-vous a eu lieu").check()
        page.get_by_label("Compte rendu partagé").fill("Point fait ensemble.")
        stage.press("Enregistrer le compte rendu")
        stage.told("Compte rendu enregistré")


def agree(stage: Visits, choice: str, reasons: str) -> None:
    """Everybody's word, the choice and its reasons."""
    page = stage.page
    for name in (HER_NAME, "Rozenn Genêt", "Maïwenn Tilleul"):
        page.get_by_role("group", name=re.compile(name)).get_by_label("D'accord", exact=True).check()
    page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    page.get_by_label("Raisons").fill(reasons)


def decide(stage: Visits, day: date, choice: str, reasons: str, *, look: str = "") -> None:
    """A decision between two meetings."""
    stage.open_file("maiwenn", day)
    decide_now = stage.link("Décider de la suite")
    if decide_now.count():
        decide_now.click()
    else:
        stage.page.get_by_text("Autres actions").click()
        stage.link("Décider de la suite, prolonger, suspendre").click()
    agree(stage, choice, reasons)
    if look:
        stage.look(look, "Décider de la suite")
    stage.press("Enregistrer la décision")
    stage.told(f"Décision enregistrée : {choice}")


def skip_the_preparation_and_create(stage: Visits) -> None:
    """The preparation is skipped; the six months start when the business does."""
    page = stage.page
    meet(stage, "Entretien d'accueil", date(2019, 3, 4), held=date(2019, 3, 11), place="Organisme")
    decide(
        stage, date(2019, 3, 18), "Passer directement aux visites", "Elle est prête.", look="sauter-une-phase"
    )
    stage.told("limite fixée dès que la date de création de l'entreprise est connue")
    stage.look("sans-limite-encore", f"{HER_NAME} – Parcours")
    stage.open_file("maiwenn", date(2019, 3, 25))
    page.get_by_text("Autres actions").click()
    stage.link("Modifier l'entreprise").click()
    page.get_by_label("Créée le").fill("2019-03-25")
    stage.press("Enregistrer")
    stage.told("25/03/2019")
    stage.open_file("maiwenn", date(2019, 3, 25), 11)
    stage.told("25/09/2019")
    stage.look("six-mois-de-visites", f"{HER_NAME} – Parcours")


def visit_then_renew(stage: Visits) -> None:
    """Visits, month after month; in August the tripartite review renews them."""
    page = stage.page
    visits = [date(2019, 3, 28), date(2019, 4, 29), date(2019, 5, 28), date(2019, 6, 28), date(2019, 7, 29)]
    for before, held in zip([date(2019, 3, 26), *visits], visits, strict=False):
        meet(stage, "Visite sur place", before, held=held, place="Entreprise")
    stage.open_file("maiwenn", date(2019, 8, 5))
    stage.look("cinq-visites", f"{HER_NAME} – Parcours")
    step = Pathway.objects.get().steps.get(kind="tripartite_review", state=StepState.DUE)
    stage.visit(f"/rendez-vous/{step.pk}/planifier/")
    page.get_by_label("Date", exact=True).fill("2019-08-16")
    page.get_by_label("Heure", exact=True).fill("10:00")
    expect(page.get_by_role("region", name="Ce jour-là")).to_contain_text("16")
    page.wait_for_load_state("networkidle")
    stage.press("Planifier le rendez-vous")
    stage.open_file("maiwenn", date(2019, 8, 16), 10)
    stage.link("Tenir le bilan tripartite").click()
    page.get_by_role("region", name="La réunion").get_by_label("Compte rendu partagé").fill(
        "Les visites ont porté leurs fruits."
    )
    agree(stage, "Reconduire pour six mois", "L'activité n'est pas encore assise.")
    stage.look("reconduire", "Réunion tripartite")
    stage.press("Enregistrer la réunion et la décision")
    stage.told("Décision enregistrée : Reconduire pour six mois")
    stage.link(HER_NAME).first.click()
    stage.told("Reconduction")
    stage.look("reconduction", f"{HER_NAME} – Parcours")


def leave(stage: Visits, day: date) -> None:
    """The exit is decided without a reason, as the programme allows, and recorded."""
    page = stage.page
    decide(stage, date(2019, 10, 7), "Sortir du programme", "")
    stage.open_file("maiwenn", day)
    stage.link("Enregistrer la sortie").click()
    page.get_by_label("Sortie le").fill(day.isoformat())
    page.get_by_label("Les visites sont terminées").check()
    page.get_by_label("Indépendant uniquement").check()
    page.get_by_label("Pas d'emploi salarié").check()
    page.get_by_label("Sorti du RSA", exact=True).check()
    stage.told("Cette sortie compterait comme positive.")
    stage.look("sortie", "Enregistrer la sortie")
    stage.press("Enregistrer la sortie")
    stage.told("Sortie enregistrée.")
    stage.look("termine", f"{HER_NAME} – Parcours")


def read_results(stage: Visits, day: date) -> None:
    """One positive exit out of one, by this programme's own rule."""
    stage.it_is(datetime.combine(day, time(9), tzinfo=ZONE))
    stage.enter_as(stage.cast.users["helene"])
    stage.visit("/resultats/visites-mensuelles/")
    stage.told("Sur 1 sortie, 1 est positive")
    stage.look("resultats", "Résultats")


def test_a_programme_never_seen_before_runs_to_its_exit(stage: Visits, tmp_path: Path) -> None:
    take_in_the_file(stage, date(2019, 3, 1), tmp_path)
    refer_and_accept(stage, date(2019, 3, 4))
    skip_the_preparation_and_create(stage)
    visit_then_renew(stage)
    leave(stage, date(2019, 10, 14))
    read_results(stage, date(2019, 10, 15))

    pathway = Pathway.objects.get()
    assert pathway.programme.slug == "visites-mensuelles"
    assert [phase.spec.code for phase in pathway.phases.all()] == ["accueil", "visites", "reconduction"]
    assert pathway.steps.filter(spec__code="visit", state=StepState.HELD).count() == 5
    assert pathway.state == PathwayState.CLOSED
    assert [follow_up.months for follow_up in pathway.follow_ups.all()] == [3, 6]

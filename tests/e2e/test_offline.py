"""Maïwenn visits Delphine's workshop, where there is no network: she takes along, writes, comes back, sends."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from rebond.core import clock
from rebond.demo.people import Cast
from rebond.filing.models import Piece
from rebond.pathways import actions
from rebond.pathways.models import Pathway, PrivateNote, Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor

CODE = "retouches-et-ourlets"
MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
THAT_EVENING = MONDAY.replace(hour=17)
HER_NAME = "Delphine Lavande"


def photo_of(name: str, colour: str) -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(content, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=content.getvalue())


@dataclass
class Tablet:
    """The device, and what one does with it."""

    page: Page
    visit: Callable[[str], Page]
    enter_as: Callable[[Any], None]
    it_is: Callable[[datetime | date], None]

    def told(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(name)).first.click()

    def take(self, step: Step) -> None:
        self.visit(f"/rendez-vous/{step.pk}/")
        self.page.get_by_role("link", name="Emporter hors connexion").click()

    def protect(self, code: str = CODE) -> None:
        self.page.get_by_label("Votre code", exact=True).fill(code)
        self.page.get_by_label("Le même code, encore une fois").fill(code)
        self.press("Protéger et emporter")

    def unlock(self, code: str = CODE) -> None:
        self.page.get_by_label("Code de cet appareil").fill(code)
        self.press("Ouvrir")

    def cut_the_network(self) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-ready", "yes")
        self.page.context.set_offline(True)

    def find_the_network(self) -> None:
        self.page.context.set_offline(False)
        self.told("Réseau disponible")

    def leave_for(self, days: int) -> None:
        """The tablet stays in its bag, then is opened again."""
        later = self.page.evaluate("Date.now()") / 1000 + timedelta(days=days).total_seconds()
        self.page.clock.set_fixed_time(datetime.fromtimestamp(later, UTC))
        self.visit("/hors-connexion/")

    def write(self, minutes: str, note: str = "") -> None:
        self.page.get_by_label("Le rendez-vous a eu lieu").check()
        self.page.get_by_label(re.compile("^Compte rendu partagé")).fill(minutes)
        self.page.get_by_label(re.compile("^Note privée")).fill(note)


@pytest.fixture
def tablet(page, visit, enter_as, it_is) -> Tablet:
    return Tablet(page, visit, enter_as, it_is)


@pytest.fixture
def visit_to_come(pathway: Pathway, maiwenn: Actor) -> Step:
    step = pathway.steps.get(spec__code="rdv1")
    with clock.held(date(2019, 3, 11)):
        actions.plan_step(step=step, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return step


@pytest.fixture
def taken(tablet: Tablet, visit_to_come: Step, cast: Cast) -> Tablet:
    """The tablet with the appointment on it, that evening."""
    tablet.it_is(THAT_EVENING)
    tablet.enter_as(cast.users["maiwenn"])
    tablet.take(visit_to_come)
    tablet.protect()
    tablet.told("C'est sur cet appareil")
    return tablet


def test_a_report_written_at_the_workshop_joins_the_file(
    taken: Tablet, visit_to_come: Step, axe: Any, snapshot: Any
) -> None:
    page = taken.page
    axe(page)
    snapshot(page, "hors-connexion-liste")
    taken.cut_the_network()

    page.goto(page.url)  # the application opens without network, and asks for the code
    axe(page)
    snapshot(page, "hors-connexion-code")
    taken.unlock("pas-le-bon-code")
    taken.told("Ce n'est pas le bon code.")
    assert HER_NAME not in page.content()
    taken.unlock()
    taken.told("Pas de réseau")
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.", "À revoir : les prix.")
    page.get_by_label("Ajouter des photos").set_input_files([photo_of("atelier.png", "tan")])
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    taken.told("Gardé sur cet appareil à")
    axe(page)
    snapshot(page, "hors-connexion-compte-rendu")

    page.goto(page.url.replace("/hors-connexion/", "/dossiers/"))  # any other page leads back to it
    taken.told("Cette page a besoin du réseau.")
    axe(page)
    snapshot(page, "hors-connexion-sans-reseau")
    page.get_by_role("link", name="Ouvrir ce que j'ai emporté").click()
    taken.unlock()
    page.get_by_role("button", name=re.compile("^Continuer : ")).click()
    expect(page.get_by_label(re.compile("^Compte rendu partagé"))).to_have_value("Nous avons vu l'atelier.")
    taken.press("Terminer")
    taken.told("1 saisie à envoyer")

    taken.find_the_network()
    taken.press("Envoyer ce qui est terminé")
    taken.told("enregistré dans le dossier")
    snapshot(page, "hors-connexion-envoye")
    taken.told("Rien d'emporté")
    visit_to_come.refresh_from_db()
    assert visit_to_come.state == StepState.HELD
    assert visit_to_come.shared_minutes == "Nous avons vu l'atelier."
    assert PrivateNote.objects.get(step=visit_to_come).text == "À revoir : les prix."
    assert Piece.objects.get(step=visit_to_come).audience == "organisation"
    page.get_by_role("link", name="Ouvrir", exact=True).click()
    taken.told("Nous avons vu l'atelier.")


def test_what_a_colleague_told_meanwhile_is_shown_side_by_side(
    taken: Tablet, visit_to_come: Step, loic: Actor, axe: Any, snapshot: Any
) -> None:
    page = taken.page
    taken.cut_the_network()
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.", "À revoir : les prix.")
    taken.press("Terminer")
    with clock.held(THAT_EVENING):
        actions.report_step(
            step=visit_to_come, outcome=StepState.NO_SHOW, shared_minutes="Personne à l'accueil.", by=loic
        )
    taken.find_the_network()
    taken.press("Envoyer ce qui est terminé")
    taken.told("le dossier a changé entre-temps. Rien n'est perdu.")
    taken.told("Rien d'emporté")
    page.get_by_role("link", name="Comparer et choisir").click()
    expect(page.get_by_role("region", name="Dans le dossier")).to_contain_text("Personne à l'accueil.")
    expect(page.get_by_role("region", name="Votre saisie sur place")).to_contain_text(
        "Nous avons vu l'atelier."
    )
    axe(page)
    snapshot(page, "hors-connexion-rapprocher")
    page.get_by_role("group", name="Ce qui s'est passé").get_by_label("Garder ma saisie").check()
    taken.press("Enregistrer ce choix")
    taken.told("Compte rendu rapproché")
    visit_to_come.refresh_from_db()
    assert visit_to_come.state == StepState.HELD
    assert "Personne à l'accueil." in visit_to_come.shared_minutes
    assert "Nous avons vu l'atelier." in visit_to_come.shared_minutes
    assert PrivateNote.objects.get(step=visit_to_come).text == "À revoir : les prix."


def test_a_diagnostic_begun_at_the_workshop_is_in_the_file_once_back(
    taken: Tablet, pathway: Pathway, axe: Any, snapshot: Any
) -> None:
    page = taken.page
    taken.visit(f"/dossiers/{pathway.pk}/diagnostic/market/")
    page.get_by_role("link", name="Emporter le diagnostic hors connexion").click()
    taken.unlock()
    taken.told("Diagnostic : Le marché")
    axe(page)
    snapshot(page, "hors-connexion-diagnostic-liste")
    taken.cut_the_network()
    page.get_by_role("button", name=re.compile("^Commencer : Diagnostic : Le marché")).click()
    page.get_by_label(re.compile("^Qui achète")).fill("Une trentaine de clientes.")
    page.get_by_label("Bouche-à-oreille").check()
    page.get_by_label(re.compile("^1 – ")).check()
    taken.told("Gardé sur cet appareil à")
    axe(page)
    snapshot(page, "hors-connexion-diagnostic")

    page.goto(page.url)  # the tablet slept in the car
    taken.unlock()
    page.get_by_role("button", name=re.compile("^Continuer : Diagnostic : Le marché")).click()
    expect(page.get_by_label(re.compile("^Qui achète"))).to_have_value("Une trentaine de clientes.")
    expect(page.get_by_label("Bouche-à-oreille")).to_be_checked()
    taken.press("Terminer")
    taken.told("À envoyer au retour du réseau.")
    taken.find_the_network()
    taken.press("Envoyer ce qui est terminé")
    taken.told("Diagnostic : Le marché, Delphine Lavande : enregistré dans le dossier")
    assert pathway.section_answers.get().answers == {
        "customers": "Une trentaine de clientes.",
        "channels": ["word_of_mouth"],
        "level_market": 1,
    }


def test_an_answer_that_is_lost_is_asked_for_again(taken: Tablet, visit_to_come: Step) -> None:
    page = taken.page
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.")
    # The network fails between the file and the tablet: the report is told, and the tablet does not know.
    page.context.route("**/hors-connexion/envoyer/", lambda route: (route.fetch(), route.abort())[1])
    taken.press("Envoyer au dossier")
    taken.told("Le réseau a manqué : rien n'est perdu")
    visit_to_come.refresh_from_db()
    assert visit_to_come.state == StepState.HELD
    page.context.unroute("**/hors-connexion/envoyer/")
    taken.press("Envoyer ce qui est terminé")
    taken.told("enregistré dans le dossier")


def test_signing_out_leaves_nothing_on_the_tablet(taken: Tablet) -> None:
    page = taken.page
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.")
    taken.told("Gardé sur cet appareil à")
    taken.visit("/compte/logout/")
    sign_out = page.get_by_role("main").get_by_role("button", name="Se déconnecter")
    sign_out.click()
    taken.told("Une saisie faite hors connexion n'est pas envoyée")
    taken.press("Annuler")
    sign_out.click()
    taken.press("Confirmer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    taken.visit("/hors-connexion/")
    taken.told("Rien d'emporté")


def test_what_was_typed_outlives_a_long_leave(taken: Tablet, axe: Any, snapshot: Any) -> None:
    page = taken.page
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.")
    taken.told("Gardé sur cet appareil à")
    taken.leave_for(20)
    taken.told("Maïwenn Tilleul : 1 saisie à terminer ou à envoyer")
    taken.unlock()
    taken.told("1 saisie n'est toujours pas dans le dossier")
    axe(page)
    snapshot(page, "hors-connexion-en-retard")
    page.get_by_role("button", name=re.compile("^Continuer : ")).click()
    expect(page.get_by_label(re.compile("^Compte rendu partagé"))).to_have_value("Nous avons vu l'atelier.")


def test_what_was_only_taken_along_goes_after_three_days(taken: Tablet) -> None:
    taken.leave_for(2)
    taken.unlock()
    taken.told(HER_NAME)
    taken.leave_for(2)
    taken.unlock()
    taken.told("Rien d'emporté")


def test_two_colleagues_share_a_tablet_and_see_their_own(taken: Tablet, cast: Cast) -> None:
    page = taken.page
    taken.enter_as(cast.users["karim"])
    taken.visit("/hors-connexion/")
    taken.told("Rien d'emporté")
    expect(page.get_by_text("Maïwenn Tilleul")).to_have_count(0)
    taken.enter_as(cast.users["maiwenn"])
    taken.visit("/hors-connexion/")
    taken.unlock()
    taken.told(HER_NAME)


def test_nothing_about_anybody_is_in_clear_on_the_tablet(taken: Tablet) -> None:
    page = taken.page
    page.get_by_role("button", name=re.compile("^Commencer : ")).click()
    taken.write("Nous avons vu l'atelier.")
    taken.told("Gardé sur cet appareil à")
    kept = page.evaluate(EVERYTHING_KEPT)
    assert "Maïwenn" in kept  # whose store it is
    for words in ("Delphine", "Lavande", "atelier", "Rdv 1", CODE):
        assert words not in kept


#: The stores as bytes and words, and every page that the service worker keeps.
EVERYTHING_KEPT = """async () => {
  const decoder = new TextDecoder("latin1");
  const show = (name, value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? decoder.decode(value) : value;
  const asked = indexedDB.open("rebond-hors-connexion");
  const database = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const rows = await Promise.all([...database.objectStoreNames].map((name) => new Promise((resolve) => {
    const all = database.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => resolve(JSON.stringify(all.result, show));
  })));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) rows.push(await (await cache.match(request)).text());
  }
  return rows.join("\\n");
}"""

"""The person's space on a telephone: reached by a link, readable, without JavaScript as with it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.demo.people import Cast
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.people.actor import PersonActor

TODAY = datetime(2019, 7, 8, 9, tzinfo=ZONE)


@pytest.fixture
def _today(it_is: Callable[..., None], hold_clock: Callable[..., None]) -> None:
    it_is(TODAY)
    hold_clock(TODAY)


@pytest.fixture
def delphine_path(pathway: Pathway, cast: Cast, _today: None) -> Pathway:
    """Delphine's path with one appointment to come."""
    step = pathway.steps.get(spec__code="rdv2")
    actions.plan_step(
        step=step,
        starts_at=datetime(2019, 7, 15, 14, 30, tzinfo=ZONE),
        duration_minutes=60,
        place=pathway.version.list_items.get(kind="place", code="bge"),
        place_detail="8 rue des Genêts, 35000 Valbruyère",
        by=cast.actor("maiwenn"),
    )
    return pathway


@pytest.fixture
def key(delphine_path: Pathway) -> tuple[str, str]:
    """The address in Delphine's message, and its code."""
    made = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=delphine_path.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    return f"/e/{made.secret}/", made.spaced_code


def fits(page: Page, width: int) -> None:
    """Nothing is wider than the window."""
    page.set_viewport_size({"width": width, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width} px"


def look(page: Page, axe: Callable[[Page], None], snapshot: Callable[[Page, str], None], name: str) -> None:
    fits(page, 320)
    fits(page, 390)
    axe(page)
    snapshot(page, f"portail-{name}")
    page.set_viewport_size({"width": 390, "height": 780})


def test_delphine_opens_her_link_and_finds_her_path(page, visit, key, axe, snapshot) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    visit("/mon-espace/")
    expect(page).to_have_title("Ouvrir mon espace – Rebond")
    look(page, axe, snapshot, "entrer")
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_role("alert")).to_contain_text("Un point est à corriger")
    look(page, axe, snapshot, "entrer-a-corriger")
    page.get_by_role("link", name="J'ai déjà un code").click()
    look(page, axe, snapshot, "code")
    visit(key[0])
    look(page, axe, snapshot, "lien")
    page.get_by_role("button", name="Ouvrir mon espace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Delphine")
    expect(page.get_by_role("region", name="Votre prochain rendez-vous")).to_contain_text(
        "lundi 15 juillet 2019"
    )
    look(page, axe, snapshot, "accueil")
    page.get_by_role("button", name="Quitter").click()
    expect(page.locator("main")).to_contain_text("Votre espace est fermé")
    visit(key[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n'est plus valable")
    look(page, axe, snapshot, "lien-ferme")


def test_the_space_works_without_javascript(browser: Browser, live_server: LiveServer, key) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="fr-FR", viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/mon-espace/code/")
    page.get_by_label("Le code").fill(key[1])
    page.get_by_role("button", name="Ouvrir mon espace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Delphine")
    expect(page.get_by_role("region", name="Votre parcours")).to_contain_text("Vous en êtes là")
    page.get_by_role("button", name="Quitter").click()
    expect(page).to_have_title(re.compile("Ouvrir mon espace"))
    context.close()


def test_maiwenn_shows_a_code(page, visit, enter_as, cast, delphine_path, axe, snapshot) -> None:
    enter_as(cast.users["maiwenn"])
    visit(f"/dossiers/{delphine_path.pk}/")
    page.get_by_role("link", name="Ouvrir son espace").click()
    axe(page)
    snapshot(page, "portail-ouvrir-avec")
    page.get_by_role("button", name="Afficher un code").click()
    expect(page.locator("[data-code]")).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    axe(page)
    snapshot(page, "portail-code-affiche")


def test_delphine_s_month_on_a_telephone(page, visit, key, delphine_path, cast, axe, snapshot) -> None:
    """She opens her link, declares June, ticks an action, proposes another, answers for her appointment, sees who read."""
    maiwenn = cast.actor("maiwenn")
    aim = actions.add_aim(pathway=delphine_path, label="Aborder autrement le marché", by=maiwenn)
    actions.add_action(aim=aim, label="Contacter deux maisons de retraite", owner="beneficiary", by=maiwenn)
    record_access(by=maiwenn, beneficiary_id=delphine_path.beneficiary_id, page="show_pathway:plan")
    page.set_viewport_size({"width": 390, "height": 780})
    visit(key[0])
    page.get_by_role("button", name="Ouvrir mon espace").click()
    look(page, axe, snapshot, "accueil-complet")
    page.get_by_label(re.compile("Encaissé en juin 2019")).fill("620,50")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("Merci, juin 2019 est enregistré.")
    look(page, axe, snapshot, "mois")
    page.get_by_role("link", name="Accueil").click()
    page.get_by_role("link", name="Contacter deux maisons de retraite").click()
    look(page, axe, snapshot, "action")
    page.get_by_role("link", name="C'est fait").click()
    page.get_by_label("Ce que cela a donné").fill("Une maison de retraite veut un devis.")
    look(page, axe, snapshot, "fait")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("1 action faite sur 1")
    page.get_by_role("link", name="Proposer une action").click()
    page.get_by_label("Ce que je veux faire").fill("Tenir un stand au marché")
    page.get_by_label("Ou avant des vacances scolaires").select_option(index=1)
    look(page, axe, snapshot, "proposer")
    page.get_by_role("button", name="Envoyer ma proposition").click()
    expect(page.locator("main")).to_contain_text("En attente d'une réponse")
    look(page, axe, snapshot, "plan")
    page.get_by_role("link", name="Accueil").click()
    page.get_by_role("button", name="Confirmer, déplacer ou annuler").click()
    expect(page).to_have_url(re.compile("/rdv/"))
    page.get_by_role("link", name="Mon espace").click()
    page.get_by_role("link", name="Qui a consulté votre dossier").click()
    expect(page.locator("main")).to_contain_text("Maïwenn Tilleul")
    look(page, axe, snapshot, "lectures")
    for name in ("Accueil", "Qui peut voir quoi"):
        page.get_by_role("link", name=name).click()
    look(page, axe, snapshot, "partage")
    for name in ("Accueil", "Toutes mes données"):
        page.get_by_role("link", name=name).click()
    look(page, axe, snapshot, "donnees")
    page.get_by_role("link", name="Demander une correction").click()
    look(page, axe, snapshot, "correction")


def test_her_adviser_sees_it_all(page, visit, enter_as, cast, delphine_path, axe, snapshot) -> None:
    hers, maiwenn = PersonActor(delphine_path.beneficiary), cast.actor("maiwenn")
    obstacle = delphine_path.referral.obstacles.all()[:1]
    aim = actions.add_aim(
        pathway=delphine_path, label="Aborder autrement le marché", obstacles=obstacle, by=maiwenn
    )
    done = actions.add_action(aim=aim, label="Contacter deux maisons", owner="beneficiary", by=maiwenn)
    actions.finish_action(action=done, result="Un devis demandé.", evidence="Devis n° 12", by=hers)
    actions.comment_action(action=done, text="La deuxième rappelle lundi.", by=hers)
    actions.propose_action(pathway=delphine_path, label="Un stand au marché", aim=aim, by=hers)
    actions.ask_correction(pathway=delphine_path, subject="person", text="Mon numéro a changé.", by=hers)
    enter_as(cast.users["maiwenn"])
    visit("/")
    main = page.locator("main")
    for words in ("Répondre à une action proposée", "Répondre à une demande de correction", "Du nouveau"):
        expect(main).to_contain_text(words)
    axe(page)
    snapshot(page, "portail-a-faire-conseillere")
    visit(f"/dossiers/{delphine_path.pk}/?section=plan")
    expect(main).to_contain_text("La deuxième rappelle lundi.")
    axe(page)
    snapshot(page, "portail-plan-conseillere")
    visit(f"/dossiers/{delphine_path.pk}/plan/versions/")
    axe(page)
    snapshot(page, "portail-versions")

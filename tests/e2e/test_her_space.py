"""Delphine's spring on her telephone, and what her adviser sees of it at once.

She opens her link, declares March, moves Rdv 4, ticks an action, enrols in the training about communication, signs her
presence on the day, and looks who read her file.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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
from rebond.trainings import actions as training_actions
from rebond.trainings.models import Session
from tests.pathways.world import open_development, open_mornings

TELEPHONE = {"width": 390, "height": 844}
DECIDED_AT = datetime(2019, 3, 25, 9, tzinfo=UTC)
#: The morning when she opens her link.
TODAY = datetime(2019, 4, 2, 9, tzinfo=ZONE)
RDV4 = datetime(2019, 4, 16, 10, tzinfo=ZONE)
TRAINING = (datetime(2019, 4, 9, 9, tzinfo=ZONE), datetime(2019, 4, 9, 12, 30, tzinfo=ZONE))


@pytest.fixture
def in_development(pathway: Pathway, cast: Cast) -> Pathway:
    """Developing her business, with Rdv 4 planned and an action of hers to do."""
    maiwenn = cast.actor("maiwenn")
    with clock.held(DECIDED_AT + timedelta(hours=3)):
        open_development(pathway, maiwenn, starts_at=DECIDED_AT)
        pathway.refresh_from_db()
        open_mornings(cast, "maiwenn")
        actions.plan_step(
            step=pathway.current_phase().steps.get(spec__code="rdv4"),
            starts_at=RDV4,
            duration_minutes=60,
            place=None,
            by=maiwenn,
        )
        aim = actions.add_aim(pathway=pathway, label="Aborder autrement le marché", by=maiwenn)
        actions.add_action(
            aim=aim, label="Contacter deux maisons de retraite", owner="beneficiary", by=maiwenn
        )
        record_access(
            by=cast.actor("rozenn"), beneficiary_id=pathway.beneficiary_id, page="show_pathway:parcours"
        )
    return pathway


@pytest.fixture
def training(in_development: Pathway, cast: Cast) -> Session:
    """Communication, one morning, twelve places."""
    with clock.held(DECIDED_AT):
        course = training_actions.add_course(
            programme=cast.programme,
            kind="training",
            title="Communication",
            aims="Se faire connaître.",
            by=cast.actor("loic"),
        )
        return training_actions.open_session(
            course=course,
            half_days=[TRAINING],
            capacity=12,
            trainer=cast.users["maiwenn"],
            place="BGE, Rennes",
            by=cast.actor("maiwenn"),
        )


@pytest.fixture
def telephone(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Page:
    """Hers: its own browser, 390 px wide; with no JavaScript where a test asks for `WITHOUT_JAVASCRIPT`."""
    context = browser.new_context(
        viewport=TELEPHONE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        java_script_enabled=getattr(request, "param", True),
    )
    yield context.new_page()
    context.close()


WITHOUT_JAVASCRIPT = pytest.mark.parametrize("telephone", [False], indirect=True)


@pytest.fixture
def opens_her_link(telephone: Page, live_server: LiveServer, in_development: Pathway) -> Callable[[], None]:
    """She asked for a link, and follows the one she is sent."""

    def opened(now: datetime) -> None:
        with clock.held(now):
            link = open_link_with_code(
                Purpose.SIGN_IN,
                beneficiary=in_development.beneficiary,
                expires_at=clock.now() + timedelta(minutes=20),
            )
        telephone.goto(f"{live_server.url}/e/{link.secret}/")
        telephone.get_by_role("button", name="Ouvrir mon espace").click()
        expect(telephone.get_by_role("heading", level=1)).to_have_text("Bonjour Delphine")

    return opened


def test_delphine_s_spring(
    page, visit, it_is, enter_as, axe, snapshot, telephone, opens_her_link, in_development, training, cast
) -> None:
    file = f"/dossiers/{in_development.pk}/"

    def look(name: str) -> None:
        telephone.wait_for_load_state()
        axe(telephone)
        snapshot(telephone, f"printemps-{name}")

    def maiwenn_reads(address: str, *words: str | re.Pattern[str]) -> None:
        visit(address)
        for told in words:
            expect(page.locator("main")).to_contain_text(told)

    def then(minutes: int) -> None:
        it_is(TODAY + timedelta(minutes=minutes))

    it_is(TODAY)
    enter_as(cast.users["maiwenn"])

    # She opens her link and declares March.
    opens_her_link(TODAY)
    telephone.get_by_label(re.compile("Encaissé en mars 2019")).fill("1 240,50")
    telephone.get_by_role("button", name="Enregistrer").click()
    expect(telephone.locator("main")).to_contain_text("Merci, mars 2019 est enregistré.")
    maiwenn_reads("/", "Du nouveau", "a déclaré son chiffre d'affaires")
    maiwenn_reads(f"{file}?section=entreprise", re.compile(r"1\s240,50"))

    # She moves Rdv 4.
    then(minutes=5)
    telephone.get_by_role("link", name="Accueil").click()
    telephone.get_by_role("button", name="Confirmer, déplacer ou annuler").click()
    telephone.get_by_role("link", name="Changer la date").click()
    telephone.get_by_text("Jeudi 18 avril 2019", exact=True).click()
    look("changer-la-date")
    telephone.get_by_role("button", name="jeudi 18 avril 2019 à 10 h 00").click()
    expect(telephone.get_by_text("votre rendez-vous est déplacé")).to_be_visible()
    maiwenn_reads("/", "Du nouveau", "a déplacé un rendez-vous")
    maiwenn_reads(f"{file}?section=rendez-vous", "18/04/2019")

    # She ticks her action.
    then(minutes=10)
    telephone.get_by_role("link", name="Mon espace").click()
    telephone.get_by_role("link", name="Contacter deux maisons de retraite").click()
    telephone.get_by_role("link", name="C'est fait").click()
    telephone.get_by_label("Ce que cela a donné").fill("L'une veut un devis pour ses rideaux.")
    telephone.get_by_role("button", name="Enregistrer").click()
    expect(telephone.locator("main")).to_contain_text("1 action faite sur 1")
    maiwenn_reads("/", "Du nouveau", "a terminé une action")
    maiwenn_reads(f"{file}?section=plan", "L'une veut un devis pour ses rideaux.")

    # She enrols.
    then(minutes=15)
    telephone.get_by_role("link", name="Accueil").click()
    telephone.get_by_role("link", name="Voir les formations").click()
    look("formations")
    telephone.get_by_role("button", name=re.compile("Je m'inscris")).click()
    expect(telephone.locator("main")).to_contain_text("Votre place est réservée")
    maiwenn_reads("/", "Du nouveau", "a demandé une place en formation")
    maiwenn_reads(f"{file}?section=formations", "Communication")

    # On the day, she signs.
    it_is(TRAINING[0] + timedelta(minutes=20))
    opens_her_link(TRAINING[0] + timedelta(minutes=20))
    telephone.get_by_role("link", name=re.compile("signer ma présence", re.IGNORECASE)).first.click()
    look("signer")
    telephone.get_by_label("Écrivez votre prénom et votre nom").fill("Delphine Lavande")
    telephone.get_by_role("button", name=re.compile("signe", re.IGNORECASE)).click()
    expect(telephone.locator("main")).to_contain_text("Votre présence est signée")
    enter_as(cast.users["maiwenn"])
    maiwenn_reads("/", "Du nouveau", "a signé sa présence en formation")
    maiwenn_reads(f"{file}?section=formations", "3 h 30")

    # She looks who read her file.
    telephone.get_by_role("link", name="Accueil").click()
    telephone.get_by_role("link", name="Qui a consulté votre dossier").click()
    look("qui-a-lu")
    for reader in ("Rozenn", "Maïwenn"):
        expect(telephone.locator("main")).to_contain_text(reader)


@WITHOUT_JAVASCRIPT
def test_the_same_spring_without_javascript(
    it_is, telephone, opens_her_link, in_development, training, live_server, cast
) -> None:
    """Reading and the main acts are plain pages and plain forms."""
    main = telephone.locator("main")

    def home() -> None:
        telephone.goto(f"{live_server.url}/mon-espace/")

    it_is(TODAY)
    opens_her_link(TODAY)
    telephone.get_by_label(re.compile("Encaissé en mars 2019")).fill("1 240,50")
    telephone.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Merci, mars 2019 est enregistré.")

    home()
    telephone.get_by_role("button", name="Confirmer, déplacer ou annuler").click()
    telephone.get_by_role("link", name="Changer la date").click()
    telephone.get_by_text("Jeudi 18 avril 2019", exact=True).click()
    telephone.get_by_role("button", name="jeudi 18 avril 2019 à 10 h 00").click()
    expect(telephone.get_by_text("votre rendez-vous est déplacé")).to_be_visible()

    home()
    expect(main).to_contain_text("jeudi 18 avril 2019")
    telephone.get_by_role("link", name="Contacter deux maisons de retraite").click()
    telephone.get_by_role("link", name="C'est fait").click()
    telephone.get_by_label("Ce que cela a donné").fill("L'une veut un devis pour ses rideaux.")
    telephone.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("1 action faite sur 1")

    home()
    telephone.get_by_role("link", name="Voir les formations").click()
    telephone.get_by_role("button", name=re.compile("Je m'inscris")).click()
    expect(main).to_contain_text("Votre place est réservée")

    # On the day she signs by typing her name; once it is over she rates it, and receives her certificate.
    it_is(TRAINING[0] + timedelta(minutes=20))
    opens_her_link(TRAINING[0] + timedelta(minutes=20))
    telephone.get_by_role("link", name=re.compile("signer ma présence", re.IGNORECASE)).first.click()
    name = telephone.get_by_label("Écrivez votre prénom et votre nom")
    name.fill("")
    telephone.get_by_role("button", name=re.compile("signe", re.IGNORECASE)).click()
    expect(main).to_contain_text("Écrivez votre nom pour signer.")
    name.fill("Delphine Lavande")
    telephone.get_by_role("button", name=re.compile("signe", re.IGNORECASE)).click()
    expect(main).to_contain_text("Votre présence est signée")
    telephone.get_by_role("link", name="Donner mon avis").click()
    for group in telephone.get_by_role("group").all():
        group.get_by_label("Plutôt oui").check()
    telephone.get_by_role("button", name="Envoyer").click()
    expect(main).to_contain_text("Merci pour vos réponses.")
    with telephone.expect_response(re.compile("/attestation/$")) as given:
        telephone.get_by_role("button", name="Recevoir mon attestation").click()
    assert "attestation-2019-0001.pdf" in given.value.headers["content-disposition"]

    home()
    telephone.get_by_role("link", name="Qui a consulté votre dossier").click()
    expect(main).to_contain_text("Rozenn")

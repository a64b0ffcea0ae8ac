"""The tripartite meeting played through: convened, held, signed by three people in three ways, sealed, verified."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.models import Review, Step

MEETING = datetime(2019, 4, 29, 14, tzinfo=clock.ZONE)
Look = Callable[[str, str], None]


@pytest.fixture
def look(page: Page, axe, snapshot) -> Look:
    """`look("name", "Title")`: once that page is there, no accessibility fault, and its picture is kept."""

    def looked(name: str, title: str) -> None:
        expect(page).to_have_title(f"{title} – Rebond")
        page.wait_for_load_state()
        axe(page)
        snapshot(page, f"reunion-{name}")

    return looked


@pytest.fixture
def meeting(pathway, maiwenn) -> Step:
    """Delphine's review, planned by Maïwenn."""
    step = pathway.steps.get(spec__code="tripartite")
    with clock.held(date(2019, 4, 15)):
        actions.plan_step(step=step, starts_at=MEETING, duration_minutes=90, place=None, by=maiwenn)
    return step


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def draw(page: Page, pad: Locator) -> None:
    """A few strokes of the mouse."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    for place in range(12):
        high = box["y"] + box["height"] * (0.3 if place % 2 else 0.7)
        page.mouse.move(box["x"] + 40 + 15 * place, high, steps=3)
    page.mouse.up()


def test_three_people_sign_in_three_ways_and_the_document_holds(
    page, visit, it_is, enter_as, look, maiwenn, rozenn, meeting
):
    _convene(page, visit, it_is, enter_as, look, maiwenn, meeting)
    _hold(page, visit, it_is, look, meeting)
    _sign_with_the_mouse(page, look)
    _sign_with_the_keyboard(page, look)
    _sign_by_link_on_a_telephone(page, visit, look)
    _the_seal_holds_until_a_byte_changes(page, visit, look, meeting)


def _convene(page, visit, it_is, enter_as, look, maiwenn, meeting) -> None:
    it_is(date(2019, 4, 16))
    enter_as(maiwenn.user)
    visit(f"/rendez-vous/{meeting.pk}/bilan/")
    look("a-convoquer", "Bilan tripartite")
    page.get_by_role("link", name="Convoquer les parties", exact=True).click()
    look("convoquer", "Convoquer les parties")
    press(page, "Convoquer")
    expect(page.get_by_text("Les parties sont convoquées.")).to_be_visible()
    expect(page.get_by_text("rozenn.genet@example.org")).to_be_visible()


def _hold(page, visit, it_is, look, meeting) -> None:
    it_is(MEETING.replace(hour=15, minute=30))
    visit(f"/rendez-vous/{meeting.pk}/reunion/")
    page.get_by_label("Compte rendu partagé").fill("Le chiffre d'affaires progresse chaque année.")
    for voice in ("Delphine Lavande", "Rozenn Genêt", "Maïwenn Tilleul"):
        page.get_by_role("group", name=re.compile(voice)).get_by_label("D'accord", exact=True).check()
    page.get_by_label("Passer au développement").check()
    page.get_by_label("Raisons").fill("Elle et son entreprise ont du potentiel.")
    expect(page.get_by_text("Brouillon enregistré")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Raisons")).to_have_value("Elle et son entreprise ont du potentiel.")
    press(page, "Enregistrer la réunion et la décision")
    look("a-signer", "Bilan tripartite n° 2019-0001")


def _sign_with_the_mouse(page, look) -> None:
    page.get_by_role("link", name="Faire signer sur cet écran : Delphine Lavande").click()
    press(page, "Signer")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_label("Prénom et nom").fill("Delphine Lavande")
    draw(page, page.locator("canvas"))
    look("souris", "Signer")
    press(page, "Signer")
    expect(page.get_by_text("Signature enregistrée : Delphine Lavande.")).to_be_visible()
    expect(page.get_by_role("img", name="Signature de Delphine Lavande")).to_be_visible()


def _sign_with_the_keyboard(page, look) -> None:
    page.get_by_role("link", name="Signer : Maïwenn Tilleul").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Signer – Rebond")
    page.get_by_label("Prénom et nom").focus()
    page.keyboard.type("Maïwenn Tilleul")
    for _ in range(2):  # over « Effacer le tracé », to the tick
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Je signe avec mon nom, sans tracé")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signature enregistrée : Maïwenn Tilleul.")).to_be_visible()


def _sign_by_link_on_a_telephone(page, visit, look) -> None:
    press(page, "Envoyer un lien à ceux qui n'ont pas signé")
    expect(page.get_by_text("1 lien pour signer envoyé.")).to_be_visible()
    body = Message.objects.get(template="send_signing_links").body
    address = re.search(r"https?://[^/]+(/signer/[\w-]+/)", body)
    assert address
    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    visit(address.group(1))
    look("lien", "Compte rendu n° 2019-0001")
    page.get_by_label("Prénom et nom").first.fill("Rozenn Genêt")
    draw(page, page.locator("canvas"))
    press(page, "Signer")
    look("lien-signe", "Réponse enregistrée")
    visit(address.group(1))
    look("lien-ferme", "Lien fermé")
    page.set_viewport_size({"width": 1280, "height": 900})


def _the_seal_holds_until_a_byte_changes(page, visit, look, meeting) -> None:
    review = Review.objects.select_related("document").get(step=meeting)
    assert review.document
    with review.document.file.open("rb") as file:
        sealed = file.read()
    changed = bytearray(sealed)
    changed[sealed.index(b"/Type")] ^= 1
    # pyHanko runs a loop of its own, which the browser's thread already has.
    with ThreadPoolExecutor() as aside:
        assert aside.submit(_pyhanko_says_it_holds, sealed).result()
        assert not aside.submit(_pyhanko_says_it_holds, bytes(changed)).result()


def _pyhanko_says_it_holds(content: bytes) -> bool:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        signature = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
        trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        status = validate_pdf_signature(signature, trusted)
    except (PdfError, ValueError, IndexError):
        return False
    return bool(status.intact and status.valid)


def test_the_document_is_verified_on_its_screen(page, visit, enter_as, look, maiwenn, tmp_path, pathway):
    visit("/")
    with ThreadPoolExecutor() as aside:
        sealed = aside.submit(_sealed).result()
    enter_as(maiwenn.user)
    visit("/documents/verifier/")
    whole, broken = tmp_path / "whole.pdf", tmp_path / "broken.pdf"
    whole.write_bytes(sealed)
    changed = bytearray(sealed)
    changed[sealed.index(b"/Type")] ^= 1
    broken.write_bytes(changed)
    page.get_by_label("Document à vérifier").set_input_files(whole)
    press(page, "Vérifier")
    expect(page.get_by_text("Ce fichier est intact")).to_be_visible()
    look("verifie", "Vérifier un document")
    page.get_by_label("Document à vérifier").set_input_files(broken)
    press(page, "Vérifier")
    expect(page.get_by_text("Ce fichier est intact")).not_to_be_visible()
    expect(page.locator(".alert-danger")).to_be_visible()


def _sealed() -> bytes:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from rebond.documents.pdf import render
    from rebond.documents.seal import seal

    with TemporaryDirectory() as folder:
        template = Path(folder) / "x.typ"
        template.write_text(
            '#import "paper.typ": *\n#show: paper.with(title: "Essai")\n= Essai', encoding="utf-8"
        )
        return seal(render(template, {}), reason="Essai")

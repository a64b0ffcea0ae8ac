"""A piece is asked for in one click, photographed on a telephone, waits in « À faire », and is opened."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.filing.models import Piece
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose
from rebond.messaging.models import Message
from rebond.pathways.models import Pathway
from tests.e2e.test_portal import look
from tests.filing.papers import blank_pdf, photo, photo_on_its_side, with_script
from tests.filing.world import asked_piece, sent_piece

TODAY = datetime(2019, 7, 8, 9, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _today(it_is: Callable[..., None], hold_clock: Callable[..., None]) -> None:
    it_is(TODAY)
    hold_clock(TODAY)


def link_of_the_letter() -> str:
    body = Message.objects.get(template="missing_document").body
    found = re.search(r"https?://[^/]+(/document/[^/]+/)", body)
    assert found
    return found[1]


def photographed(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_asked_sent_received_opened(
    page: Page, visit, enter_as, cast, pathway: Pathway, axe, snapshot
) -> None:
    maiwenn = cast.actor("maiwenn")
    sent_piece(pathway, by=maiwenn, audience="organisation", content=blank_pdf(2))
    file = f"/dossiers/{pathway.pk}/?section=documents"
    enter_as(maiwenn.user)
    visit(file)
    axe(page)
    page.get_by_role("button", name="Relevé de compte").click()
    expect(page.get_by_text("« Relevé de compte » est demandé à Delphine.")).to_be_visible()
    axe(page)
    snapshot(page, "documents")
    page.get_by_role("link", name="Ouvrir : Relevé de compte").click()
    axe(page)
    snapshot(page, "documents-demande")

    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 780})
    visit(link_of_the_letter())
    expect(page.get_by_role("heading", level=1)).to_have_text("Relevé de compte")
    look(page, axe, snapshot, "document-demande")
    chosen = page.get_by_label("Choisir un fichier, ou des photos")
    chosen.set_input_files(photographed("releve.pdf", blank_pdf(change=with_script)))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("contient un programme")
    look(page, axe, snapshot, "document-refuse")
    chosen.set_input_files([photographed("a.jpg", photo_on_its_side()), photographed("b.jpg", photo())])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est reçu, merci !")
    look(page, axe, snapshot, "document-recu")

    enter_as(maiwenn.user)
    page.set_viewport_size({"width": 1280, "height": 900})
    visit("/")
    waiting = page.get_by_role("link", name="Ouvrir : Ouvrir un document reçu, Delphine Lavande")
    waiting.click()
    axe(page)
    snapshot(page, "documents-piece")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Ouvrir le document").click()
    assert saved.value.suggested_filename == "bank-statement-2019-07-08.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    visit("/")
    expect(waiting).to_have_count(0)
    assert Piece.objects.get(kind="bank_statement").read_at


def test_a_document_is_added_from_a_desk(
    page: Page, visit, enter_as, cast, pathway: Pathway, axe, snapshot
) -> None:
    enter_as(cast.actor("maiwenn").user)
    visit(f"/dossiers/{pathway.pk}/documents/ajouter/")
    axe(page)
    snapshot(page, "documents-ajouter")
    # A desk has no camera at hand.
    expect(page.get_by_label("Prendre une photo")).to_be_hidden()
    page.get_by_label("Quel document").select_option(label="Bail")
    page.get_by_label("Choisir un fichier, ou des photos").set_input_files(
        photographed("bail.pdf", blank_pdf())
    )
    page.get_by_role("button", name="Conserver ce document").click()
    expect(page.get_by_role("row", name=re.compile("Bail.*Mon organisme seulement"))).to_be_visible()
    page.get_by_role("link", name="Autre demande…").click()
    page.get_by_label("Quel document").select_option(label="Autre document")
    page.get_by_role("button", name="Demander ce document").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites quel document vous demandez.")
    axe(page)
    snapshot(page, "documents-demander")


@pytest.fixture
def entrance(pathway: Pathway) -> str:
    """The address by which Delphine enters her space."""
    made = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    return f"/e/{made.secret}/"


def test_her_documents_on_a_telephone(
    page: Page, visit, entrance, cast, pathway: Pathway, axe, snapshot
) -> None:
    maiwenn = cast.actor("maiwenn")
    asked_piece(pathway, by=maiwenn, kind="caf_certificate")
    sent_piece(pathway, by=maiwenn, audience="everybody", name="Conseils pour la vitrine")
    sent_piece(pathway, content=blank_pdf(3))
    page.set_viewport_size({"width": 390, "height": 780})
    visit(entrance)
    page.get_by_role("button").first.click()
    page.get_by_role("link", name="Voir mes documents").click()
    look(page, axe, snapshot, "documents")
    page.get_by_role("link", name="Envoyer un document").click()
    look(page, axe, snapshot, "envoyer-un-document")
    visit("/mon-espace/documents/")
    page.get_by_role("link", name="Retirer ce document").click()
    look(page, axe, snapshot, "retirer-un-document")


def test_her_documents_without_javascript(browser: Browser, live_server: LiveServer, entrance) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 780})
    page = context.new_page()
    page.goto(f"{live_server.url}{entrance}")
    page.get_by_role("button").first.click()
    page.get_by_role("link", name="Envoyer un document").click()
    page.get_by_label("Quel document").select_option(label="Photo de l'activité")
    page.get_by_label("Choisir un fichier, ou des photos").set_input_files(photographed("a.jpg", photo()))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Envoyé par vous")).to_be_visible()
    page.get_by_role("link", name="Retirer ce document").click()
    page.get_by_label("Pourquoi").fill("Photo floue")
    page.get_by_role("button", name="Retirer et effacer").click()
    expect(page.get_by_text("le document est effacé")).to_be_visible()
    context.close()

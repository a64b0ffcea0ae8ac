"""Nadia signs in with her password, and finds her account screens."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rebond.demo.people import Cast
from rebond.people.models import Membership, Organisation, OrganisationKind, Role, User

Visit = Callable[[str], Page]
Check = Callable[[Page], None]
Snapshot = Callable[[Page, str], None]

PASSWORD = "un mot de passe inventé"


@pytest.fixture
def nadia() -> User:
    user = User.objects.create_user(
        "nadia.exemple@example.org", PASSWORD, first_name="Nadia", last_name="Exemple"
    )
    departement = Organisation.objects.create(
        name="Département de démonstration", kind=OrganisationKind.DEPARTEMENT
    )
    Membership.objects.create(user=user, organisation=departement, role=Role.LEAD_WORKER)
    Membership.objects.create(user=user, organisation=departement, role=Role.ADMINISTRATOR)
    return user


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Courriel").fill("nadia.exemple@example.org")
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_nadia_signs_in_and_out(
    nadia: User, page: Page, visit: Visit, axe: Check, snapshot: Snapshot
) -> None:
    visit("/")
    expect(page).to_have_title("Connexion – Rebond")
    axe(page)
    snapshot(page, "connexion")

    sign_in(page, password="ce n'est pas le bon")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    snapshot(page, "connexion-refusee")

    sign_in(page)
    expect(page).to_have_title("À faire – Rebond")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    axe(page)

    page.get_by_role("button", name="Nadia Exemple").click()
    page.get_by_role("button", name="Administrateur").click()
    expect(page.get_by_role("button", name="Nadia Exemple Administrateur")).to_be_visible()

    page.get_by_role("button", name="Nadia Exemple").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_title("Connexion – Rebond")


def test_nadia_protects_her_account(
    nadia: User, page: Page, visit: Visit, axe: Check, snapshot: Snapshot
) -> None:
    visit("/compte/login/")
    sign_in(page)
    for path, name in [
        ("/compte/2fa/", "securite"),
        ("/compte/password/change/", "mot-de-passe"),
        ("/compte/2fa/totp/activate/", "application-de-codes"),
        ("/compte/2fa/webauthn/add/", "cle-de-securite"),
    ]:
        visit(path)
        if "/reauthenticate/" in page.url:
            axe(page)
            snapshot(page, "confirmer-acces")
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Confirmer", exact=True).click()
        expect(page).to_have_url(re.compile(f"{path}$"))
        axe(page)
        snapshot(page, name)


def test_nadia_enters_with_a_passkey(nadia: User, page: Page, visit: Visit) -> None:
    # A key inside the browser: the real protocol, without the real finger.
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**key, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    visit("/compte/login/")
    sign_in(page)
    visit("/compte/2fa/webauthn/add/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer", exact=True).click()
    page.get_by_label("Nom de la clé").fill("Mon ordinateur")
    expect(page.get_by_label("Me connecter avec cette clé seule")).to_be_checked()
    page.get_by_role("button", name="Ajouter").click()
    expect(page).to_have_title("Codes de récupération – Rebond")

    page.get_by_role("button", name="Nadia Exemple").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("button", name="Se connecter avec une clé d'accès").click()
    expect(page).to_have_title("À faire – Rebond")


def test_public_pages(
    page: Page,
    visit: Visit,
    axe: Callable[[Page], None],
    snapshot: Callable[[Page, str], None],
) -> None:
    for path in ("accessibilite", "mentions-legales", "aide"):
        visit(f"/{path}/")
        axe(page)
        snapshot(page, path)


def test_a_visitor_enters_as_somebody_of_the_demo(
    cast: Cast, page: Page, visit: Visit, axe: Check, snapshot: Snapshot, settings: Any
) -> None:
    settings.DEMO_MODE = True
    visit("/compte/login/")
    axe(page)
    snapshot(page, "connexion-demo")
    page.get_by_role("button", name="Rozenn Genêt").click()
    expect(page).to_have_title("À faire – Rebond")

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="À faire", exact=True)).to_be_visible()
    axe(page)
    page.screenshot(path="artifacts/screens/menu-390.png")

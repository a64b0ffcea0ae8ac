"""What every answer carries: headers, the navigation of one's role, French errors, no foreign resource."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from rebond.core.acts import ActRefused
from rebond.people.models import Membership, Organisation, OrganisationKind, Role, User
from rebond.web import context

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def say_no(request: HttpRequest) -> HttpResponse:
    raise ActRefused("Ce parcours est déjà clos.")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


class AddressesWithFaults:
    from config.urls import urlpatterns as _root

    urlpatterns = [path("non/", say_no), path("interdit/", forbid), path("panne/", break_down), *_root]


@pytest.fixture
def director(client: Client) -> Client:
    return enter(client, Role.DIRECTOR)


def enter(client: Client, role: Role) -> Client:
    kind = OrganisationKind.BUSINESS_SUPPORT
    association, _ = Organisation.objects.get_or_create(name="Association de démonstration", kind=kind)
    user = User.objects.create_user(f"{role}@example.org", first_name="Odile", last_name="Exemple")
    Membership.objects.create(user=user, organisation=association, role=role)
    client.force_login(user)
    return client


def test_every_answer_forbids_inline_and_foreign_code(client: Client, director: Client) -> None:
    for page in (director.get("/"), client.get("/aide/"), director.get("/absente/")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy + ";"
        assert "style-src 'self';" in policy + ";"
        assert "unsafe" not in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"


def test_no_template_breaks_the_policy() -> None:
    forbidden = re.compile(
        r"""\sstyle=|\son[a-z]+=|\shx-on|<style|<script(?![^>]*\ssrc=)[^>]*>|(?:src|<link[^>]*href)="(?:https?:)?//""",
        re.IGNORECASE,
    )
    faults = []
    for template in (ROOT / "rebond").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        faults += [f"{template.relative_to(ROOT)}: {found[0]}" for found in forbidden.finditer(text)]
    assert faults == []


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_opens_what_it_shows(client: Client, role: Role) -> None:
    page = enter(client, role).get("/")
    shown = page.context["shell"]["nav"]
    expected = {entry.label for entry in context.NAVIGATION if role in entry.roles}
    assert {link.label for link in shown} <= expected
    for link in shown:
        assert client.get(link.url).status_code == 200, link.label
    assert [link.label for link in shown if link.is_current] == ["À faire"]


def test_a_refused_act_says_its_sentence(director: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = AddressesWithFaults
    page = director.get("/non/")
    assert page.status_code == 409
    assert "Ce parcours est déjà clos." in page.text
    assert "<html" in page.text
    fragment = director.get("/non/", headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert "Ce parcours est déjà clos." in fragment.text
    assert "<html" not in fragment.text


def test_errors_speak_french_in_the_same_look(director: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = AddressesWithFaults
    director.raise_request_exception = False
    for address, status, words in [
        ("/absente/", 404, "Page introuvable"),
        ("/interdit/", 403, "Cela ne vous est pas permis"),
        ("/panne/", 500, "Une erreur s&#x27;est produite"),
    ]:
        page = director.get(address)
        assert page.status_code == status
        assert words.replace("&#x27;", "'") in page.text
        assert "rebond/theme.css" in page.text


def test_a_form_without_its_token_is_refused_in_french(director: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = director.cookies
    answer = strict.post("/role/", {"membership": "1"})
    assert answer.status_code == 403
    assert "ouverte trop longtemps" in answer.text


def test_robots_are_kept_out(client: Client) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert 'content="noindex, nofollow"' in client.get("/aide/").text


def test_the_declaration_claims_nothing(client: Client) -> None:
    page = client.get("/accessibilite/").text
    assert "<strong>non conforme</strong>" in page
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "État de conformité",
        "Résultats des tests",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d'information et contact",
        "Voies de recours",
    ]
    assert "Accessibilité : non conforme" in client.get("/compte/login/").text


def test_the_legal_notice_names_who_the_settings_name(client: Client, settings: Any) -> None:
    settings.PUBLISHER, settings.HOST = "Association inventée\n1 rue de l'Exemple", "Hébergeur inventé"
    page = client.get("/mentions-legales/").text
    assert "Association inventée" in page
    assert "Hébergeur inventé" in page


def test_a_visitor_reads_them_on_the_light_page_and_staff_on_their_own(
    sign_in: Any, maiwenn: Any, client: Client
) -> None:
    staff = sign_in(maiwenn)
    for address, words in (
        ("/mentions-legales/", "Témoins de connexion"),
        ("/accessibilite/", "Voies de recours"),
    ):
        light, own = client.get(address).text, staff.get(address).text
        assert words in light
        assert words in own
        assert "portal.css" in light
        assert "bootstrap" not in light
        assert "bootstrap" in own


def test_vendored_files_are_those_of_the_lock() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for folder, group in (
        ("rebond/web/static/vendor", "dependencies"),
        ("tests/e2e/vendor", "devDependencies"),
    ):
        expected = {f"{name.rpartition('/')[2]}-{version}" for name, version in wanted[group].items()}
        assert {found.name for found in (ROOT / folder).iterdir()} == expected
        for name, version in wanted[group].items():
            assert locked[f"node_modules/{name}"]["version"] == version
        for found in (ROOT / folder).iterdir():
            assert (found / "LICENSE").is_file()


def test_pages_ask_for_the_vendored_versions() -> None:
    there = {found.name for found in (ROOT / "rebond/web/static/vendor").iterdir()}
    sources = [*(ROOT / "rebond").rglob("*.html"), ROOT / "rebond/web/static/rebond/theme.css"]
    asked = {
        name
        for file in sources
        for name in re.findall(r"vendor/([\w.-]+)/", file.read_text(encoding="utf-8"))
    }
    assert asked == there


def test_a_draft_is_its_author_s_alone(director: Client, client: Client) -> None:
    from rebond.drafts.models import Draft

    assert director.post("/brouillons/orientation/", {"reason": "début"}).status_code == 204
    assert director.post("/brouillons/orientation/", {"reason": "début de phrase"}).status_code == 204
    draft = Draft.objects.get()
    assert draft.data == {"reason": ["début de phrase"]}
    assert Client().post("/brouillons/orientation/", {"reason": "intrus"}).status_code == 302
    assert Draft.objects.get().data == draft.data

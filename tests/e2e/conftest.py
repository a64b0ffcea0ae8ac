"""The browser: Debian's Chromium, our own server, axe, and pictures kept under artifacts/screens/."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rebond.people.models import User
from tests.live_clock import LiveClock

#: How long a page may take before a test gives up.
PATIENCE_MS = 20_000
ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "artifacts/screens"
AXE = next((ROOT / "tests/e2e/vendor").glob("axe-core-*/axe.min.js"))
#: Rules of WCAG 2.1 A and AA, which RGAA 4.1.2 restates (F1), and axe's good practices.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def pytest_configure(config: pytest.Config) -> None:
    # Playwright keeps an event loop in the test's thread, where Django then refuses its own database calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # A busy machine is slow, not wrong.
    expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.fail("No Chromium on this machine: `make test` installs it, or `apt-get install chromium`.")
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    return {
        "executable_path": found,
        "chromium_sandbox": False,
        "args": [*quiet, "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def page(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A page that remembers what went wrong: a script error or a blocked resource fails the test."""
    faults: list[str] = []
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
    yield page
    assert faults == []


def _is_fault(message: Any) -> bool:
    # Chromium also logs every 4xx answer, and tests ask for some on purpose.
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture
def visit(page: Page, live_server: LiveServer) -> Callable[[str], Page]:
    """`visit("/dossiers/")` opens that address of the live server."""

    def visited(path: str) -> Page:
        page.goto(f"{live_server.url}{path}")
        return page

    return visited


@pytest.fixture
def enter_as(page: Page, live_server: LiveServer, settings: Any) -> Callable[[User], None]:
    """`enter_as(nadia)`: the browser becomes that person (the sign-in screens have their own tests)."""

    def entered(user: User) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        page.context.clear_cookies()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    return entered


@pytest.fixture
def it_is() -> Iterator[Callable[[datetime | date], None]]:
    """`it_is(date(2019, 3, 18))`: the server answers as if it were that morning, until told otherwise."""

    def moved(instant: datetime | date) -> None:
        LiveClock.instant = instant

    yield moved
    LiveClock.instant = None


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no accessibility violation on the page as it stands."""

    def checked(page: Page) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", AXE_RULES
        )
        told = [
            f"{v['id']}: {v['help']} → "
            + " | ".join(str(n["target"]) + " " + n["failureSummary"] for n in v["nodes"][:4])
            for v in found["violations"]
        ]
        assert told == [], f"{page.url}\n" + "\n".join(told)

    return checked


@pytest.fixture
def snapshot() -> Callable[[Page, str], None]:
    """`snapshot(page, "dossier")` keeps the page at 1280 and 390 px; wider than its window is a failure."""

    def kept(page: Page, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width, height in ((390, 844), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            page.evaluate("window.scrollTo(0, 0)")  # else a sticky header is pictured in the middle
            page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            assert overflow <= 0, f"{page.url} overflows by {overflow} px at {width} px"
        if before:
            page.set_viewport_size(before)

    return kept

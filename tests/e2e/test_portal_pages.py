"""Every page of the person's space, found by its links: light, narrow enough, and accessible."""

import re
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import CDPSession, Page

from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.demo.people import Cast
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.trainings import actions as training_actions
from tests.pathways.world import open_mornings
from tests.trainings.world import attended_training

TODAY = datetime(2019, 7, 8, 9, tzinfo=ZONE)
LIGHT_BYTES = 150_000
#: What the foot of every page of the space leads to.
LINKED = ("/mentions-legales/", "/accessibilite/")
#: Files, not pages; and what would end the visit.
_NOT_PAGES = re.compile(r"/(pdf|agenda|attestation|fichier/\w+|quitter)/$")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[\w-]{30,}(?=/)|(?<=/)\d+(?=/)|\d{4}-\d{2}")


@pytest.fixture
def lived_in(
    pathway: Pathway, cast: Cast, it_is: Callable[..., None], hold_clock: Callable[..., None]
) -> Pathway:
    """An appointment and a training to come, one to rate, an action to do."""
    it_is(TODAY)
    hold_clock(TODAY)
    maiwenn = cast.actor("maiwenn")
    open_mornings(cast, "maiwenn")
    actions.plan_step(
        step=pathway.steps.get(spec__code="rdv2"),
        starts_at=TODAY + timedelta(days=7),
        duration_minutes=60,
        place=pathway.version.list_items.get(kind="place", code="bge"),
        place_detail="8 rue des Genêts, 35000 Valbruyère",
        by=maiwenn,
    )
    aim = actions.add_aim(pathway=pathway, label="Aborder autrement le marché", by=maiwenn)
    actions.add_action(aim=aim, label="Contacter deux maisons de retraite", owner="beneficiary", by=maiwenn)
    attended = attended_training(pathway, starts_at=TODAY - timedelta(days=3), by=maiwenn, is_certified=False)
    for days in (9, 16):
        session = training_actions.open_session(
            course=attended.session.course,
            half_days=[(TODAY + timedelta(days=days), TODAY + timedelta(days=days, hours=3))],
            capacity=12,
            place="BGE, Rennes",
            by=maiwenn,
        )
    training_actions.enrol(session=session, pathway=pathway, by=maiwenn)
    return pathway


@pytest.fixture
def weigh(page: Page) -> Callable[[str], int]:
    """`weigh(address)`: opens the page as for the first time, and says how many bytes came."""
    watch: CDPSession = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[float] = []
    watch.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    def weighed(address: str) -> int:
        received.clear()
        page.goto(address, wait_until="networkidle")
        return int(sum(received))

    return weighed


def test_every_page_of_the_space_is_light_narrow_and_accessible(
    page, live_server, lived_in, weigh, axe, snapshot
):
    page.set_viewport_size({"width": 320, "height": 640})
    link = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=lived_in.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    for public in (*LINKED, "/mon-espace/entrer/", "/mon-espace/code/", f"/e/{link.secret}/"):
        _check(page, weigh(f"{live_server.url}{public}"), axe)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    waiting, seen = deque(["/mon-espace/"]), {"/mon-espace/"}
    while waiting:
        address = waiting.popleft()
        _check(page, weigh(f"{live_server.url}{address}"), axe)
        snapshot(page, f"espace{_IDENTIFIER.sub('x', address).replace('/', '-').rstrip('-')}")
        page.set_viewport_size({"width": 320, "height": 640})
        for path in page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
            kind = _IDENTIFIER.sub("#", path.partition("#")[0].partition("?")[0])
            if kind.startswith("/mon-espace/") and not _NOT_PAGES.search(path) and kind not in seen:
                seen.add(kind)
                waiting.append(path)
    page.goto(f"{live_server.url}/mon-espace/")
    page.get_by_role("button", name="Confirmer, déplacer ou annuler").click()
    _check(page, weigh(page.url), axe)
    assert len(seen) >= 15, seen


def _check(page: Page, weight: int, axe: Callable[[Page], None]) -> None:
    assert 0 < weight < LIGHT_BYTES, f"{page.url} weighs {weight} bytes"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{page.url} is wider than 320 px"
    axe(page)

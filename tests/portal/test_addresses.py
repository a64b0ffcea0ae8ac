"""Person × address: what a GET and a POST of each page of the space answer to each person.

Delphine is at home; Gaspard has a space of his own and nothing to do with hers; Maïwenn is staff; a visitor is nobody.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from rebond.pathways import actions
from rebond.web.portal.urls import urlpatterns
from tests.assessments.world import frozen, signed_opinion

PARIS = ZoneInfo("Europe/Paris")
NOTHING = UUID(int=1, version=4)
SPACE = [pattern for pattern in urlpatterns if str(pattern.pattern).startswith("mon-espace/")]
#: Open to anybody: the entrance.
ENTRANCE = {"enter_space", "type_code", "leave_space"}


@pytest.fixture
def things(pathway, maiwenn) -> dict[str, object]:
    """Something of Delphine's for each kind of address."""
    step = pathway.steps.get(spec__code="rdv2")
    actions.plan_step(
        step=step,
        starts_at=datetime(2019, 5, 20, 14, 30, tzinfo=PARIS),
        duration_minutes=60,
        place=None,
        by=maiwenn,
    )
    aim = actions.add_aim(pathway=pathway, label="Développer l'offre", by=maiwenn)
    action = actions.add_action(aim=aim, label="Des cours", owner="beneficiary", by=maiwenn)
    return {
        "rendez-vous": step.pk,
        "actions": action.pk,
        "dates": NOTHING,
        "avis": pathway.current_phase().pk,
        "documents": NOTHING,
        "diagnostics": frozen(pathway, by=maiwenn).pk,
        "viabilite": signed_opinion(pathway, by=maiwenn).pk,
    }


def address_of(pattern, things) -> str:
    part = str(pattern.pattern).split("/")[1]
    known = {"pk": things.get(part, NOTHING), "month": "2019-04", "kind": "json", "section": "market"}
    return reverse(pattern.name, kwargs={name: known.get(name, 1) for name in pattern.pattern.converters})


def _is_known(pattern, things) -> bool:
    return things.get(str(pattern.pattern).split("/")[1], NOTHING) != NOTHING


def answers(client: Client, things, method: str = "get") -> dict[str, int]:
    return {
        pattern.name: getattr(client, method)(address_of(pattern, things)).status_code
        for pattern in SPACE
        if pattern.name != "leave_space"  # the others would then find nobody at home
    }


def test_she_opens_each_page_of_her_space(enter, delphine, things):
    found = answers(enter(delphine), things)
    found.pop("enter_space")  # sends her home: she is in already
    hers = {
        pattern.name
        for pattern in SPACE
        if "pk" not in pattern.pattern.converters or _is_known(pattern, things)
    }
    assert {name for name, code in found.items() if code not in (200, 404, 405)} == set()
    assert {name for name, code in found.items() if code == 404} & hers == set()


def test_gaspard_finds_nothing_of_hers(enter, gaspard, things):
    about_her = [pattern.name for pattern in SPACE if "pk" in pattern.pattern.converters]
    for method in ("get", "post"):
        found = answers(enter(gaspard), things, method)
        assert {name: found[name] for name in about_her if found[name] not in (404, 405)} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitors_and_staff_are_shown_the_entrance(sign_in, maiwenn, things, method):
    for client in (Client(), sign_in(maiwenn)):
        for pattern in SPACE:
            if pattern.name in ENTRANCE:
                continue
            answer = getattr(client, method)(address_of(pattern, things))
            assert answer.status_code in ((302, 405) if method == "get" else (302,)), pattern.name
            if answer.status_code == 302:
                assert answer.headers["Location"] == reverse("enter_space"), pattern.name


def test_no_page_of_the_space_is_kept_by_the_browser(enter, delphine, things):
    client = enter(delphine)
    for pattern in SPACE:
        answer = client.get(address_of(pattern, things))
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "private, no-store", pattern.name
            assert answer.headers["Referrer-Policy"] == "same-origin", pattern.name

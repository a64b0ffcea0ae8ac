"""Nobody moves what is not theirs: each address of the staff, sent by those who have nothing to do with Delphine."""

import pytest
from django.apps import apps
from django.urls import reverse

from rebond.web.staff.urls import urlpatterns
from tests.pathways.test_policy import PEOPLE
from tests.web import test_matrix
from tests.web.test_matrix import kwargs_of, line_name, sign_in

world = test_matrix.world
ABOUT_A_FILE = [
    pattern
    for pattern in urlpatterns
    if str(pattern.pattern).split("/")[0]
    in (
        "dossiers",
        "echanges",
        "courriels",
        "taches",
        "temps",
        "orientations",
        "rendez-vous",
        "objectifs",
        "actions",
        "corrections",
        "decisions",
        "messages",
        "suivis",
        "reprise",
        "agenda",
        "scenarios",
        "signatures",
        "pieces",
        "documents",
    )
    and "pk" in pattern.pattern.converters
]
#: What a form might carry, right or wrong.
TYPED = {
    "text": "Bonjour",
    "label": "Bonjour",
    "reason": "Parce que",
    "owner": "beneficiary",
    "outcome": "held",
    "state": "held",
    "revision": "1",
    "seen_count": "1",
    "leaves_out_refused": "on",
    "signed_on": "2019-03-11",
    "last_name": "Ortie",
    "first_name": "Zoé",
    "name": "Ortie",
}
JOURNALS = {"access"}


def rows() -> dict[str, list[object]]:
    """Every row of ours, but what reading writes."""
    models = [model for model in apps.get_models() if model.__module__.startswith("rebond.")]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in models
        if model._meta.model_name not in JOURNALS
    }


@pytest.mark.parametrize("name", ["zoe", "zoe_adv", "yann", "karim", "tanguy_c"])
def test_a_stranger_changes_nothing(world, name):
    client = sign_in(world.cast.actor(*PEOPLE[name]))
    addresses = {line_name(p): reverse(p.name, kwargs=kwargs_of(p, world)) for p in ABOUT_A_FILE}
    before = rows()
    answers = {line: client.post(address, TYPED).status_code for line, address in addresses.items()}
    assert set(answers.values()) <= {403, 404, 405}, answers
    assert rows() == before
    assert len(answers) > 40

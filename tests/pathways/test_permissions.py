"""The table that every room's policy is made of: nothing is allowed that is not named."""

import pytest
from django.core.exceptions import PermissionDenied

from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Beneficiary, Organisation, Role, User
from rebond.people.permissions import Permissions

ADVISER = Actor(user=User(), organisation=Organisation(), role=Role.BUSINESS_ADVISER)
LEAD_WORKER = Actor(user=User(), organisation=Organisation(), role=Role.LEAD_WORKER)
PERSON = PersonActor(Beneficiary())
CLOSED, OPEN = object(), object()

TABLE = Permissions(
    staff={"plan": lambda by, _thing: by.role == Role.BUSINESS_ADVISER, "move": lambda _by, _thing: True},
    own={"move": lambda _by, thing: thing is OPEN, "rate": lambda _by, _thing: True},
    state_allows=lambda _act, thing: thing is OPEN,
)


@pytest.mark.parametrize(
    ("by", "act", "allowed"),
    [
        (ADVISER, "plan", True),
        (LEAD_WORKER, "plan", False),
        (PERSON, "plan", False),
        (ADVISER, "move", True),
        (PERSON, "move", True),
        (ADVISER, "rate", False),
        (PERSON, "rate", True),
    ],
)
def test_each_table_answers_for_its_own(by, act, allowed):
    assert TABLE.may(by, act, OPEN) is allowed
    assert TABLE.offers(by, act, OPEN) is allowed
    assert not TABLE.offers(by, act, CLOSED)
    if allowed:
        TABLE.require(by, act, OPEN)
    else:
        with pytest.raises(PermissionDenied):
            TABLE.require(by, act, OPEN)


@pytest.mark.parametrize("by", [ADVISER, PERSON])
def test_an_act_that_nobody_named_is_a_mistake_of_ours(by):
    with pytest.raises(KeyError):
        TABLE.may(by, "plna", OPEN)


def test_without_lives_a_button_shows_what_the_role_allows():
    assert Permissions(staff={"plan": lambda _by, _thing: True}).offers(ADVISER, "plan", CLOSED)

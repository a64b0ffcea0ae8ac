"""Alban opens and closes accesses; nobody else can."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from rebond.core.acts import ActRefused
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.people.models import Membership, Role, User


@pytest.fixture(autouse=True)
def _march_2019(hold_clock):
    hold_clock(date(2019, 3, 20))


@pytest.fixture
def new_member(cast):
    return {
        "organisation": cast.organisations["bge"].pk,
        "role": "business_adviser",
        "first_name": "Noé",
        "last_name": "Fougère",
        "email": "noe.fougere@example.org",
        "phone": "06 39 98 07 07",
    }


def test_alban_opens_an_access_and_the_person_is_told(sign_in, alban, new_member):
    answer = sign_in(alban).post(reverse("add_member"), new_member)
    assert answer.status_code == 302
    membership = Membership.objects.get(user__email="noe.fougere@example.org")
    assert membership.role == Role.BUSINESS_ADVISER
    assert not membership.user.has_usable_password()
    assert Message.objects.filter(template="add_member", address=membership.user.email).count() == 1


def test_opening_it_twice_makes_one_access_and_one_message(sign_in, alban, new_member):
    client = sign_in(alban)
    client.post(reverse("add_member"), new_member)
    client.post(reverse("add_member"), {**new_member, "email": "NOE.FOUGERE@example.org"})
    assert Membership.objects.filter(user__last_name="Fougère").count() == 1
    assert Message.objects.filter(template="add_member").count() == 1


def test_an_adviser_with_files_cannot_leave_before_they_are_handed_over(alban, maiwenn, karim, loic, pathway):
    membership = maiwenn.user.memberships.get()
    with pytest.raises(ActRefused, match="suit encore 1 parcours"):
        actions.end_membership(membership=membership, by=alban)
    actions.reassign_pathways(pathways=[pathway], seat="adviser", to=karim.user.memberships.get(), by=loic)
    actions.end_membership(membership=membership, by=alban)
    assert not User.objects.get(pk=maiwenn.user.pk).is_active


def test_alban_cannot_lock_himself_out(sign_in, alban):
    answer = sign_in(alban).post(reverse("end_membership", args=[alban.user.memberships.get().pk]))
    assert answer.status_code == 409
    assert alban.user.memberships.filter(is_active=True).exists()


def test_alban_manages_no_organisation_outside_his_programmes(sign_in, alban, zoe):
    outside = zoe.user.memberships.first()
    assert sign_in(alban).post(reverse("end_membership", args=[outside.pk])).status_code == 404


@pytest.mark.parametrize("name", ["rozenn", "helene", "loic", "maiwenn", "zoe"])
def test_others_cannot_administer(request, sign_in, cast, new_member, name):
    actor = request.getfixturevalue(name)
    assert sign_in(actor).get(reverse("administration")).status_code == 403
    fields = {**new_member, "organisation": cast.organisations["bge"]}
    with pytest.raises(PermissionDenied):
        actions.add_member(by=actor, **fields)

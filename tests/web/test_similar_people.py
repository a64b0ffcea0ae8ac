"""Somebody like this exists already: Yann types Delphine again, and is told at once what he needs and no more."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.audit.models import Access
from rebond.pathways import actions
from rebond.pathways.models import Referral
from rebond.people.models import Beneficiary

REFER = "/orientations/nouvelle/"
ALIKE = "/orientations/nouvelle/ressemblances/"
#: Swapped, without accent or capital.
AGAIN = {
    "referral_id": "00000000-0000-4000-8000-00000000cafe",
    "person-last_name": "delphine",
    "person-first_name": "LAVANDE",
    "person-birth_date": "17/05/1984",
    "business-name": "Retouches",
}


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


@pytest.fixture
def delphine(referral) -> Beneficiary:
    return referral.beneficiary


def test_yann_is_told_at_once_and_sees_only_what_he_needs(sign_in, yann, delphine, pathway):
    shown = sign_in(yann.user).post(ALIKE, AGAIN).content.decode()
    assert "D. L., née ou né en 1984" in shown
    assert "Même nom, même date de naissance" in shown
    assert "Suivi par BGE" in shown
    for hidden in ("Lavande", "example.org", "1234567", "06 39", "Retouches", "17/05"):
        assert hidden not in shown
    access = Access.objects.get()
    assert (access.user, access.beneficiary, access.page) == (yann.user, delphine, "find_similar_people")


def test_nobody_alike_shows_nothing_and_reads_nobody(sign_in, yann, delphine):
    shown = sign_in(yann.user).post(ALIKE, {"person-last_name": "Bleuet", "person-first_name": "Camille"})
    assert shown.content.decode().strip() == ""
    assert Access.objects.count() == 0


def test_half_typed_numbers_do_not_break_the_question(sign_in, yann, delphine):
    typed = {
        "person-last_name": "Lavande",
        "person-first_name": "Delphine",
        "person-phone": "06 39",
        "person-birth_date": "17/0",
    }
    assert "Même nom" in sign_in(yann.user).post(ALIKE, typed).content.decode()


def test_the_form_asks_who_it_is_before_sending(sign_in, yann, delphine):
    answer = sign_in(yann.user).post(REFER, AGAIN)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dites si c&#x27;est une personne déjà connue" in page
    assert 'href="#id_known_person"' in page
    assert 'id="id_known_person"' in page
    assert Referral.objects.count() == 1


def test_somebody_else_gets_a_file_of_her_own(sign_in, yann, delphine):
    sign_in(yann.user).post(REFER, {**AGAIN, "known_person": "autre", "seen_people": str(delphine.pk)})
    assert Referral.objects.count() == 2
    assert Beneficiary.objects.filter(name_key="delphine lavande").count() == 2


def test_somebody_else_does_not_hold_for_people_not_yet_shown(sign_in, yann, delphine):
    answer = sign_in(yann.user).post(REFER, {**AGAIN, "known_person": "autre", "seen_people": ""})
    assert answer.status_code == 422
    assert Referral.objects.count() == 1


def test_the_same_person_keeps_her_file_once_her_first_referral_is_answered(
    sign_in, yann, loic, referral, delphine
):
    reason = referral.version.list_items.get(code="no_capacity")
    actions.decline_referral(referral=referral, reason=reason, text="Plus de place.", by=loic)

    answer = sign_in(yann.user).post(REFER, {**AGAIN, "known_person": str(delphine.pk)})

    assert answer.status_code == 302
    assert Beneficiary.objects.count() == 1
    delphine.refresh_from_db()
    assert delphine.caf_number == "1234567"  # what is not typed again is kept
    assert Referral.objects.filter(beneficiary=delphine).count() == 2


def test_a_person_already_followed_is_not_referred_twice(sign_in, yann, delphine, pathway):
    answer = sign_in(yann.user).post(REFER, {**AGAIN, "known_person": str(delphine.pk)})
    assert answer.status_code == 422
    assert "Cette personne a déjà un parcours en cours" in answer.content.decode()
    assert Referral.objects.count() == 1


def test_a_file_that_was_not_offered_cannot_be_claimed(sign_in, yann, delphine):
    stranger = {
        **AGAIN,
        "person-last_name": "Bleuet",
        "person-first_name": "Camille",
        "person-birth_date": "",
    }
    sign_in(yann.user).post(REFER, {**stranger, "known_person": str(delphine.pk)})
    delphine.refresh_from_db()
    assert delphine.last_name == "Lavande"
    assert Referral.objects.exclude(beneficiary=delphine).count() == 1


def test_a_draft_put_back_asks_again(sign_in, yann, delphine):
    client = sign_in(yann.user)
    client.post("/brouillons/refer-person-ille-et-vilaine/", {**AGAIN, "known_person": str(delphine.pk)})
    page = client.get(reverse("refer_person")).content.decode()
    assert f'value="{delphine.pk}" checked' in page

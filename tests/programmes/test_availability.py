"""Who is there to decide and to approve, by the accounts that are open: a warning for whoever steers."""

import pytest
from django.urls import reverse

from rebond.people.models import Membership, Organisation, OrganisationKind, Role
from rebond.programmes.availability import absences
from rebond.programmes.content import content_of
from rebond.programmes.models import Body, BodyPart
from rebond.programmes.writing import copy_version

WITHOUT_HELENE = (
    "Personne ne peut aujourd'hui approuver « Choix un » : aucun compte ouvert de « Chef du service insertion » "
    "(Département d'Ille-et-Vilaine)."
)


@pytest.fixture
def told(programme):
    """`told(approver_role=…, authors=…)`: what is said of a choice with these."""

    def said(**more) -> list[str]:
        choice = {"code": "un", "label": "Choix un", "effect": "exit", **more}
        return [absence.message for absence in absences(programme, {"phases": [{"choices": [choice]}]})]

    return said


def leaves(role: Role) -> None:
    assert Membership.objects.filter(role=role).update(is_active=False)


def test_somebody_is_there_for_every_role_of_the_demo(programme, told):
    assert absences(programme, content_of(programme.current_version())) == []
    assert told() == []
    assert told(authors=["careers_consultant"], approver_role="head_of_service") == []


def test_without_a_head_of_service_nothing_of_theirs_is_approved(told):
    leaves(Role.HEAD_OF_SERVICE)
    assert told(approver_role="head_of_service") == [WITHOUT_HELENE]


def test_an_account_that_is_closed_is_nobody(told, helene):
    helene.user.is_active = False
    helene.user.save()
    assert told(approver_role="head_of_service") == [WITHOUT_HELENE]


def test_one_author_of_several_is_enough(told):
    leaves(Role.DIRECTOR)
    assert told(authors=["director", "business_adviser"]) == []
    (message,) = told(authors=["director"])
    assert "décider « Choix un » : aucun compte ouvert de « Directrice » (BGE)" in message


def test_each_contractor_needs_people_of_its_own_and_one_body_of_referents_is_enough(programme, told):
    other = Organisation.objects.create(name="Appui des Landes", kind=OrganisationKind.BUSINESS_SUPPORT)
    Body.objects.create(programme=programme, organisation=other, part=BodyPart.CONTRACTOR)
    (message,) = told(authors=["production_manager"])
    assert "(Appui des Landes)" in message
    assert told(authors=["lead_worker"]) == []  # the CCAS has Fatou, the Département has two


def test_who_steers_reads_it_at_the_choice_and_may_publish_all_the_same(sign_in, alban, rozenn, programme):
    leaves(Role.HEAD_OF_SERVICE)
    draft = copy_version(programme.current_version())
    draft.phase_specs.first().choice_specs.filter(effect="exit").update(approver_role="head_of_service")
    address = reverse("show_version", args=[programme.slug, draft.number])
    page = sign_in(alban).get(address).content.decode()
    assert "Personne pour décider ou approuver" in page
    assert page.count("aucun compte ouvert de « Chef") == 2  # at the top, and at the choice
    assert "Publier la version" in page
    published = reverse("show_version", args=[programme.slug, 1])
    assert "Personne pour décider" not in sign_in(rozenn).get(published).content.decode()

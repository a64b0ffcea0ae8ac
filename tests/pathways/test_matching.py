"""Does somebody like this exist already? Accents, case and swapped names do not matter."""

from datetime import date

import pytest

from rebond.pathways import actions
from rebond.pathways.matching import Identity, organisation_following, similar_beneficiaries
from rebond.people.models import Organisation, OrganisationKind
from rebond.programmes.files import SHIPPED, publish_document, read_document


@pytest.fixture
def reasons(referral, programme):
    """`reasons(last_name=…)`: why Delphine is thought of, or None when she is not."""

    def asked(**known):
        matches = similar_beneficiaries(Identity(**known), programme=programme)
        assert len(matches) <= 1
        return matches[0].reasons if matches else None

    return asked


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"last_name": "LAVANDE", "first_name": "Délphine"}, ["même nom"]),
        ({"last_name": "Delphine", "first_name": "Lavande"}, ["même nom"]),
        ({"caf_number": "1234567"}, ["même numéro CAF"]),
        ({"phone": "+33639980184"}, ["même téléphone"]),
        ({"last_name": "Lavande", "birth_date": date(1984, 5, 17)}, ["même date de naissance"]),
        (
            {"last_name": "Bleuet", "first_name": "Delphine", "birth_date": date(1984, 5, 17)},
            ["même date de naissance"],
        ),
        ({"last_name": "Bleuet", "first_name": "Camille", "birth_date": date(1984, 5, 17)}, None),
        ({"birth_date": date(1984, 5, 17)}, None),
        ({"last_name": "Lavande"}, None),
        ({"last_name": "Lavande", "first_name": "Camille"}, None),
        ({}, None),
    ],
)
def test_what_makes_people_alike(reasons, known, told):
    assert reasons(**known) == told


@pytest.mark.parametrize(
    ("known", "is_certain"),
    [
        ({"caf_number": "1234567"}, True),
        ({"last_name": "Lavande", "first_name": "Delphine", "birth_date": date(1984, 5, 17)}, True),
        ({"last_name": "Lavande", "first_name": "Delphine"}, False),
        ({"phone": "+33639980184"}, False),
    ],
)
def test_when_it_is_certain(referral, programme, known, is_certain):
    (match,) = similar_beneficiaries(Identity(**known), programme=programme)
    assert match.is_certain is is_certain


def test_another_departement_does_not_know_her(referral):
    elsewhere = Organisation.objects.create(
        name="Département de Nulle-Part", kind=OrganisationKind.DEPARTEMENT
    )
    document = {**read_document(SHIPPED / "ille-et-vilaine.yaml"), "slug": "nulle-part"}
    programme = publish_document(document, commissioner=elsewhere).programme
    assert similar_beneficiaries(Identity(caf_number="1234567"), programme=programme) == []
    assert organisation_following(referral.beneficiary, programme=programme) is None


def test_who_follows_her(referral, programme, cast, loic):
    delphine = referral.beneficiary
    assert organisation_following(delphine, programme=programme) == cast.organisations["bge"]
    actions.decline_referral(
        referral=referral, reason=referral.version.list_items.get(code="other"), text="Non.", by=loic
    )
    assert organisation_following(delphine, programme=programme) is None

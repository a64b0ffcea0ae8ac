"""A Département that commissions programmes, where the demo's people are not needed."""

import pytest

from rebond.people.models import Organisation, OrganisationKind


@pytest.fixture
def commissioner(db) -> Organisation:
    return Organisation.objects.create(
        name="Département des Landes bleues", kind=OrganisationKind.DEPARTEMENT
    )

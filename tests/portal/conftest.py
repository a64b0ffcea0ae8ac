"""The people who are accompanied, in their own space: Delphine, and Gaspard, who shares her address."""

from datetime import date
from uuid import UUID

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.people.models import Beneficiary
from tests.people import DELPHINE

TODAY = date(2019, 5, 13)


@pytest.fixture(autouse=True)
def _may_2019(hold_clock) -> None:
    hold_clock(TODAY)


@pytest.fixture
def delphine(pathway) -> Beneficiary:
    return pathway.beneficiary


@pytest.fixture
def gaspard_pathway(cast, rozenn, loic, maiwenn) -> Pathway:
    """Gaspard lives with Delphine, has the same e-mail address, and a path of his own."""
    with clock.held(date(2019, 4, 1)):
        referral = actions.refer_person(
            referral_id=UUID(int=77, version=4),
            programme=cast.programme,
            contractor=cast.organisations["bge"],
            person={"last_name": "Garance", "first_name": "Gaspard", "email": DELPHINE["email"]},
            business={"name": "Atelier Garance"},
            obstacles=[],
            reason="Peu de clients.",
            by=rozenn,
        )
        return actions.accept_referral(referral=referral, adviser=maiwenn.user, by=loic)


@pytest.fixture
def gaspard(gaspard_pathway) -> Beneficiary:
    return gaspard_pathway.beneficiary

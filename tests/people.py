"""The people of the demo, as fixtures. A story names them: `def test_…(rozenn, loic, referral)`.

Rozenn refers, Loïc accepts, Maïwenn advises, Inès consults, Hélène steers; Zoé, from another association, is the
stranger; Delphine is the dressmaker of the reference path.
"""

from datetime import date
from uuid import UUID

import pytest

from rebond.core import clock
from rebond.demo.people import Cast, create_cast
from rebond.pathways import actions
from rebond.pathways.models import Pathway, Referral
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import Programme

DELPHINE = {
    "last_name": "Lavande",
    "first_name": "Delphine",
    "birth_date": date(1984, 5, 17),
    "phone": "+33639980184",
    "email": "delphine.lavande@example.org",
    "caf_number": "1234567",
    "rsa_since": date(2018, 1, 1),
}
HER_BUSINESS = {
    "name": "Les Retouches de Delphine",
    "legal_form": "micro",
    "activity": "Confection et retouches",
    "naf_code": "14.13Z",
    "income_category": "services_bic",
    "created_on": date(2018, 5, 1),
}
DELPHINE_REFERRAL = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def cast(db) -> Cast:
    return create_cast()


@pytest.fixture
def programme(cast) -> Programme:
    return cast.programme


def _actor_fixture(name: str, key: str, role: Role | None = None):
    @pytest.fixture(name=name)
    def actor(cast) -> Actor:
        return cast.actor(key, role)

    return actor


rozenn = _actor_fixture("rozenn", "rozenn")
yann = _actor_fixture("yann", "yann")
fatou = _actor_fixture("fatou", "fatou")
helene = _actor_fixture("helene", "helene")
maiwenn = _actor_fixture("maiwenn", "maiwenn")
karim = _actor_fixture("karim", "karim")
soizic = _actor_fixture("soizic", "soizic")
loic = _actor_fixture("loic", "loic")
nadia = _actor_fixture("nadia", "nadia")
ines = _actor_fixture("ines", "ines")
tanguy = _actor_fixture("tanguy", "tanguy", Role.PRODUCTION_MANAGER)
alban = _actor_fixture("alban", "alban")
zoe = _actor_fixture("zoe", "zoe")
zoe_adviser = _actor_fixture("zoe_adviser", "zoe", Role.BUSINESS_ADVISER)


@pytest.fixture
def referral(cast, rozenn) -> Referral:
    """Delphine, referred on 4 March 2019, waiting for BGE's answer."""
    obstacles = cast.programme.current_version().list_items.filter(
        kind="obstacle", code__in=["commercial", "accounts", "stress"]
    )
    with clock.held(date(2019, 3, 4)):
        return actions.refer_person(
            referral_id=DELPHINE_REFERRAL,
            programme=cast.programme,
            contractor=cast.organisations["bge"],
            person=DELPHINE,
            business=HER_BUSINESS,
            obstacles=obstacles,
            reason="Le chiffre d'affaires progresse mais ne suffit pas.",
            by=rozenn,
        )


@pytest.fixture
def pathway(referral, loic, maiwenn) -> Pathway:
    """Delphine's path, just opened on 11 March 2019 with Maïwenn."""
    with clock.held(date(2019, 3, 11)):
        return actions.accept_referral(referral=referral, adviser=maiwenn.user, by=loic)

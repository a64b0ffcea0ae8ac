"""A training in communication, given by BGE; and a crowd of people in a path who would like to come."""

from datetime import date, datetime

import pytest

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways import actions as path_actions
from rebond.pathways.models import Pathway
from rebond.trainings import actions
from rebond.trainings.models import Course, Session

TODAY = date(2019, 5, 2)


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2019, month, day, hour, minute, tzinfo=clock.ZONE)


TWO_HALF_DAYS = [(at(14, 9), at(14, 12, 30)), (at(14, 14), at(14, 17))]


@pytest.fixture(autouse=True)
def _today(hold_clock) -> None:
    hold_clock(TODAY)


@pytest.fixture
def course(cast, loic) -> Course:
    return actions.add_course(
        programme=cast.programme,
        kind="training",
        title="Se faire connaître",
        aims="Parler de son offre.",
        by=loic,
    )


@pytest.fixture
def session(course, maiwenn) -> Session:
    """Two half-days on 14 May, twelve places."""
    return actions.open_session(
        course=course,
        half_days=TWO_HALF_DAYS,
        capacity=12,
        trainer=maiwenn.user,
        place="BGE, Rennes",
        by=maiwenn,
    )


@pytest.fixture
def crowd(cast, rozenn, loic, maiwenn):
    """`crowd(15)`: as many people in a path, all followed by Maïwenn."""

    def gather(count: int) -> list[Pathway]:
        return [_someone(cast, rozenn, loic, maiwenn, number) for number in range(count)]

    return gather


def _someone(cast, rozenn, loic, maiwenn, number: int) -> Pathway:
    referral = path_actions.refer_person(
        referral_id=new_id(),
        programme=cast.programme,
        contractor=cast.organisations["bge"],
        person={
            "last_name": f"Fougère{chr(97 + number)}",
            "first_name": "Camille",
            "email": f"camille{number}@example.org",
        },
        business={"name": f"Atelier {number}", "activity": "Retouches"},
        obstacles=[],
        reason="",
        by=rozenn,
    )
    return path_actions.accept_referral(referral=referral, adviser=maiwenn.user, by=loic)

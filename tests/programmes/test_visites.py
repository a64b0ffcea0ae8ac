"""A programme that no code was written for, lived to its exit: tests/programmes/visites-mensuelles.yaml."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.deciding import cautions
from rebond.pathways.models import Pathway
from rebond.pathways.states import DecisionState, PathwayState, StepState
from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.documents import parse_document, problems_of, read_file
from rebond.programmes.files import read_document
from rebond.programmes.writing import add_version
from tests.pathways.running import (
    SITUATION,
    current,
    decide,
    expected,
    plan,
    publish,
    review,
    run,
    step_of,
    tell,
)

FILE = Path(__file__).parent / "visites-mensuelles.yaml"


@pytest.fixture
def path(cast) -> Pathway:
    """Entered on Monday 4 March 2019; the business does not exist yet."""
    return run(cast, read_document(FILE), entered_on=date(2019, 3, 4))


@pytest.fixture
def visiting(path, maiwenn) -> Pathway:
    """Welcomed on 11 March, the preparation skipped on the 18th, the business created on the 25th."""
    tell(step_of(path, "welcome"), date(2019, 3, 11), maiwenn)
    decide(path, "straight", maiwenn, on=date(2019, 3, 18))
    with clock.held(date(2019, 3, 25)):
        actions.update_business(pathway=path, values={"created_on": date(2019, 3, 25)}, by=maiwenn)
    return path


def test_the_file_has_no_fault():
    assert problems_of(read_file(FILE)) == []


def test_it_survives_export_and_import_to_the_byte(cast, commissioner):
    first = to_yaml(content_of(publish(cast, read_document(FILE))))
    assert to_yaml(content_of(add_version(parse_document(first), commissioner=commissioner))) == first


def test_preparing_first_asks_for_two_interviews_and_allows_six(path, maiwenn):
    decide(path, "prepare", maiwenn, on=date(2019, 3, 18))
    assert expected(path, "interview") == [date(2019, 4, 2), date(2019, 4, 17)]
    spec = current(path).spec.step_specs.get(code="interview")
    with clock.held(date(2019, 3, 18)):
        for _ in range(3, 7):
            actions.add_step(pathway=path, spec=spec, by=maiwenn)
        with pytest.raises(ActRefused, match="au plus 6 fois"):
            actions.add_step(pathway=path, spec=spec, by=maiwenn)
    assert current(path).due_on is None


def test_the_clock_waits_for_the_business(path, maiwenn):
    decide(path, "straight", maiwenn, on=date(2019, 3, 18))
    assert (current(path).spec.code, current(path).due_on) == ("visites", None)
    assert expected(path, "visit") == [date(2019, 3, 28)]
    with clock.held(date(2019, 6, 3)), pytest.raises(ActRefused, match="rien à prolonger"):
        decide(path, "extend", maiwenn, months=1)


def test_a_young_business_is_warned_of_and_never_refused(path, maiwenn):
    with clock.held(date(2019, 3, 25)):
        actions.update_business(pathway=path, values={"created_on": date(2019, 3, 20)}, by=maiwenn)
        path.refresh_from_db()
        choice = current(path).spec.choice_specs.get(code="straight")
        assert cautions(current(path), choice) == ["Visites est prévu pour une entreprise d'au moins 1 mois."]
        decide(path, "straight", maiwenn)
    assert current(path).due_on == date(2019, 9, 20)


def test_one_visit_a_month_for_six_months(visiting):
    assert current(visiting).due_on == date(2019, 9, 25)
    assert expected(visiting, "visit") == [
        date(2019, 3, 28),
        date(2019, 4, 29),  # ten days after 18 April: a Sunday
        date(2019, 5, 28),
        date(2019, 6, 28),
        date(2019, 7, 29),
        date(2019, 8, 28),
        date(2019, 9, 30),  # the seventh month is begun when the limit comes: 18 September
    ]
    assert expected(visiting, "review") == [date(2019, 8, 16)]  # 150 days: 15 August, a public holiday
    assert expected(visiting, "debrief") == [None]


def test_twelve_hours_for_each_person(visiting, cast, maiwenn, helene):
    with clock.held(date(2019, 3, 26)):
        for number in range(1, 7):
            plan(step_of(visiting, "visit", number), date(2019, 3 + number, 1), maiwenn)
        with pytest.raises(ActRefused, match="épuisé") as refused:
            plan(step_of(visiting, "visit", 7), date(2019, 10, 1), maiwenn)
        assert refused.value.field == "duration_minutes"
        account = visiting.version.hour_accounts.get()
        actions.grant_hours(
            account=account,
            hours=2,
            reason="Une visite de plus.",
            by=helene,
            grant_id=UUID(int=9),
            pathway=visiting,
        )
        plan(step_of(visiting, "visit", 7), date(2019, 10, 1), maiwenn)


def test_a_renewal_needs_a_review_and_stops_at_its_maximum(visiting, maiwenn):
    with pytest.raises(ActRefused, match="bilan tripartite"):
        decide(visiting, "renew", maiwenn, on=date(2019, 8, 16))
    review(visiting, "renew", step_of(visiting, "review"), maiwenn, on=date(2019, 8, 16))
    assert (current(visiting).spec.code, current(visiting).due_on) == ("reconduction", date(2020, 2, 16))
    assert len(expected(visiting, "visit")) == 3
    review(visiting, "renew", step_of(visiting, "review"), maiwenn, on=date(2020, 1, 13))
    with pytest.raises(ActRefused, match="a déjà été décidé 1 fois"):
        review(visiting, "renew", step_of(visiting, "review"), maiwenn, on=date(2020, 6, 15))
    assert [phase.spec.code for phase in visiting.phases.all()] == [
        "accueil", "visites", "reconduction", "reconduction",
    ]  # fmt: skip


def test_the_head_of_service_approves_a_reorientation(visiting, maiwenn, helene):
    decision = decide(visiting, "reorient", maiwenn, on=date(2019, 5, 6))
    assert decision.state == DecisionState.WAITING
    assert {agreement.role for agreement in decision.agreements.all()} == {"beneficiary", "lead_worker"}
    assert current(visiting).spec.code == "visites"
    with clock.held(date(2019, 5, 7)):
        actions.approve_decision(decision=decision, by=helene)
    assert visiting.current_phase() is None


def test_it_runs_to_its_exit(visiting, maiwenn):
    for number, day in enumerate([date(2019, 3, 28), date(2019, 4, 29), date(2019, 5, 28)], start=1):
        tell(step_of(visiting, "visit", number), day, maiwenn)
    review(visiting, "continue", step_of(visiting, "review"), maiwenn, on=date(2019, 6, 3))
    assert expected(visiting, "debrief") == [date(2019, 6, 13)]
    tell(step_of(visiting, "debrief"), date(2019, 6, 13), maiwenn, outcome=StepState.NO_SHOW)
    assert expected(visiting, "debrief") == [date(2019, 6, 27)]
    decide(visiting, "exit", maiwenn, on=date(2019, 9, 9), reasons="")
    with clock.held(date(2019, 9, 10)):
        actions.record_exit(pathway=visiting, exited_on=date(2019, 9, 10), situation=SITUATION, by=maiwenn)
    visiting.refresh_from_db()
    assert visiting.state == PathwayState.CLOSED
    assert [f.due_on for f in visiting.follow_ups.all()] == [date(2019, 12, 10), date(2020, 3, 10)]
    assert not visiting.steps.filter(state__in=[StepState.DUE, StepState.PLANNED]).exists()

"""Delphine's path as it was lived (docs: the reference programme), played through the acts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.pathways import actions
from rebond.pathways.deciding import Word
from rebond.pathways.models import Pathway, Position, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.models import Membership

ALL_AGREE = {role: Word(Position.AGREES) for role in ("beneficiary", "lead_worker", "business_adviser")}
OFF_RSA = {
    "activity_status": "combined",
    "rsa_status": "out",
    "rsa_left_on": date(2019, 10, 1),
    "job_quality": "lasting",
    "exit_reason": "completed",
    "turnover_before_eur": Decimal(8000),
    "turnover_before_months": 9,
    "turnover_after_eur": Decimal(14000),
    "turnover_after_months": 9,
    "comment": "",
}


def hold(pathway: Pathway, code: str, day: date, by, **extra) -> Step:
    """Plan a step of the current phase a week before, then tell it as held that evening."""
    step = pathway.current_phase().steps.get(spec__code=code, state=StepState.DUE)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with clock.held(max(step.phase.opened_on, date(day.year, day.month, 1))):
        actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=by, **extra)
    with clock.held(at.replace(hour=18)):
        if not step.is_review:
            actions.report_step(step=step, outcome=StepState.HELD, by=by, shared_minutes="Fait.")
    return step


def decide(step: Step, code: str, by) -> None:
    choice = step.phase.spec.choice_specs.get(code=code)
    with clock.held(step.starts_at.replace(hour=18)):
        actions.hold_review(
            step=step,
            choice=choice,
            reasons="Le potentiel est là.",
            words=ALL_AGREE,
            shared_minutes="Bilan.",
            by=by,
        )


@pytest.fixture
def developed(pathway, maiwenn) -> Pathway:
    """The diagnostic is done: two appointments, a tripartite review, development chosen."""
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold(pathway, "rdv2", date(2019, 4, 8), maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "develop", maiwenn)
    return pathway


def test_delphine_develops_and_leaves_rsa(developed, cast, maiwenn):
    pathway = developed
    ines = Membership.objects.get(user=cast.users["ines"])
    hold(pathway, "rdv1", date(2019, 5, 13), maiwenn)
    hold(pathway, "rdv2", date(2019, 6, 3), maiwenn)
    hold(pathway, "rdv3", date(2019, 6, 24), maiwenn, careers_consultant=ines)
    hold(pathway, "rdv4", date(2019, 7, 15), maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 8, 26), maiwenn), "continue", maiwenn)
    hold(pathway, "rdv5", date(2019, 9, 16), maiwenn)
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)

    pathway.refresh_from_db()
    assert pathway.state == PathwayState.CLOSED
    assert [phase.spec.code for phase in pathway.phases.all()] == ["diagnostic", "developpement"]
    assert pathway.steps.get(spec__code="rdv6").state == StepState.SKIPPED
    assert pathway.careers_consultant == ines.user
    assert [f.due_on for f in pathway.follow_ups.all()] == [date(2020, 4, 14), date(2020, 10, 14)]


def test_a_decision_cannot_be_replayed(developed, maiwenn):
    review = developed.steps.get(kind="tripartite_review", state=StepState.HELD)
    with clock.held(date(2019, 5, 2)), pytest.raises(NotInThisState):
        actions.hold_review(
            step=review,
            choice=review.phase.spec.choice_specs.get(code="develop"),
            reasons="Encore.",
            words=ALL_AGREE,
            shared_minutes="",
            by=maiwenn,
        )
    assert developed.phases.count() == 2


def test_a_joint_appointment_needs_its_consultant(developed, maiwenn):
    step = developed.current_phase().steps.get(spec__code="rdv3")
    with clock.held(date(2019, 5, 2)), pytest.raises(ActRefused) as refused:
        at = datetime(2019, 6, 24, 9, tzinfo=UTC)
        actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    assert refused.value.field == "careers_consultant"

"""Leaving the programme, through the acts."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState, StaleEdit
from rebond.pathways import actions
from rebond.pathways.leaving import leaving_of, meets_positive_rule
from rebond.pathways.models import Outcome
from rebond.pathways.states import PathwayState, StepState

SITUATION = {
    "activity_status": "self_employed_only",
    "rsa_status": "out",
    "job_quality": "none",
    "exit_reason": "completed",
}


@pytest.fixture(autouse=True)
def _june_2019(hold_clock):
    hold_clock(date(2019, 6, 28))


@pytest.fixture
def first_meeting(pathway, maiwenn):
    """The first appointment, told as held on 3 June."""
    step = pathway.steps.get(spec__code="rdv1")
    at = datetime(2019, 6, 3, 9, tzinfo=clock.ZONE)
    actions.report_step(step=step, outcome=StepState.HELD, starts_at=at, by=maiwenn)
    return step


def leave(pathway, by, day=date(2019, 6, 28), **change):
    return actions.record_exit(pathway=pathway, exited_on=day, situation={**SITUATION, **change}, by=by)


def test_leaving_ends_the_phase_and_cancels_what_was_planned(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv2")
    at = datetime(2019, 7, 8, 9, tzinfo=clock.ZONE)
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    before = leaving_of(pathway, date(2019, 6, 28))
    assert (str(before.phase), before.cancelled_count) == ("Diagnostic", 1)

    leave(pathway, maiwenn)

    step.refresh_from_db()
    assert (step.state, step.state_reason) == (StepState.CANCELLED, "Sortie du programme")
    assert pathway.current_phase() is None
    assert pathway.steps.filter(state=StepState.SKIPPED).count() == 2
    assert [f.due_on for f in pathway.follow_ups.all()] == [f.due_on for f in before.follow_ups]


def test_a_suspended_path_may_be_left(pathway, maiwenn):
    pathway.state, pathway.suspended_on = PathwayState.SUSPENDED, date(2019, 6, 1)
    pathway.save()
    leave(pathway, maiwenn, exit_reason="lost_contact")
    assert (pathway.state, pathway.suspended_on) == (PathwayState.CLOSED, None)


def test_not_before_the_last_event(pathway, maiwenn, first_meeting):
    with pytest.raises(ActRefused, match="le 03/06/2019") as refused:
        leave(pathway, maiwenn, day=date(2019, 6, 2))
    assert refused.value.field == "exited_on"
    leave(pathway, maiwenn, day=date(2019, 6, 3))


def test_not_in_the_future(pathway, maiwenn):
    with pytest.raises(ActRefused) as refused:
        leave(pathway, maiwenn, day=date(2019, 6, 29))
    assert refused.value.field == "exited_on"


def test_nobody_follows_up_after_a_death(pathway, maiwenn):
    assert leaving_of(pathway, date(2019, 6, 28), exit_reason="death").follow_ups == []
    leave(pathway, maiwenn, activity_status="unknown", rsa_status="unknown", exit_reason="death")
    assert pathway.follow_ups.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"activity_status": "salaried_only"},
        {"turnover_before_eur": Decimal(100)},
        {"turnover_after_eur": Decimal(-1), "turnover_after_months": 3},
        {"turnover_after_eur": Decimal(100), "turnover_after_months": 13},
        {"exit_reason": "fired"},
        {"activity_status": ""},
    ],
)
def test_a_wrong_situation_is_refused_and_nothing_is_closed(pathway, maiwenn, change):
    with pytest.raises(ValidationError):
        leave(pathway, maiwenn, **change)
    pathway.refresh_from_db()
    assert pathway.state == PathwayState.OPEN
    assert pathway.current_phase() is not None


def test_who_may_not_and_replay(pathway, maiwenn, karim, rozenn, zoe_adviser):
    for stranger in (karim, rozenn, zoe_adviser):
        with pytest.raises(PermissionDenied):
            leave(pathway, stranger)
    leave(pathway, maiwenn)
    with pytest.raises(NotInThisState):
        leave(pathway, maiwenn)
    assert Outcome.objects.count() == 1


def test_an_exit_seen_before_it_changed_is_not_corrected(pathway, maiwenn):
    with pytest.raises(ActRefused):
        actions.correct_exit(pathway=pathway, situation=SITUATION, reason="Trop tôt.", by=maiwenn)
    leave(pathway, maiwenn)
    actions.correct_exit(
        pathway=pathway, situation={"rsa_status": "in"}, reason="Vu avec la CAF.", seen_revision=1, by=maiwenn
    )
    with pytest.raises(StaleEdit):
        actions.correct_exit(
            pathway=pathway, situation=SITUATION, reason="Encore.", seen_revision=1, by=maiwenn
        )
    outcome = Outcome.objects.get()
    assert (outcome.rsa_status, outcome.correction_reason, outcome.revision) == ("in", "Vu avec la CAF.", 2)


@pytest.mark.parametrize(
    ("activity", "rsa", "job", "is_positive"),
    [
        ("self_employed_only", "out", "none", True),
        ("self_employed_only", "in", "none", False),
        ("self_employed_only", "unknown", "none", False),
        ("combined", "out", "transition", True),
        ("combined", "in", "lasting", False),
        ("salaried_only", "in", "transition", True),
        ("job_seeking", "out", "none", False),
        ("unknown", "out", "unknown", False),
    ],
)
def test_the_rule_of_the_programme(programme, activity, rsa, job, is_positive):
    outcome = Outcome(activity_status=activity, rsa_status=rsa, job_quality=job)
    assert meets_positive_rule(outcome, programme.current_version()) is is_positive

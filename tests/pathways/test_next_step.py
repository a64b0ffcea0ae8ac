"""What a file waits for, in one act: along Delphine's path, then its accidents."""

from datetime import UTC, date, datetime

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.file import read_file
from rebond.pathways.models import Step
from tests.pathways.test_delphine import OFF_RSA, decide, hold


def awaited(pathway, by, day):
    """(act, label) of what the path waits for that day, whoever does it."""
    with clock.held(day):
        action = read_file(pathway.pk, by=by).awaited
    return (action.act, action.label) if action else None


def offered(pathway, by, day):
    with clock.held(day):
        action = read_file(pathway.pk, by=by).next_action
    return action.label if action else None


def plan(step: Step, at: datetime, by) -> None:
    with clock.held(date(2019, 3, 12)):
        actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=by)


def test_first_the_first_appointment_is_planned(pathway, maiwenn):
    assert awaited(pathway, maiwenn, date(2019, 3, 11)) == ("plan_step", "Planifier le Rdv 1")


def test_nothing_waits_before_a_planned_appointment_then_its_report_does(pathway, maiwenn):
    plan(pathway.steps.get(spec__code="rdv1"), datetime(2019, 3, 18, 9, tzinfo=UTC), maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 3, 17)) is None
    assert awaited(pathway, maiwenn, date(2019, 3, 19)) == ("report_step", "Rendre compte du Rdv 1")


def test_a_late_step_is_planned_even_while_another_is(pathway, maiwenn):
    plan(pathway.steps.get(spec__code="rdv2"), datetime(2019, 4, 24, 9, tzinfo=UTC), maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 3, 20)) is None
    assert awaited(pathway, maiwenn, date(2019, 3, 25)) == ("plan_step", "Planifier le Rdv 1")


def test_a_review_is_held_on_its_day(pathway, maiwenn):
    plan(pathway.steps.get(spec__code="tripartite"), datetime(2019, 4, 29, 14, tzinfo=UTC), maiwenn)
    for code in ("rdv1", "rdv2"):
        with clock.held(date(2019, 3, 12)):
            actions.skip_step(step=pathway.steps.get(spec__code=code), reason="Vu au téléphone.", by=maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 4, 28)) is None
    assert awaited(pathway, maiwenn, date(2019, 4, 29)) == ("hold_review", "Tenir le bilan tripartite")


def test_an_added_appointment_is_quoted(pathway, maiwenn):
    for step in pathway.steps.all():
        with clock.held(date(2019, 3, 12)):
            actions.skip_step(step=step, reason="Vu au téléphone.", by=maiwenn)
    with clock.held(date(2019, 3, 12)):
        actions.add_step(pathway=pathway, kind="tutoring", label="Point factures", by=maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 3, 13)) == ("plan_step", "Planifier « Point factures »")


def test_once_every_step_is_settled_the_parties_decide(pathway, maiwenn):
    for step in pathway.steps.all():
        with clock.held(date(2019, 3, 12)):
            actions.skip_step(step=step, reason="Vu au téléphone.", by=maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 3, 13)) == ("decide", "Décider de la suite")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("develop", ("plan_step", "Planifier le Rdv 1")),
        ("suspend", ("resume_pathway", "Reprendre le parcours")),
        ("exit", ("record_exit", "Enregistrer la sortie")),
    ],
)
def test_after_the_review_the_decision_says_what_comes_next(pathway, maiwenn, choice, expected):
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), choice, maiwenn)
    assert awaited(pathway, maiwenn, date(2019, 4, 30)) == expected


def test_after_the_exit_come_the_follow_ups(pathway, maiwenn):
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    assert awaited(pathway, maiwenn, date(2020, 4, 13)) is None
    assert awaited(pathway, maiwenn, date(2020, 4, 14)) == ("record_follow_up", "Faire le suivi à 6 mois")
    with clock.held(date(2020, 4, 15)):
        first = pathway.follow_ups.get(months=6)
        actions.record_follow_up(follow_up=first, observed_on=date(2020, 4, 15), situation=None, by=maiwenn)
    assert awaited(pathway, maiwenn, date(2020, 11, 2)) == ("record_follow_up", "Faire le suivi à 12 mois")


def test_the_button_is_only_for_whom_the_policy_allows(pathway, maiwenn, loic, rozenn):
    assert offered(pathway, maiwenn, date(2019, 3, 12)) == "Planifier le Rdv 1"
    assert offered(pathway, loic, date(2019, 3, 12)) == "Planifier le Rdv 1"
    # The référent sees that it is awaited, and that it is not hers to do.
    assert offered(pathway, rozenn, date(2019, 3, 12)) is None
    assert awaited(pathway, rozenn, date(2019, 3, 12)) == ("plan_step", "Planifier le Rdv 1")

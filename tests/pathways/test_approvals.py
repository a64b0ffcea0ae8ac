"""Decisions that somebody else approves: nothing happens until then, and the author never does."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.actions.moves import movable_pathways
from rebond.pathways.models import Decision, Pathway
from rebond.pathways.moves import changes_of
from rebond.pathways.states import DecisionState, PathwayState
from rebond.people.models import Membership, Role
from tests.pathways.running import SITUATION, current, decide, enter, publish, review, run, step_of
from tests.programmes.building import choice, document, phase
from tests.programmes.building import review as a_review

DECIDED = date(2019, 4, 29)


def content(approver: str = "head_of_service"):
    waits = {"approver_role": approver}
    first = phase(
        a_review(offset_days=80),
        code="un",
        duration_months=3,
        choices=[
            choice("ouvrir", "open_phase", opens="deux", **waits),
            choice("plus", "extend", months_max=3, **waits),
            choice("pause", "suspend", **waits),
            choice(**waits),
            choice("libre", "continue"),
        ],
    )
    return document(first, phase(code="deux", rank=2))


@pytest.fixture(autouse=True)
def _end_of_april(hold_clock):
    hold_clock(DECIDED)


@pytest.fixture
def path(cast) -> Pathway:
    return run(cast, content(), entered_on=date(2019, 3, 11))


@pytest.fixture
def waiting(path, maiwenn) -> Decision:
    """Maïwenn writes that the second phase opens; Hélène must approve."""
    return decide(path, "ouvrir", maiwenn)


def test_a_decision_that_waits_changes_nothing(path, waiting):
    assert waiting.state == DecisionState.WAITING
    assert current(path).spec.code == "un"
    assert waiting.agreements.count() == 3


def test_it_takes_effect_on_the_day_it_is_approved(path, waiting, helene):
    with clock.held(date(2019, 5, 6)):
        actions.approve_decision(decision=waiting, by=helene)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by, waiting.decided_on) == (
        DecisionState.EFFECTIVE, helene.user, date(2019, 5, 6),
    )  # fmt: skip
    first, second = path.phases.all()
    assert (first.ended_on, second.opened_on) == (date(2019, 5, 6), date(2019, 5, 6))


def test_each_effect_waits(path, maiwenn, helene):
    longer = decide(path, "plus", maiwenn, months=2)
    assert current(path).due_on == date(2019, 6, 11)
    actions.approve_decision(decision=longer, by=helene)
    assert current(path).due_on == date(2019, 8, 11)
    paused = decide(path, "pause", maiwenn)
    path.refresh_from_db()
    assert path.state == PathwayState.OPEN
    actions.approve_decision(decision=paused, by=helene)
    path.refresh_from_db()
    assert (path.state, path.suspended_on) == (PathwayState.SUSPENDED, DECIDED)


def test_refused_it_leaves_the_path_and_says_why(path, waiting, helene, maiwenn):
    due_on = current(path).due_on
    actions.refuse_decision(decision=waiting, text="Trop tôt.", by=helene)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approval_text) == (DecisionState.REFUSED, "Trop tôt.")
    assert (current(path).spec.code, current(path).due_on) == ("un", due_on)
    decide(path, "libre", maiwenn)


def test_a_refusal_says_why(waiting, helene):
    with pytest.raises(ActRefused) as refused:
        actions.refuse_decision(decision=waiting, text="", by=helene)
    assert refused.value.field == "text"
    waiting.refresh_from_db()
    assert waiting.state == DecisionState.WAITING


def test_a_refused_extension_gives_its_months_back(path, maiwenn, helene):
    actions.refuse_decision(decision=decide(path, "plus", maiwenn, months=3), text="Non.", by=helene)
    assert decide(path, "plus", maiwenn, months=3).months == 3


@pytest.mark.parametrize("name", ["maiwenn", "rozenn", "loic", "nadia", "alban", "zoe"])
def test_others_do_not_answer(request, waiting, name):
    by = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        actions.approve_decision(decision=waiting, by=by)
    with pytest.raises(PermissionDenied):
        actions.refuse_decision(decision=waiting, text="Non.", by=by)


def test_the_author_never_approves_even_in_another_role(cast, loic):
    """Loïc manages BGE's production and advises: what he decides as adviser, he does not approve as manager."""
    path = enter(
        cast, publish(cast, content("production_manager")), entered_on=date(2019, 3, 11), adviser="loic"
    )
    with pytest.raises(ActRefused, match="il n'y en a pas") as refused:
        decide(path, "ouvrir", cast.actor("loic", Role.BUSINESS_ADVISER))
    assert refused.value.field == "choice"
    # With a second manager somebody can, and Loïc still cannot.
    Membership.objects.create(
        user=cast.users["nadia"], organisation=loic.organisation, role=Role.PRODUCTION_MANAGER
    )
    decision = decide(path, "ouvrir", cast.actor("loic", Role.BUSINESS_ADVISER))
    with pytest.raises(PermissionDenied):
        actions.approve_decision(decision=decision, by=loic)
    actions.approve_decision(decision=decision, by=cast.actor("nadia", Role.PRODUCTION_MANAGER))
    assert current(path).spec.code == "deux"


@pytest.mark.parametrize(
    ("approver", "key"),
    [
        ("lead_worker", "rozenn"),
        ("production_manager", "loic"),
        ("director", "nadia"),
        ("head_of_service", "helene"),
    ],
)
def test_the_role_that_the_programme_names_approves(cast, maiwenn, approver, key):
    path = run(cast, content(approver), entered_on=date(2019, 3, 11))
    decision = decide(path, "ouvrir", maiwenn)
    actions.approve_decision(decision=decision, by=cast.actor(key))
    assert current(path).spec.code == "deux"


@pytest.mark.parametrize("approver", ["careers_consultant", "business_adviser"])
def test_a_decision_that_nobody_else_could_approve_is_not_written(cast, maiwenn, approver):
    path = run(cast, content(approver), entered_on=date(2019, 3, 11))
    with pytest.raises(ActRefused, match="doit être approuvé par une autre personne"):
        decide(path, "ouvrir", maiwenn)
    assert not path.decisions.exists()


def test_answering_twice_answers_once(waiting, helene):
    actions.approve_decision(decision=waiting, by=helene)
    with pytest.raises(NotInThisState):
        actions.approve_decision(decision=waiting, by=helene)
    with pytest.raises(NotInThisState):
        actions.refuse_decision(decision=waiting, text="Non.", by=helene)
    assert waiting.pathway.phases.count() == 2


def test_one_decision_waits_at_a_time(path, waiting, maiwenn):
    with pytest.raises(ActRefused, match="attend déjà une approbation"):
        decide(path, "libre", maiwenn)


def test_a_decision_that_still_waits_ends_with_the_path(path, waiting, maiwenn, helene):
    actions.record_exit(pathway=path, exited_on=DECIDED, situation=SITUATION, by=maiwenn)
    waiting.refresh_from_db()
    assert waiting.state == DecisionState.REFUSED
    assert waiting.approval_text == "Le parcours s'est terminé avant l'approbation."
    with pytest.raises(NotInThisState):
        actions.approve_decision(decision=waiting, by=helene)


def test_a_review_may_decide_what_waits(path, maiwenn, helene):
    decision = review(path, "ouvrir", step_of(path, "bilan"), maiwenn, on=date(2019, 4, 26))
    assert (decision.state, decision.decided_on) == (DecisionState.WAITING, date(2019, 4, 26))
    actions.approve_decision(decision=decision, by=helene)
    assert current(path).opened_on == DECIDED


def test_the_parties_are_told_without_a_name(path, waiting, helene):
    Message.objects.all().delete()
    actions.approve_decision(decision=waiting, by=helene)
    told = Message.objects.all()
    assert {message.address for message in told} == {path.lead_worker.email, path.adviser.email}
    assert all("Bleuet" not in message.title for message in told)


def test_a_path_with_a_waiting_decision_does_not_move(cast, path, waiting, helene):
    target = publish(cast, content())
    (change,) = changes_of(movable_pathways(target), target)
    assert "attend d'être approuvée" in change.obstacle
    with pytest.raises(ActRefused):
        actions.move_pathways(pathways=Pathway.objects.all(), target=target, by=helene)

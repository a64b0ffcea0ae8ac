"""What the programme bounds: how often a choice is taken, and what asks for a review."""

from datetime import date, datetime, time, timedelta

import pytest

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.deciding import extension_months_left, times_taken
from rebond.pathways.models import Pathway
from tests.pathways.running import agreeing, current, decide, publish, review, run, step_of
from tests.programmes.building import choice, document, phase, step
from tests.programmes.building import review as a_review

CONTENT = document(
    phase(
        step(),
        a_review(),
        code="un",
        choices=[
            choice("encore", "open_phase", opens="un", times_max=2),
            choice("suite", "open_phase", opens="deux", needs_review=True),
            choice("plus", "extend", months_max=3),
        ],
    ),
    phase(code="deux", rank=2),
)


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 29))


@pytest.fixture
def path(cast) -> Pathway:
    return run(cast, CONTENT, entered_on=date(2019, 3, 11))


def test_a_choice_is_taken_its_maximum_of_times_on_one_path(cast, path, maiwenn):
    for _ in range(2):
        decide(path, "encore", maiwenn)
    assert times_taken(current(path), current(path).spec.choice_specs.get(code="encore")) == 2
    with pytest.raises(ActRefused, match="a déjà été décidé 2 fois") as refused:
        decide(path, "encore", maiwenn)
    assert refused.value.field == "choice"
    assert path.phases.count() == 3


def test_times_and_extensions_are_counted_across_versions(cast, path, maiwenn, helene):
    decide(path, "encore", maiwenn)
    decide(path, "plus", maiwenn, months=2)
    target = publish(cast, CONTENT)
    actions.move_pathways(pathways=Pathway.objects.all(), target=target, by=helene)
    phase = current(path)
    assert phase.spec.version == target
    assert extension_months_left(phase, phase.spec.choice_specs.get(code="plus")) == 1
    decide(path, "encore", maiwenn)
    with pytest.raises(ActRefused, match="a déjà été décidé 2 fois"):
        decide(path, "encore", maiwenn)


def test_a_review_is_asked_for(path, maiwenn):
    with pytest.raises(ActRefused, match="se décide lors d'un bilan tripartite") as refused:
        decide(path, "suite", maiwenn)
    assert refused.value.field == "choice"
    review(path, "suite", step_of(path, "bilan"), maiwenn, on=date(2019, 4, 26))
    assert current(path).spec.code == "deux"


@pytest.mark.parametrize("code", ["rdv", "bilan"])
def test_neither_another_meeting_nor_a_review_to_come_will_do(path, maiwenn, code):
    with pytest.raises(ActRefused, match="se décide lors d'un bilan tripartite"):
        decide(path, "suite", maiwenn, step=step_of(path, code))


def test_only_a_review_decides(path, maiwenn):
    step = step_of(path, "rdv")
    chosen = current(path).spec.choice_specs.get(code="encore")
    with pytest.raises(ActRefused, match="Seul un bilan tripartite"):
        actions.hold_review(
            step=step,
            choice=chosen,
            reasons="Non.",
            words=agreeing(chosen),
            shared_minutes="",
            starts_at=datetime.combine(clock.today() - timedelta(days=1), time(9), tzinfo=clock.ZONE),
            by=maiwenn,
        )

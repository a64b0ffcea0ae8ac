"""When a phase ends and its steps are expected: docs/algorithms/dating.md, with its dates. No database is needed."""

from datetime import date
from typing import Any

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.dating import MAX_OCCURRENCES, clock_start, expected_date, limit_of, occurrences_of
from rebond.pathways.models import Pathway, Phase
from rebond.pathways.states import StepState
from rebond.people.models import Business
from rebond.programmes.models import Anchor, ClockStart, PhaseSpec, Repeat, StepSpec
from tests.pathways.running import at, current, decide, expected, plan, run, step_of, tell
from tests.programmes.building import choice, document, phase, step

OPENED = date(2019, 3, 11)
FACTS: dict[str, Any] = {
    "referred_on": date(2019, 3, 4),
    "entered_on": date(2019, 3, 6),
    "contract_signed_on": date(2019, 4, 2),
}


def opened(
    *, created_on: date | None = date(2018, 5, 1), facts: dict[str, Any] = FACTS, **spec: Any
) -> Phase:
    """A phase opened on Monday 11 March 2019, unsaved, dated like any other."""
    given = {"extended_months": spec.pop("extended_months", 0), "paused_days": spec.pop("paused_days", 0)}
    path = Pathway(business=Business(created_on=created_on), **facts)
    dated = Phase(pathway=path, spec=PhaseSpec(**spec), opened_on=OPENED, **given)
    dated.due_on = limit_of(dated)
    return dated


@pytest.mark.parametrize(
    ("start", "counted_from", "limit"),
    [
        (ClockStart.PREVIOUS, date(2019, 3, 11), date(2019, 6, 11)),
        (ClockStart.REFERRAL, date(2019, 3, 4), date(2019, 6, 4)),
        (ClockStart.ACCEPTANCE, date(2019, 3, 6), date(2019, 6, 6)),
        (ClockStart.CONTRACT, date(2019, 4, 2), date(2019, 7, 2)),
        (ClockStart.BUSINESS_CREATION, date(2018, 5, 1), date(2018, 8, 1)),
    ],
)
def test_a_duration_is_counted_from_its_clock(start, counted_from, limit):
    dated = opened(clock=start, duration_months=3)
    assert (clock_start(dated), dated.due_on) == (counted_from, limit)


def test_every_clock_is_worked_out():
    assert {clock_start(opened(clock=start)) for start in ClockStart} == {
        OPENED, date(2019, 3, 4), date(2019, 3, 6), date(2019, 4, 2), date(2018, 5, 1),
    }  # fmt: skip


@pytest.mark.parametrize("start", [ClockStart.CONTRACT, ClockStart.BUSINESS_CREATION])
def test_a_fact_that_is_missing_gives_no_limit(start):
    dated = opened(
        clock=start, duration_months=3, created_on=None, facts={**FACTS, "contract_signed_on": None}
    )
    assert (clock_start(dated), dated.due_on) == (None, None)
    assert not dated.is_late(date(2119, 1, 1))


def test_no_duration_is_no_limit():
    dated = opened(duration_months=None)
    assert dated.due_on is None
    assert not dated.is_late(date(2119, 1, 1))


def test_the_minimum_never_moves_the_limit():
    assert opened(duration_min_months=2, duration_months=3).due_on == date(2019, 6, 11)


def test_late_begins_the_day_after_the_limit():
    dated = opened(duration_months=3)
    assert not dated.is_late(date(2019, 6, 11))
    assert dated.is_late(date(2019, 6, 12))


def test_extensions_are_months_and_pauses_are_days():
    assert opened(duration_months=3, extended_months=2).due_on == date(2019, 8, 11)
    assert opened(duration_months=3, paused_days=20).due_on == date(2019, 7, 1)
    assert opened(duration_months=3, extended_months=2, paused_days=20).due_on == date(2019, 8, 31)


def test_a_month_that_is_shorter_gives_its_last_day():
    late = Phase(pathway=Pathway(), spec=PhaseSpec(duration_months=1), opened_on=date(2020, 1, 31))
    assert limit_of(late) == date(2020, 2, 29)


# --- One step ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset_days", "day"),
    [
        (0, date(2019, 3, 11)),
        (10, date(2019, 3, 21)),
        (5, date(2019, 3, 18)),  # a Saturday: the Monday after
        (42, date(2019, 4, 23)),  # Easter Monday: the Tuesday
        (51, date(2019, 5, 2)),  # 1 May
        (None, None),
    ],
)
def test_an_offset_leads_to_a_working_day(offset_days, day):
    assert expected_date(StepSpec(offset_days=offset_days), 1, opened(), {}) == day


def test_a_pause_puts_off_what_is_counted_from_the_opening():
    assert expected_date(StepSpec(offset_days=10), 1, opened(paused_days=7), {}) == date(2019, 3, 28)


HELD = {7: [date(2019, 4, 1), date(2019, 5, 6)]}


@pytest.mark.parametrize(
    ("which", "held", "day"),
    [
        (Anchor.FIRST, HELD, date(2019, 4, 11)),
        (Anchor.LAST, HELD, date(2019, 5, 16)),
        (Anchor.FIRST, {}, None),
        (Anchor.LAST, {8: [date(2019, 4, 1)]}, None),
    ],
)
def test_an_anchor_is_the_first_or_the_last_time_held(which, held, day):
    spec = StepSpec(after_step_id=7, after_which=which, offset_days=10)
    assert expected_date(spec, 1, opened(), held) == day


# --- Several times ----------------------------------------------------------------


def test_a_counted_step_comes_its_minimum_of_times_then_n_offsets_apart():
    spec = StepSpec(repeat=Repeat.COUNT, count_min=3, count_max=6, offset_days=20)
    assert occurrences_of(spec, opened(duration_months=6)) == 3
    assert [expected_date(spec, n, opened(), {}) for n in (1, 2, 3, 4)] == [
        date(2019, 4, 1), date(2019, 4, 23), date(2019, 5, 10), date(2019, 5, 31),
    ]  # fmt: skip


EVERY_MONTH = StepSpec(repeat=Repeat.EVERY, every_months=1, offset_days=10)


def test_a_regular_step_comes_once_for_each_interval_begun_before_the_limit():
    dated = opened(duration_months=6)
    assert occurrences_of(EVERY_MONTH, dated) == 6
    assert [expected_date(EVERY_MONTH, n, dated, {}) for n in (1, 2, 6)] == [
        date(2019, 3, 21), date(2019, 4, 23), date(2019, 8, 21),
    ]  # fmt: skip
    quarterly = StepSpec(repeat=Repeat.EVERY, every_months=3)
    assert occurrences_of(quarterly, dated) == 2
    assert occurrences_of(quarterly, opened(duration_months=7)) == 3


def test_without_limit_a_regular_step_comes_one_at_a_time():
    assert occurrences_of(EVERY_MONTH, opened(duration_months=None)) == 1
    assert expected_date(EVERY_MONTH, 14, opened(duration_months=None), {}) == date(2020, 4, 21)


def test_an_endless_limit_is_cut_short():
    assert occurrences_of(EVERY_MONTH, opened(duration_months=600)) == MAX_OCCURRENCES


@pytest.mark.parametrize("paused_days", [1, 3, 20, 31, 200])
def test_a_pause_never_changes_how_many_intervals_fit(paused_days):
    for months in (1, 6):
        for day in (date(2019, 1, 28), date(2019, 1, 31), date(2019, 2, 28)):
            dated = Phase(pathway=Pathway(), spec=PhaseSpec(duration_months=months), opened_on=day)
            dated.paused_days, dated.due_on = paused_days, None
            dated.due_on = limit_of(dated)
            assert occurrences_of(EVERY_MONTH, dated) == months


def test_a_limit_already_past_still_asks_for_one():
    assert occurrences_of(EVERY_MONTH, opened(clock=ClockStart.BUSINESS_CREATION, duration_months=3)) == 1


# --- Through the acts ---------------------------------------------------------------

ANCHORED = phase(
    step("un", offset_days=10),
    step("deux", offset_days=30, after={"step": "un", "which": "last"}),
    choices=[choice(), choice("pause", "suspend"), choice("plus", "extend", months_max=3)],
)


@pytest.fixture
def path(cast) -> Pathway:
    return run(cast, document(ANCHORED), entered_on=OPENED)


def test_holding_a_step_dates_those_that_come_after_it(path, maiwenn):
    assert expected(path, "deux") == [None]
    tell(step_of(path, "un"), date(2019, 3, 21), maiwenn)
    assert expected(path, "deux") == [date(2019, 4, 23)]  # 20 April is the Saturday of Easter


def test_an_absence_dates_nothing_and_comes_back(path, maiwenn):
    tell(step_of(path, "un"), date(2019, 3, 21), maiwenn, outcome=StepState.NO_SHOW)
    assert expected(path, "deux") == [None]
    assert expected(path, "un") == [date(2019, 4, 4)]


def test_putting_a_report_right_dates_again(path, maiwenn):
    tell(step_of(path, "un"), date(2019, 3, 21), maiwenn)
    with clock.held(date(2019, 3, 25)):
        actions.correct_step_report(
            step=step_of(path, "un"), outcome=StepState.EXCUSED, reason="Erreur.", by=maiwenn
        )
    assert expected(path, "deux") == [None]


def test_a_pause_puts_off_what_comes_after_a_step_held_before_it_only(path, maiwenn):
    tell(step_of(path, "un"), date(2019, 3, 21), maiwenn)
    decide(path, "pause", maiwenn, on=date(2019, 4, 1))
    with clock.held(date(2019, 5, 13)):
        actions.resume_pathway(pathway=path, by=maiwenn)
    assert expected(path, "deux") == [date(2019, 6, 3)]  # 20 April and 42 days: Saturday 1 June
    assert current(path).due_on == date(2019, 10, 23)
    with clock.held(date(2019, 5, 14)):
        actions.correct_step_report(
            step=step_of(path, "un"), outcome=StepState.EXCUSED, reason="Erreur.", by=maiwenn
        )
    tell(step_of(path, "un"), date(2019, 5, 14), maiwenn)
    assert expected(path, "deux") == [date(2019, 6, 13)]


def test_a_planned_step_keeps_its_date_whatever_moves(path, maiwenn):
    with clock.held(date(2019, 3, 12)):
        plan(step_of(path, "un"), date(2019, 3, 28), maiwenn)
    decide(path, "plus", maiwenn, on=date(2019, 3, 13), months=3)
    decide(path, "pause", maiwenn, on=date(2019, 3, 14))
    with clock.held(date(2019, 3, 25)):
        actions.resume_pathway(pathway=path, by=maiwenn)
    kept = step_of(path, "un")
    assert (kept.state, kept.starts_at, kept.expected_on) == (
        StepState.PLANNED,
        at(date(2019, 3, 28)),
        date(2019, 3, 21),
    )


def test_an_extension_adds_the_regular_steps_that_now_fit(cast, maiwenn):
    content = document(
        phase(
            step("visite", every_months=1),
            duration_months=2,
            choices=[choice(), choice("plus", "extend", months_max=3)],
        )
    )
    path = run(cast, content, entered_on=OPENED)
    assert len(expected(path, "visite")) == 2
    decide(path, "plus", maiwenn, on=date(2019, 3, 13), months=2)
    assert expected(path, "visite") == [
        date(2019, 3, 11),
        date(2019, 4, 11),
        date(2019, 5, 13),
        date(2019, 6, 11),
    ]


def test_without_limit_the_next_one_comes_once_the_last_is_told(cast, maiwenn):
    path = run(cast, document(phase(step("visite", every_months=1), duration_months=None)), entered_on=OPENED)
    assert expected(path, "visite") == [OPENED]
    tell(step_of(path, "visite"), OPENED, maiwenn)
    assert expected(path, "visite") == [date(2019, 4, 11)]
    with clock.held(date(2019, 3, 12)):
        actions.skip_step(step=step_of(path, "visite", 2), reason="En congé.", by=maiwenn)
    assert expected(path, "visite") == [date(2019, 5, 13)]


def test_the_contract_dates_the_phases_counted_from_it(cast, maiwenn):
    path = run(
        cast,
        document(phase(step("visite", every_months=1), clock="contract", duration_months=3)),
        entered_on=OPENED,
    )
    assert (current(path).due_on, len(expected(path, "visite"))) == (None, 1)
    with clock.held(date(2019, 4, 1)):
        actions.record_contract(pathway=path, signed_on=date(2019, 3, 25), by=maiwenn)
    assert (current(path).due_on, len(expected(path, "visite"))) == (date(2019, 6, 25), 4)


def test_the_creation_of_the_business_dates_the_phases_counted_from_it(cast, maiwenn):
    path = run(cast, document(phase(clock="business_creation", duration_months=3)), entered_on=OPENED)
    assert current(path).due_on is None
    with clock.held(date(2019, 4, 1)):
        actions.update_business(pathway=path, values={"created_on": date(2019, 3, 20)}, by=maiwenn)
    assert current(path).due_on == date(2019, 6, 20)

"""What is true of every household, and of both engines."""

from dataclasses import fields, replace
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rebond.simulation.engine import Activity, Case, Due, Point, Result, Rules
from rebond.simulation.exit import exit_turnover, results_at
from rebond.simulation.simulate import draw, simulate
from tests.simulation.households import AMOUNTS, cases

calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FLOORS = (6, 15)


def _near_a_floor(result: Result) -> bool:
    """Single precision may fall on the other side of an amount under which nothing is paid."""
    return any(abs(amount - floor) < 0.02 for amount in (result.rsa, result.ppa) for floor in FLOORS)


@calm
@given(case=cases())
def test_both_engines_agree_to_the_cent(openfisca, arithmetic, case: Case):
    found, expected = (simulate(case, engine=engine) for engine in (openfisca, arithmetic))
    assume(not _near_a_floor(found) and not _near_a_floor(expected))
    for name in [*(field.name for field in fields(Result)), "total"]:
        assert abs(getattr(found, name) - getattr(expected, name)) < 0.01, name


@calm
@given(case=cases())
def test_rsa_falls_as_turnover_rises_and_is_never_negative(arithmetic, case: Case):
    amounts = [result.rsa for result in draw(case, engine=arithmetic, points=60).points]
    assert all(later <= sooner for sooner, later in pairwise(amounts))
    assert min(amounts) >= 0
    assert not any(0 < amount < 5.99 for amount in amounts)


@calm
@given(case=cases())
def test_the_exit_is_where_rsa_goes_under_six_euros(arithmetic, case: Case):
    at = simulate(case, engine=arithmetic).exit_turnover
    wages = case.activity.own_net_wages
    before, after = results_at(
        engine=arithmetic, case=case, points=[Point(max(at - 0.1, 0), wages), Point(at + 0.1, wages)]
    )
    assert after.rsa == 0
    assert before.rsa >= 6 if at > 0.1 else before.rsa < 7


@calm
@given(case=cases(), more=st.floats(1, 1000))
def test_more_wages_never_raise_the_exit(arithmetic, case: Case, more: float):
    richer = replace(case, activity=replace(case.activity, own_net_wages=case.activity.own_net_wages + more))
    assert (
        simulate(richer, engine=arithmetic).exit_turnover <= simulate(case, engine=arithmetic).exit_turnover
    )


@calm
@given(case=cases(), months=st.lists(AMOUNTS, min_size=5, max_size=5))
def test_an_irregular_quarter_counts_as_its_average(arithmetic, case: Case, months: list[float]):
    """Only M-4 to M-2 count, by their mean: neither the order nor the last two months change anything."""
    irregular = replace(case, activity=replace(case.activity, turnover=tuple(months)))
    shuffled = replace(
        case, activity=replace(case.activity, turnover=(months[2], months[0], months[1], 9.0, 0.0))
    )
    mean = replace(case, activity=replace(case.activity, turnover=(sum(months[:3]) / 3,)))
    asked = [simulate(each, engine=arithmetic).total for each in (irregular, shuffled, mean)]
    assert max(asked) - min(asked) < 0.01


@calm
@given(case=cases())
def test_earning_more_leaves_more_but_where_rsa_or_the_prime_stop(arithmetic, case: Case):
    """What is lost at once is at most the six euros of RSA and the fifteen of the prime."""
    totals = [result.total for result in draw(case, engine=arithmetic, points=200).points]
    assert all(later >= sooner - 21.01 for sooner, later in pairwise(totals))


@given(due=st.floats(-5000, 5000), share=st.sampled_from([0.29, 0.5, 0.66]))
def test_the_closed_form_is_never_negative(due: float, share: float):
    rules = Rules(income_share=share, contribution_rate=0.2, least_rsa=6, least_ppa=15, crds_rate=0.005)
    assert exit_turnover(Due(due, 0, 0).rsa, rules) >= 0


def test_openfisca_s_own_rsa_is_ours(openfisca):
    """The sum of its parts is what its variable `rsa` says, where nothing is neutralised."""
    from rebond.simulation import openfisca as module
    from rebond.simulation.cases import read_case
    from tests.simulation.golden import GOLDEN

    for golden in GOLDEN:
        case = read_case(golden.case)
        place = Point(case.activity.monthly_turnover, case.activity.own_net_wages)
        question = module._Question(
            openfisca._system, case.household, case.activity.kind, case.month, [place]
        )
        own = float(question._of("rsa")[0])
        assert abs(own - simulate(case, engine=openfisca).rsa) < 0.001, golden
    assert isinstance(case.activity, Activity)

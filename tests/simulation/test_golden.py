"""Both engines find what the hand finds, to the cent."""

import pytest

from rebond.simulation.cases import read_case
from rebond.simulation.engine import Engine
from rebond.simulation.simulate import simulate
from tests.simulation.golden import GOLDEN, Golden, case

CENT = 0.005
each_golden = pytest.mark.parametrize("golden", GOLDEN, ids=str)


@each_golden
def test_an_engine_finds_what_the_hand_finds(golden: Golden, engine: Engine):
    found = simulate(read_case(golden.case), engine=engine)
    assert found.rsa == pytest.approx(golden.rsa, abs=CENT)
    assert found.ppa == pytest.approx(golden.ppa, abs=CENT)
    assert found.ppa_net_crds == pytest.approx(golden.ppa * 0.995, abs=CENT)
    assert found.exit_turnover == pytest.approx(golden.exit_ca, abs=CENT)
    assert found.family_benefits_net == pytest.approx(golden.family, abs=CENT)
    assert found.contributions == pytest.approx(golden.contributions, abs=CENT)


def test_a_published_example_of_the_ministry(engine: Engine):
    """DREES, 2025: single, wage of 800, housing deduction 75.99: 261.22 (SMIC 11.88, no bonus changed since)."""
    asked = case("vente", 0, month="2025-04", wages=800, housing_benefit=200)
    assert simulate(read_case(asked), engine=engine).ppa == pytest.approx(261.22, abs=CENT)


def test_total_resources_add_up(engine: Engine):
    """400 − 86 of contributions + 500 of wages + 380 of housing benefit, and the three benefits: 2 085.09."""
    asked = next(golden for golden in GOLDEN if golden.name == "couple-two-children-apl-wage")
    found = simulate(read_case(asked.case), engine=engine)
    by_hand = 400 - 86 + 500 + 380 + asked.rsa + asked.ppa * 0.995 + asked.family
    assert found.total == pytest.approx(by_hand, abs=CENT)
    assert found.total == pytest.approx(2085.09, abs=CENT)


#: Activity, turnover below and above the exit of a single person, share that is income, contributions.
HUNDRED = [
    ("vente", 1000, 2300, 0.29, 0.124),
    ("service_bic", 700, 1310, 0.5, 0.215),
    ("bnc", 500, 985, 0.66, 0.258),
]


@pytest.mark.parametrize(("activity", "below", "above", "share", "rate"), HUNDRED)
def test_what_a_hundred_euros_more_leave(engine: Engine, activity, below, above, share, rate):
    """Below the exit 75.9, 58.3, 47.5; above it 76.0, 58.5, 47.8; across it the six euros not paid are lost besides."""

    def total_at(turnover: float) -> float:
        return simulate(read_case(case(activity, turnover)), engine=engine).total

    def left_at(turnover: float) -> float:
        return total_at(turnover + 100) - total_at(turnover)

    earned, income = 100 * (1 - rate), 100 * share
    # Below: RSA loses the income, the prime gives 59.85 % of it. Above: the prime loses 40.15 % of it.
    assert left_at(below) == pytest.approx(earned - income + income * 0.5985 * 0.995, abs=0.01)
    assert left_at(above) == pytest.approx(earned - income * 0.4015 * 0.995, abs=0.01)
    exit_at = simulate(read_case(case(activity, 0)), engine=engine).exit_turnover
    across = total_at(exit_at + 1) - total_at(exit_at - 1)
    assert across == pytest.approx(2 * (1 - rate) - 6, abs=1.5)
    assert across < 0

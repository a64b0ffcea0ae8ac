"""Answering a case: where the household stands, and the whole curve up to twice the exit."""

import math

from rebond.simulation.engine import MOST_POINTS, Activity, Case, Curve, Engine, Point, Result
from rebond.simulation.exit import results_at

#: Points of a curve unless told otherwise: one every half percent of the way to twice the exit.
CURVE_POINTS = 201
#: Euros: a curve goes at least that far, so that one can look beyond when RSA is never paid; and it ends on a round sum.
LEAST_REACH_EUR, REACH_STEP_EUR = 2000, 500


def simulate(case: Case, *, engine: Engine) -> Result:
    """Where the household stands, at the average turnover of its quarter."""
    return results_at(engine=engine, case=case, points=[_today(case)])[0]


def draw(case: Case, *, engine: Engine, points: int = CURVE_POINTS) -> Curve:
    """The curve of the household's resources at its present wages. Raises ValueError beyond MOST_POINTS."""
    if not 2 <= points <= MOST_POINTS:
        raise ValueError(f"Une courbe compte de 2 à {MOST_POINTS} points.")
    today = simulate(case, engine=engine)
    reach = reach_of(case.activity, today)
    wages = case.activity.own_net_wages
    places = [Point(reach * step / (points - 1), wages) for step in range(points)]
    return Curve(tuple(results_at(engine=engine, case=case, points=places)))


def reach_of(activity: Activity, today: Result) -> float:
    """How far the curve goes: twice the exit, past today's turnover, and far enough to look beyond."""
    farthest = max(2 * today.exit_turnover, 1.2 * activity.monthly_turnover, LEAST_REACH_EUR)
    return float(math.ceil(farthest / REACH_STEP_EUR) * REACH_STEP_EUR)


def _today(case: Case) -> Point:
    return Point(case.activity.monthly_turnover, case.activity.own_net_wages)

"""The exit of RSA in closed form, and what a point of the scales becomes once it is paid."""

from collections.abc import Sequence

from rebond.simulation.engine import Case, Due, Engine, Point, Result, Rules


def exit_turnover(rsa_due_without_turnover: float, rules: Rules) -> float:
    """The monthly turnover above which RSA is under the amount that is paid.

    RSA falls in a straight line: each euro of turnover takes away `income_share` of a euro (C8), so one point is enough.
    0 when RSA is not paid even without turnover.
    """
    return max(0.0, (rsa_due_without_turnover - rules.least_rsa) / rules.income_share)


def is_paid(amount: float, least: float) -> bool:
    """Amounts are compared as they are paid, to the cent: engines count in binary, one of them in single precision."""
    return round(amount, 2) >= least


def results_at(*, engine: Engine, case: Case, points: Sequence[Point]) -> list[Result]:
    """What the household of `case` lives on at each of these points, in one question to the engine."""
    rules = engine.rules(case.activity.kind, case.month)
    wage_levels = sorted({point.own_net_wages for point in points})
    asked = [*points, *(Point(0.0, wages) for wages in wage_levels)]
    found = engine.due(household=case.household, kind=case.activity.kind, month=case.month, points=asked)
    without_turnover = dict(zip(wage_levels, found[len(points) :], strict=True))
    exits = {wages: exit_turnover(due.rsa, rules) for wages, due in without_turnover.items()}
    return [
        _paid(case, point, due, rules, exits[point.own_net_wages])
        for point, due in zip(points, found[: len(points)], strict=True)
    ]


def _paid(case: Case, point: Point, due: Due, rules: Rules, exit_at: float) -> Result:
    rsa = due.rsa if is_paid(due.rsa, rules.least_rsa) else 0.0
    ppa = due.ppa if is_paid(due.ppa, rules.least_ppa) else 0.0
    after_crds = 1 - rules.crds_rate
    return Result(
        turnover=point.turnover,
        wages=point.own_net_wages + case.household.partner_net_wage,
        contributions=point.turnover * rules.contribution_rate,
        rsa=rsa,
        ppa=ppa,
        ppa_net_crds=ppa * after_crds,
        family_benefits_net=due.family_benefits * after_crds,
        housing_benefit=case.household.housing_benefit,
        exit_turnover=exit_at,
    )

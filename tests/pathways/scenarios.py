"""A scenario of the exit simulator: Delphine alone, 900 € of services a month, and what she would have beside."""

from datetime import date

from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody
from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.engine import Activity, Case, Household, Kind
from rebond.simulation.models import Scenario, scenario_from
from rebond.simulation.simulate import simulate

MONTH = date(2026, 11, 1)


def a_case(turnover: float = 900, *, wages: float = 0, household: Household | None = None) -> Case:
    activity = Activity(Kind.SERVICES, (turnover,), wages)
    return Case(month=MONTH, household=household or Household(age=35), activity=activity)


def save_scenario(
    pathway: Pathway, *, by: Anybody, label: str = "Avec un mi-temps", case: Case | None = None
) -> Scenario:
    return actions.save_scenario(
        pathway=pathway, label=label, case=case or a_case(), engine=Arithmetic(), by=by
    )


def scenario_of(pathway: Pathway) -> Scenario:
    """One that nobody saved."""
    case, engine = a_case(), Arithmetic()
    return scenario_from(
        case=case,
        result=simulate(case, engine=engine),
        engine=engine.name,
        label="À l'essai",
        beneficiary=pathway.beneficiary,
    )

"""Scenarios of the exit simulator on a few living files: as today, and with a part-time job beside."""

from dataclasses import replace

from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.pathways.simulating import start_of
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.engine import Activity, Case, Household, Kind

#: How many files tell of it.
FILES = 4
WAGES = 600.0
#: Nobody's household: those of people who exist only here.
HOUSEHOLDS = (
    Household(housing_benefit=220.0),
    Household(couple=True, children_ages=(6, 11), housing_benefit=380.0, partner_net_wage=500.0),
    Household(children_ages=(9,), asf_received=True, housing_benefit=290.0),
    Household(couple=True),
)


def tell_scenarios() -> None:
    """On the first files whose turnover is known; the plain arithmetic answers, so that loading stays quick."""
    engine, told = Arithmetic(), 0
    running = Pathway.objects.filter(state=PathwayState.OPEN).order_by("entered_on", "pk")
    for pathway in running.select_related("beneficiary", "business", "adviser", "contractor"):
        case = _case(pathway, HOUSEHOLDS[told])
        if case is None:
            continue
        adviser = Actor(pathway.adviser, pathway.contractor, "business_adviser")
        beside = replace(case, activity=replace(case.activity, own_net_wages=WAGES))
        for label, each in (("Comme aujourd'hui", case), ("Avec un mi-temps", beside)):
            actions.save_scenario(pathway=pathway, label=label, case=each, engine=engine, by=adviser)
        told += 1
        if told == FILES:
            return


def _case(pathway: Pathway, household: Household) -> Case | None:
    """The file's own figures, in an invented household; None when the turnover is not known."""
    start = start_of(pathway).values
    if "turnover" not in start or "kind" not in start:
        return None
    activity = Activity(Kind(start["kind"]), (float(start["turnover"]),))
    return Case(start["month"], replace(household, age=start.get("age", household.age)), activity)

"""Any household that the simulator accepts, for property tests."""

from datetime import date

from hypothesis import strategies as st

from rebond.simulation.engine import Activity, Case, Household, Housing, Kind
from rebond.simulation.parameters import snapshot

AMOUNTS = st.floats(0, 4000, allow_nan=False).map(lambda amount: round(amount, 2))


@st.composite
def households(draw: st.DrawFn) -> Household:
    couple = draw(st.booleans())
    ages = draw(st.lists(st.integers(0, 24), max_size=6))
    return Household(
        couple=couple,
        children_ages=tuple(ages),
        housing=draw(st.sampled_from(Housing)),
        housing_benefit=draw(st.sampled_from([0.0, 45.5, 180.0, 420.0])),
        partner_net_wage=draw(AMOUNTS) if couple else 0.0,
        recently_isolated=not couple and draw(st.booleans()),
        asf_received=not couple and bool(ages) and draw(st.booleans()),
        age=draw(st.integers(18, 70)),
    )


def months() -> st.SearchStrategy[date]:
    return st.sampled_from(snapshot().months())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    activity = Activity(draw(st.sampled_from(Kind)), (draw(AMOUNTS),), draw(AMOUNTS))
    return Case(month=draw(months()), household=draw(households()), activity=activity)

"""What the exit simulator starts from: the figures of the file, and the household of the last scenario that was kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rebond.core import clock
from rebond.core.dates import add_months, months_between
from rebond.finances.models import MonthlyFigures
from rebond.finances.months import months_in_words
from rebond.finances.turnover import MonthlyAverage, average_monthly_turnover
from rebond.pathways.models import Pathway
from rebond.people.models import IncomeCategory
from rebond.simulation.engine import Kind
from rebond.simulation.models import Scenario
from rebond.simulation.parameters import snapshot
from rebond.simulation.words import scenario_sentence

KINDS = {
    IncomeCategory.SALES: Kind.SALES,
    IncomeCategory.SERVICES_BIC: Kind.SERVICES,
    IncomeCategory.BNC: Kind.LIBERAL,
}


@dataclass(frozen=True)
class Start:
    """The first values of the form, by the names of its fields, and in French where they come from."""

    values: dict[str, Any]
    notes: list[str]


def start_of(pathway: Pathway, scenario: Scenario | None = None) -> Start:
    """A scenario again as it was kept, else the file as it stands today."""
    if scenario:
        return Start(_kept(scenario), [f"Scénario « {scenario.label} », tel qu'il a été gardé."])
    average = average_monthly_turnover(pathway.business, until=add_months(clock.today(), -1))
    last = Scenario.objects.filter(beneficiary=pathway.beneficiary_id).last()
    values = {
        "month": default_month(),
        "kind": _kind(pathway, average),
        "turnover": average.amount_eur,
        "own_net_wages": _wages(pathway, average),
        **({name: value for name, value in _kept(last).items() if name in HOUSEHOLD} if last else {}),
    }
    if (age := _age(pathway)) is not None:
        values["age"] = age
    return Start({name: value for name, value in values.items() if value is not None}, _notes(average, last))


HOUSEHOLD = (
    "couple", "children_ages", "housing", "housing_benefit", "partner_net_wage", "recently_isolated", "asf_received",
)  # fmt: skip


def default_month() -> date:
    """The present month, or the nearest one whose law was verified."""
    known = snapshot()
    return max(known.first_month, min(clock.today().replace(day=1), known.last_month))


def scenarios_of(pathway: Pathway) -> list[Scenario]:
    """What was kept for this person, the oldest first."""
    return list(Scenario.objects.filter(beneficiary=pathway.beneficiary_id))


def scenario_sentences(pathway: Pathway) -> list[str]:
    """Each scenario that was kept, as a sentence for the minutes of a meeting, a diagnostic or a plan."""
    return [scenario_sentence(kept.label, kept.case, kept.result) for kept in scenarios_of(pathway)]


def _kept(scenario: Scenario) -> dict[str, Any]:
    return {
        "month": scenario.month,
        "kind": scenario.kind,
        "turnover": scenario.turnover_eur,
        "own_net_wages": scenario.own_net_wages_eur,
        "couple": scenario.couple,
        "children_ages": ", ".join(map(str, scenario.children_ages)),
        "housing": scenario.housing,
        "housing_benefit": scenario.housing_benefit_eur,
        "partner_net_wage": scenario.partner_net_wage_eur,
        "recently_isolated": scenario.recently_isolated,
        "asf_received": scenario.asf_received,
        "age": scenario.age,
    }


def _kind(pathway: Pathway, average: MonthlyAverage) -> str | None:
    """The activity that cashes most, else what the business is said to be; None for farming or when nobody knows."""
    known = {category: amount for category, amount in average.by_category.items() if category in KINDS}
    category = max(known, key=lambda each: known[each]) if known else pathway.business.income_category
    return KINDS[IncomeCategory(category)].value if category in KINDS else None


def _wages(pathway: Pathway, average: MonthlyAverage) -> Decimal | None:
    """The last net wages declared beside the business, over the same months."""
    figures = MonthlyFigures.objects.filter(
        business=pathway.business_id, month__in=average.months, salaried_eur__isnull=False
    )
    last = figures.order_by("month").last()
    return last.salaried_eur if last else None


def _age(pathway: Pathway) -> int | None:
    born = pathway.beneficiary.birth_date
    return months_between(born, default_month()) // 12 if born else None


def _notes(average: MonthlyAverage, last: Scenario | None) -> list[str]:
    if average.amount_eur is not None:
        notes = [f"Chiffre d'affaires : moyenne déclarée sur {months_in_words(average.months)}."]
    else:
        notes = [f"{average.reason} Écrivez un chiffre d'affaires pour essayer."]
    if len(average.by_category) > 1:
        notes.append("Plusieurs activités : le calcul applique à tout les règles de la principale.")
    if last:
        notes.append(f"Foyer : celui du scénario « {last.label} ».")
    else:
        notes.append(
            "Le foyer n'est pas connu : complétez-le. Il n'est gardé que si vous gardez un scénario."
        )
    return notes

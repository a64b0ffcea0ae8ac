"""The same law in plain arithmetic over the dated snapshot, for when OpenFisca is not installed.

Each function is one line of docs/algorithms/rsa-exit.md, where it is worked through with numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rebond.simulation.engine import Due, Household, Housing, Kind, Point, Rules, birth_month
from rebond.simulation.parameters import scale_at, snapshot

Scale = Mapping[str, float]
#: Children born earlier keep the family allowance's raise at 14; the others wait for the age of the scale (décret of 2026).
OLD_RAISE_BORN_BEFORE, OLD_RAISE_AGE = date(2012, 3, 1), 14


class Arithmetic:
    """The fallback engine."""

    name = "calcul interne"

    @property
    def version(self) -> str:
        return f"paramètres d'OpenFisca-France {snapshot().version}"

    def rules(self, kind: Kind, month: date) -> Rules:
        scale = scale_at(month)
        return Rules(
            income_share=1 - scale[f"micro.{kind}.allowance"],
            contribution_rate=scale[f"micro.{kind}.contribution"] + scale[f"micro.{kind}.training"],
            least_rsa=scale["rsa.least_paid"],
            least_ppa=scale["ppa.least_paid"],
            crds_rate=scale["family.crds"],
        )

    def due(self, *, household: Household, kind: Kind, month: date, points: Sequence[Point]) -> list[Due]:
        scale = scale_at(month)
        family = family_benefits(household, month, scale)
        share = 1 - scale[f"micro.{kind}.allowance"]
        rsa_at_rest = rsa_without_earnings(household, family, scale)
        found = []
        for point in points:
            own = point.turnover * share + point.own_net_wages
            found.append(
                Due(
                    rsa=rsa_at_rest - own - household.partner_net_wage,
                    ppa=ppa_due(household, family, own, scale),
                    family_benefits=family.paid,
                )
            )
        return found


@dataclass(frozen=True)
class Family:
    """Family benefits before CRDS: what is paid, and what counts as a resource for RSA and prime d'activité."""

    paid: float
    counted: float


def family_benefits(home: Household, month: date, scale: Scale) -> Family:
    """Family allowances, family complement, base allowance of young children, ASF: full rates, as for all who have RSA."""
    bmaf = scale["family.bmaf"]
    allowance = family_allowance(home, scale)
    raised = _raises_for_age(home, month, scale) if allowance else 0.0
    young = (
        bmaf * scale["paje.rate"] if any(age < scale["paje.age_limit"] for age in home.children_ages) else 0.0
    )
    complement, complement_counted = (0.0, 0.0) if young else _complement(home, scale)
    supported = sum(age < scale["af.flat_age"] for age in home.children_ages) if home.asf_received else 0
    return Family(
        paid=allowance
        + raised
        + _flat_allowance(home, scale)
        + complement
        + young
        + supported * bmaf * scale["asf.rate"],
        counted=allowance + complement_counted + young + supported * bmaf * scale["rsa.asf_counted"],
    )


def family_allowance(home: Household, scale: Scale) -> float:
    """From the second child: 32 % of the BMAF for the second, 41 % for each further one, to the cent."""
    children = _children_under(home, scale["family.child_age_limit"])
    if children < scale["af.least_children"]:
        return 0.0
    return round(
        scale["family.bmaf"] * (scale["af.second_child"] + (children - 2) * scale["af.further_child"]), 2
    )


def _raises_for_age(home: Household, month: date, scale: Scale) -> float:
    """16 % of the BMAF for each child old enough; of two children, not for the elder."""
    ages = [age for age in home.children_ages if age < scale["family.child_age_limit"]]
    old_enough = [age for age in ages if age >= _raise_age(age, month, scale)]
    if len(ages) == 2:
        old_enough = [age for age in old_enough if age != max(ages)]
    return len(old_enough) * scale["family.bmaf"] * scale["af.older_child"]


def _raise_age(age: int, month: date, scale: Scale) -> float:
    is_old_rule = birth_month(age, month) < OLD_RAISE_BORN_BEFORE
    return OLD_RAISE_AGE if is_old_rule else scale["af.older_child_age"]


def _flat_allowance(home: Household, scale: Scale) -> float:
    """For each child of twenty, when three children or more count."""
    aged_twenty = sum(age == scale["af.flat_age"] for age in home.children_ages)
    if _children_under(home, scale["family.child_age_limit"]) + aged_twenty < scale["af.flat_least_children"]:
        return 0.0
    return aged_twenty * round(scale["family.bmaf"] * scale["af.flat"], 2)


def _complement(home: Household, scale: Scale) -> tuple[float, float]:
    """The raised family complement that is paid, and the plain one that counts: three children from 3 to 20."""
    eligible = sum(scale["cf.age_from"] <= age < scale["cf.age_limit"] for age in home.children_ages)
    if eligible < scale["cf.least_children"]:
        return 0.0, 0.0
    bmaf = scale["family.bmaf"]
    return round(bmaf * max(scale["cf.raised"], scale["cf.base"]), 2), bmaf * scale["cf.base"]


def _children_under(home: Household, limit: float) -> int:
    return sum(age < limit for age in home.children_ages)


def has_raised_rsa(home: Household, scale: Scale) -> bool:
    """A lone parent with a child under three, or alone for a short time (L. 262-9 CASF)."""
    if home.couple or not home.children_ages:
        return False
    return home.recently_isolated or min(home.children_ages) < scale["rsa.isolated_child_age"]


def _persons_rate(home: Household, scale: Scale, prefix: str) -> float:
    """1 for the first person, + 50 % for the second, + 30 % for the next ones, + 40 % from the third child on."""
    rate = 1.0
    if home.persons >= 2:
        rate += scale[f"{prefix}.second_person"]
    if home.persons >= 3:
        rate += scale[f"{prefix}.third_person"]
    if home.persons >= 4:
        rate += scale[f"{prefix}.third_person" if home.couple else f"{prefix}.further_child"]
    return rate + max(home.persons - 4, 0) * scale[f"{prefix}.further_child"]


def _raised_rate(home: Household, scale: Scale, prefix: str) -> float:
    return scale[f"{prefix}.isolated_parent"] + len(home.children_ages) * scale[f"{prefix}.isolated_child"]


def housing_deduction(home: Household, scale: Scale, prefix: str) -> float:
    """The forfait logement: 12, 16 or 16.5 % of the flat amount of one, two, three persons; at most the benefit itself."""
    size = min(home.persons, 3)
    rate = 1.0
    if size >= 2:
        rate += scale[f"{prefix}.second_person"]
    if size == 3:
        rate += scale[f"{prefix}.third_person"]
    deduction = scale[f"{prefix}.base"] * rate * scale[f"{prefix}.housing_{size}"]
    if home.housing is not Housing.TENANT:
        return deduction
    return min(home.housing_benefit, deduction)


def rsa_without_earnings(home: Household, family: Family, scale: Scale) -> float:
    """The flat amount, less the housing deduction, less family benefits. Earnings are then taken off whole."""
    flat = 0.0
    if home.children_ages or home.age >= scale["rsa.child_age_limit"]:
        flat = scale["rsa.base"] * _persons_rate(home, scale, "rsa")
    if has_raised_rsa(home, scale):
        flat = max(flat, scale["rsa.base"] * _raised_rate(home, scale, "rsa"))
    return flat - housing_deduction(home, scale, "rsa") - family.counted


def ppa_due(home: Household, family: Family, own_earnings: float, scale: Scale) -> float:
    """Flat amount + bonus of each worker + 59.85 % of earnings − the larger of all resources and the flat amount."""
    if home.age < scale["ppa.age"]:
        return 0.0
    rate = _raised_rate if has_raised_rsa(home, scale) else _persons_rate
    flat = scale["ppa.base"] * rate(home, scale, "ppa")
    earnings = own_earnings + home.partner_net_wage
    bonuses = ppa_bonus(own_earnings, scale) + ppa_bonus(home.partner_net_wage, scale)
    resources = earnings + family.counted + housing_deduction(home, scale, "ppa")
    return max(0.0, flat + bonuses + scale["ppa.kept"] * earnings - max(resources, flat))


def ppa_bonus(earnings: float, scale: Scale) -> float:
    """Nothing up to 59 hours of SMIC, then rising to its full amount at 138 hours."""
    full = round(scale["ppa.bonus_rate"] * scale["ppa.base"], 2)
    start, end = (scale[name] * scale["smic.hourly"] for name in ("ppa.bonus_from", "ppa.bonus_full_at"))
    return min(max(full * (earnings - start) / (end - start), 0.0), full)

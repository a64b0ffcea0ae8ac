"""The face of the simulator: what is asked, what is answered, and what an engine must know how to do.

Every amount is in euros a month and unrounded; rounding is a matter of screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from rebond.core.dates import add_months

#: The months [M-4 .. M] that a case may tell, and how many of them make the quarter that counts (M-4, M-3, M-2):
#: art. R. 262-7 CASF and R. 843-1 CSS, since 1 March 2025.
MONTHS_TOLD, MONTHS_OF_QUARTER = 5, 3
#: Bounds of one question: beyond, a page would wait, or the household is not one of ours.
MOST_CHILDREN, MOST_POINTS = 10, 1000


class Kind(StrEnum):
    """How the turnover is taxed (C7). Farming is out of scope: its RSA is worked out with the MSA."""

    SALES = "vente"
    SERVICES = "service_bic"
    LIBERAL = "bnc"


class Housing(StrEnum):
    TENANT = "locataire"
    OWNER = "proprietaire"
    FREE = "heberge_gratuit"


@dataclass(frozen=True)
class Household:
    """Who lives together, at the month of the law. A partner is taken to be as old as the person."""

    couple: bool = False
    children_ages: tuple[int, ...] = ()
    housing: Housing = Housing.TENANT
    housing_benefit: float = 0.0
    partner_net_wage: float = 0.0
    #: Alone with children for less than 18 months: opens the higher RSA, as does a child under three.
    recently_isolated: bool = False
    asf_received: bool = False
    age: int = 40

    @property
    def parents(self) -> int:
        return 2 if self.couple else 1

    @property
    def persons(self) -> int:
        return self.parents + len(self.children_ages)


@dataclass(frozen=True)
class Activity:
    """The business and the person's own job beside it. `turnover` holds one average, or the five months [M-4 .. M]."""

    kind: Kind
    turnover: tuple[float, ...]
    own_net_wages: float = 0.0

    @property
    def monthly_turnover(self) -> float:
        """The average of the quarter that counts, which is what RSA and prime d'activité are worked out on (C11)."""
        if len(self.turnover) == 1:
            return self.turnover[0]
        return sum(self.turnover[:MONTHS_OF_QUARTER]) / MONTHS_OF_QUARTER


@dataclass(frozen=True)
class Case:
    """One question. `month` is the first day of the month whose law applies."""

    month: date
    household: Household
    activity: Activity


@dataclass(frozen=True)
class Point:
    """One place on a curve: a monthly turnover, and the person's own net wages beside it."""

    turnover: float
    own_net_wages: float


@dataclass(frozen=True)
class Due:
    """What the scales give at one point, before the amounts under which nothing is paid; may be negative."""

    rsa: float
    ppa: float
    #: Family allowances, complement, base allowance of young children and ASF, before CRDS.
    family_benefits: float


@dataclass(frozen=True)
class Rules:
    """The few rates of one month that do not depend on the household."""

    #: Part of the turnover that is income, the flat allowance taken off (C7): 0.29, 0.50, 0.66.
    income_share: float
    #: Social contributions and training contribution, in share of the turnover (C5).
    contribution_rate: float
    #: Under these amounts nothing is paid (C1, C2).
    least_rsa: float
    least_ppa: float
    crds_rate: float


@dataclass(frozen=True)
class Result:
    """One answer, for one month. `total` is all that the household lives on: see `resources_of`."""

    turnover: float
    wages: float
    contributions: float
    rsa: float
    ppa: float
    ppa_net_crds: float
    family_benefits_net: float
    housing_benefit: float
    #: The monthly turnover above which RSA is no longer paid, all else equal; 0 when it is not paid even without any.
    exit_turnover: float

    @property
    def business_income(self) -> float:
        """What the business leaves once contributions are paid; its expenses are not known here."""
        return self.turnover - self.contributions

    @property
    def total(self) -> float:
        """Turnover less contributions, wages of both, RSA, prime d'activité and family benefits net of CRDS, housing benefit."""
        benefits = self.rsa + self.ppa_net_crds + self.family_benefits_net + self.housing_benefit
        return self.business_income + self.wages + benefits


@dataclass(frozen=True)
class Curve:
    """Results by rising turnover, at constant wages."""

    points: tuple[Result, ...]


class Engine(Protocol):
    """Works out the law. Two are written: OpenFisca-France, and our own arithmetic, which must agree to the cent."""

    @property
    def name(self) -> str:
        """As shown under the figures: « OpenFisca-France »."""
        ...

    @property
    def version(self) -> str: ...

    def rules(self, kind: Kind, month: date) -> Rules: ...

    def due(self, *, household: Household, kind: Kind, month: date, points: Sequence[Point]) -> list[Due]: ...


def birth_month(age: int, month: date) -> date:
    """A first of month on which somebody of this age may be born: half a year past the birthday at `month`.

    So nobody changes age within the quarter: the ages are those of the month of the law, all along.
    """
    return add_months(month, -12 * age - 6)

"""The indicators: one definition each, which gives the figure and the people behind it.

`numerator`, `denominator` and `unknown` are conditions on the rows of a cohort; the figure counts the rows that
meet them, and the screens list the same rows. docs/algorithms/results.md works each one out by hand.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from rebond.pathways.states import StepState
from rebond.programmes.models import UnknownCounts
from rebond.programmes.vocabulary import CEASED, SELF_EMPLOYED, ActivityStatus, RsaStatus
from rebond.reporting.cohorts import Cohort


class Unit(StrEnum):
    PEOPLE = "people"
    PATHWAYS = "pathways"
    PERCENT = "percent"
    DAYS = "days"
    CHANGE = "percent_change"
    PER_YEAR = "per_year"


class Rows(StrEnum):
    """What an indicator counts."""

    PATHWAYS = "pathways"
    STEPS = "steps"


class Part(StrEnum):
    """The three lists that a figure may open."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Indicator:
    """`unknown_text` says, in French, whom the unknown are; None where a part has no rows of its own."""

    code: str
    label: str
    unit: Unit
    definition: str
    numerator: Q
    denominator: Q | None = None
    unknown: Q | None = None
    rows: Rows = Rows.PATHWAYS
    unknown_text: str = ""
    #: What the two numbers are, when the figure is not numerator / denominator.
    is_median: bool = False

    def condition(self, part: Part) -> Q | None:
        return {
            Part.NUMERATOR: self.numerator,
            Part.DENOMINATOR: self.denominator,
            Part.UNKNOWN: self.unknown,
        }[part]

    def listed(self, cohort: Cohort, part: Part) -> QuerySet[Any]:
        """The rows counted in this part. Raises LookupError when the part has none."""
        condition = self.condition(part)
        if condition is None:
            raise LookupError(f"{self.code} has no {part}")
        return rows_of(cohort, self.rows).filter(condition)


def rows_of(cohort: Cohort, rows: Rows) -> QuerySet[Any]:
    return cohort.steps() if rows == Rows.STEPS else cohort.pathways()


ALL = Q(pk__isnull=False)
EXITED = Q(exited_on__isnull=False)
ACTIVITY_UNKNOWN = EXITED & Q(activity_at_exit=ActivityStatus.UNKNOWN)
STILL_SELF_EMPLOYED = EXITED & Q(activity_at_exit__in=SELF_EMPLOYED)
JUDGED = EXITED & Q(is_judged=True)
#: Unknown exits stay in the denominator, or leave it, as the version of the path says (E8).
WEIGHED = JUDGED & (Q(is_known=True) | Q(version__unknown_counts=UnknownCounts.NEGATIVE))
COMPARABLE = EXITED & Q(is_comparable=True)
TOLD = Q(state__in=[StepState.HELD, StepState.NO_SHOW, StepState.EXCUSED])
_NOT_SAID = "sorties dont l'activité n'est pas connue"

INDICATORS = (
    Indicator(
        code="people",
        label="Personnes accompagnées",
        unit=Unit.PEOPLE,
        definition="Personnes différentes ayant au moins un parcours dans la période. Une personne qui a suivi deux "
        "parcours est comptée une fois.",
        numerator=Q(is_last_of_person=True),
    ),
    Indicator(
        code="pathways",
        label="Parcours",
        unit=Unit.PATHWAYS,
        definition="Parcours entrés dans la période. Une personne qui revient a un second parcours, compté lui aussi.",
        numerator=ALL,
    ),
    Indicator(
        code="positive_exit_rate",
        label="Sorties positives",
        unit=Unit.PERCENT,
        # The rule of each version is added by the figure.
        definition="Part des sorties positives parmi les sorties prises en compte.",
        numerator=WEIGHED & Q(is_positive=True),
        denominator=WEIGHED,
        unknown=JUDGED & Q(is_known=False),
        unknown_text="sorties dont on ne sait pas si elles sont positives",
    ),
    Indicator(
        code="still_self_employed",
        label="Toujours à leur compte",
        unit=Unit.PERCENT,
        definition="Sorties où la personne est encore indépendante, avec ou sans emploi salarié, parmi toutes les "
        "sorties.",
        numerator=STILL_SELF_EMPLOYED,
        denominator=EXITED,
        unknown=ACTIVITY_UNKNOWN,
        unknown_text=_NOT_SAID,
    ),
    Indicator(
        code="ceased",
        label="Ont cessé leur activité",
        unit=Unit.PERCENT,
        definition="Sorties où la personne n'est plus indépendante : salariée, en recherche d'emploi, en "
        "formation ou sans activité, parmi toutes les sorties.",
        numerator=EXITED & Q(activity_at_exit__in=CEASED),
        denominator=EXITED,
        unknown=ACTIVITY_UNKNOWN,
        unknown_text=_NOT_SAID,
    ),
    Indicator(
        code="self_employed_only",
        label="Indépendants uniquement",
        unit=Unit.PERCENT,
        definition="Sorties où la personne vit de sa seule activité indépendante, parmi celles où elle est toujours à son "
        "compte.",
        numerator=EXITED & Q(activity_at_exit=ActivityStatus.SELF_EMPLOYED_ONLY),
        denominator=STILL_SELF_EMPLOYED,
        unknown=ACTIVITY_UNKNOWN,
        unknown_text=_NOT_SAID,
    ),
    Indicator(
        code="combined_activity",
        label="Indépendants et salariés",
        unit=Unit.PERCENT,
        definition="Sorties où la personne combine son activité indépendante et un emploi salarié, parmi celles où elle est "
        "toujours à son compte.",
        numerator=EXITED & Q(activity_at_exit=ActivityStatus.COMBINED),
        denominator=STILL_SELF_EMPLOYED,
        unknown=ACTIVITY_UNKNOWN,
        unknown_text=_NOT_SAID,
    ),
    Indicator(
        code="salaried_only",
        label="Salariés uniquement",
        unit=Unit.PERCENT,
        definition="Sorties où la personne a cessé son activité et est salariée, parmi toutes les sorties.",
        numerator=EXITED & Q(activity_at_exit=ActivityStatus.SALARIED_ONLY),
        denominator=EXITED,
        unknown=ACTIVITY_UNKNOWN,
        unknown_text=_NOT_SAID,
    ),
    Indicator(
        code="left_rsa",
        label="Sortis du RSA",
        unit=Unit.PERCENT,
        definition="Sorties où la personne ne perçoit plus le RSA, parmi toutes les sorties.",
        numerator=EXITED & Q(rsa_at_exit=RsaStatus.OUT),
        denominator=EXITED,
        unknown=EXITED & Q(rsa_at_exit=RsaStatus.UNKNOWN),
        unknown_text="sorties dont la situation au RSA n'est pas connue",
    ),
    Indicator(
        code="delay_referral_to_first_appointment",
        label="Délai avant le premier rendez-vous",
        unit=Unit.DAYS,
        definition="Médiane des jours écoulés entre l'orientation et le premier rendez-vous honoré : la moitié des "
        "parcours ont attendu moins, la moitié davantage. Les deux nombres sont les parcours comparés et tous les "
        "parcours.",
        numerator=Q(first_held_on__isnull=False),
        denominator=ALL,
        unknown=Q(first_held_on__isnull=True),
        unknown_text="parcours sans rendez-vous honoré",
        is_median=True,
    ),
    Indicator(
        code="no_show_rate",
        label="Absences aux rendez-vous",
        unit=Unit.PERCENT,
        definition="Rendez-vous où la personne n'est pas venue sans prévenir, parmi les rendez-vous honorés, excusés "
        "ou manqués. Les rendez-vous annulés ou passés ne comptent pas.",
        numerator=Q(state=StepState.NO_SHOW),
        denominator=TOLD,
        unknown=Q(is_missing=True),
        rows=Rows.STEPS,
        unknown_text="rendez-vous dont la date est dépassée, sans compte rendu",
    ),
    Indicator(
        code="turnover_change",
        label="Évolution du chiffre d'affaires",
        unit=Unit.CHANGE,
        definition="Médiane de l'évolution du chiffre d'affaires encaissé, avant et après le parcours, quand les deux "
        "sont connus sur le même nombre de mois et que le premier n'est pas nul. Les deux nombres sont les sorties "
        "comparées et toutes les sorties.",
        numerator=COMPARABLE,
        denominator=EXITED,
        unknown=EXITED & Q(is_comparable=False),
        unknown_text="sorties dont les chiffres d'affaires ne se comparent pas",
        is_median=True,
    ),
    Indicator(
        code="entered_per_year",
        label="Entrées par an",
        unit=Unit.PER_YEAR,
        definition="Parcours entrés, divisés par le nombre d'années civiles de la première à la dernière entrée.",
        numerator=ALL,
    ),
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}

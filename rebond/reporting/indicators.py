"""The indicators, common to all programmes or rates of their own.

One definition each gives the figure and the people behind it.

`numerator`, `denominator` and `unknown` are conditions on the rows of a cohort; the figure counts the rows that
meet them, and the screens list the same rows. docs/algorithms/results.md works each one out by hand.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from rebond.pathways.states import StepState
from rebond.programmes.models import UnknownCounts
from rebond.reporting.cohorts import Cohort
from rebond.reporting.rates import EXITED, NOWHERE, Rate
from rebond.reporting.rules import unknown_in_words


class Unit(StrEnum):
    PEOPLE = "people"
    PATHWAYS = "pathways"
    PERCENT = "percent"
    DAYS = "days"
    CHANGE = "percent_change"
    PER_YEAR = "per_year"
    PARTICIPATIONS = "participations"
    HOURS = "hours"


class Rows(StrEnum):
    """What an indicator counts."""

    PATHWAYS = "pathways"
    STEPS = "steps"
    ENROLMENTS = "enrolments"


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
    #: The programme's own rate that it computes, if it does.
    rate: Rate | None = None

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
    match rows:
        case Rows.STEPS:
            return cohort.steps()
        case Rows.ENROLMENTS:
            return cohort.enrolments()
    return cohort.pathways()


ALL = Q(pk__isnull=False)
HAS_BEGUN = Q(first_held_on__isnull=False)
COMPARABLE = EXITED & Q(is_comparable=True)
TOLD = Q(state__in=[StepState.HELD, StepState.NO_SHOW, StepState.EXCUSED])

_FIRST = (
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
)
_TAKES_PART = Q(has_attended=True)
_TRAININGS = (
    Indicator(
        code="trained_people",
        label="Personnes venues en formation",
        unit=Unit.PERCENT,
        definition="Personnes présentes, même en retard, à une demi-journée au moins d'une formation collective ou d'un "
        "webinaire du programme, parmi les personnes accompagnées.",
        numerator=Q(is_last_of_person=True, has_trained=True),
        denominator=Q(is_last_of_person=True),
        unknown=Q(is_last_of_person=True, training_is_unknown=True),
        unknown_text="personnes inscrites à une session passée dont la présence n'est pas notée",
    ),
    Indicator(
        code="training_participations",
        label="Participations aux formations",
        unit=Unit.PARTICIPATIONS,
        definition="Une participation : une personne présente, même en retard, à une demi-journée au moins d'une session. "
        "Qui suit deux sessions participe deux fois.",
        numerator=_TAKES_PART,
        rows=Rows.ENROLMENTS,
    ),
    Indicator(
        code="training_attendance",
        label="Présence aux formations",
        unit=Unit.PERCENT,
        definition="Participations, parmi les places données dans les sessions dont les présences sont notées. Les "
        "désistements avant la session et les sessions annulées ne comptent pas.",
        numerator=_TAKES_PART,
        denominator=Q(is_noted=True),
        unknown=Q(is_unknown=True),
        rows=Rows.ENROLMENTS,
        unknown_text="places dans une session passée dont la présence n'est pas notée",
    ),
    Indicator(
        code="training_hours",
        label="Heures de formation suivies",
        unit=Unit.HOURS,
        definition="Durée des demi-journées où chaque personne était présente, même en retard : celle des attestations. "
        "Le nombre compté est celui des participations.",
        numerator=_TAKES_PART,
        rows=Rows.ENROLMENTS,
    ),
)
_LAST = (
    Indicator(
        code="delay_referral_to_first_appointment",
        label="Délai avant le premier rendez-vous",
        unit=Unit.DAYS,
        definition="Médiane des jours écoulés entre l'orientation et le premier rendez-vous honoré : la moitié des "
        "parcours ont attendu moins, la moitié davantage. Les deux nombres sont les parcours comparés et tous les "
        "parcours.",
        numerator=HAS_BEGUN,
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
#: Those that every programme has; its own rates stand between (`indicators_of`).
COMMON = (*_FIRST, *_LAST, *_TRAININGS)


def indicators_of(cohort: Cohort) -> list[Indicator]:
    """The indicators of a cohort, in the order of the screen."""
    by_code = {rate.code: rate for rate in cohort.rates}
    return [*_FIRST, *(_of_rate(rate, by_code) for rate in cohort.rates), *_LAST, *_TRAININGS]


def indicator_of(cohort: Cohort, code: str) -> Indicator:
    """Raises KeyError for a code that is no indicator of this cohort."""
    return {indicator.code: indicator for indicator in indicators_of(cohort)}[code]


def _of_rate(rate: Rate, by_code: dict[str, Rate]) -> Indicator:
    met, known, base = (Q(**{name: True}) for name in (rate.met, rate.known, rate.base))
    not_known = Q(**{rate.known: False})
    inside, doubtful = _other_rate(rate, by_code)
    # Whoever may belong to the other rate, or not, may belong to this one, or not.
    unknown = base & inside & not_known | doubtful
    base &= inside
    # Unknown exits stay in the denominator, or leave it, as the version of the path says (E8).
    keeps_unknown = [
        spec.version_id for spec in rate.wordings if spec.unknown_counts == UnknownCounts.NEGATIVE
    ]
    weighed = base & (known | Q(version__in=keeps_unknown))
    return Indicator(
        code=rate.code,
        label=rate.latest.label,
        unit=Unit.PERCENT,
        definition="",  # that of each version is added by the figure
        numerator=base & met,
        denominator=weighed,
        unknown=unknown,
        unknown_text=unknown_in_words(rate.latest),
        rate=rate,
    )


def _other_rate(rate: Rate, by_code: dict[str, Rate]) -> tuple[Q, Q]:
    """The paths that the rate divides by when it is among another one: those that one counts, and may count."""
    inside = doubtful = NOWHERE
    for spec in rate.wordings:
        of_version = Q(version=spec.version_id)
        if spec.among is None:
            inside |= of_version
            continue
        other = by_code[spec.among.code]
        inside |= of_version & Q(**{other.base: True, other.met: True})
        doubtful |= of_version & Q(**{other.base: True, other.known: False})
    return inside, doubtful

"""The figures of a cohort: every indicator counted, in a number of queries that never grows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, ExtractYear

from rebond.core import clock
from rebond.programmes.models import POSITIVE_EXIT, Version
from rebond.reporting.cohorts import Cohort
from rebond.reporting.indicators import (
    COMPARABLE,
    HAS_BEGUN,
    Indicator,
    Part,
    Rows,
    Unit,
    indicators_of,
    rows_of,
)
from rebond.reporting.rounding import ROUNDING_RULE, rounded
from rebond.reporting.rules import rate_in_words
from rebond.trainings.attendance import CourseAttendance, attendance_by_course

#: Said under each rate (E10).
UNKNOWN_RULE = (
    "S'il y a des réponses non connues, la fourchette va du taux où toutes seraient négatives au taux parmi les seules "
    "réponses connues."
)


@dataclass(frozen=True)
class Figure:
    """One indicator of one cohort. `exact` is the value before any rounding, None when it cannot be computed.

    Rates and changes are in per cent, delays in days, hours in hours. `known` counts the rows of the denominator whose answer is
    known.
    """

    indicator: Indicator
    numerator: int
    denominator: int | None
    unknown: int
    known: int
    exact: Fraction | None
    definition: str
    breakdown: dict[str, int] | None = None

    @property
    def value(self) -> Decimal | None:
        """To two decimals, half up."""
        return None if self.exact is None else rounded(self.exact, 2)

    @property
    def low(self) -> Decimal | None:
        """The rate if every unknown answer were no (E10); None when nothing, or everything, is unknown."""
        return self._bound(self.known + self.unknown)

    @property
    def high(self) -> Decimal | None:
        """The rate among known answers only (E10); None when nothing, or everything, is unknown."""
        return self._bound(self.known)

    def _bound(self, denominator: int) -> Decimal | None:
        if self.indicator.unit != Unit.PERCENT or not self.unknown or not self.known:
            return None
        return rounded(Fraction(100 * self.numerator, denominator), 2)

    def count(self, part: Part) -> int | None:
        """How many rows the list of this part holds; None when it has no list."""
        if self.indicator.condition(part) is None:
            return None
        counts = {
            Part.NUMERATOR: self.numerator,
            Part.DENOMINATOR: self.denominator,
            Part.UNKNOWN: self.unknown,
        }
        return counts[part]

    def as_json(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "code": self.indicator.code,
            "label": self.indicator.label,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": _number(self.value),
            "definition": self.definition,
            "unknown": self.unknown,
            "unit": self.indicator.unit.value,
        }
        if self.low is not None and self.high is not None:
            document |= {"low": _number(self.low), "high": _number(self.high)}
        if self.breakdown is not None:
            document["breakdown"] = self.breakdown
        return document


@dataclass(frozen=True)
class Results:
    """Every figure of a cohort, and the versions of the programme that judged its paths."""

    cohort: Cohort
    computed_on: date
    versions: list[Version]
    figures: list[Figure]
    #: What was followed of each course, by the people of the cohort.
    courses: list[CourseAttendance]

    def figure(self, code: str) -> Figure:
        """Raises KeyError for a code that is no indicator."""
        return {figure.indicator.code: figure for figure in self.figures}[code]

    def rate(self, code: str) -> Figure | None:
        """A rate that not every programme defines."""
        return next((figure for figure in self.figures if figure.indicator.code == code), None)

    def as_json(self) -> dict[str, Any]:
        cohort = self.cohort
        return {
            "programme": cohort.programme.slug,
            "version": self.versions[-1].number if self.versions else None,
            "entered_from": _iso(cohort.entered_from),
            "entered_to": _iso(cohort.entered_to),
            "exited_from": _iso(cohort.exited_from),
            "exited_to": _iso(cohort.exited_to),
            "territory": cohort.territory.name if cohort.territory else None,
            "computed_on": self.computed_on.isoformat(),
            "indicators": [figure.as_json() for figure in self.figures],
        }


def compute(cohort: Cohort) -> Results:
    """Every figure of the cohort, as of the held clock's day."""
    indicators = indicators_of(cohort)
    counts = {code: count for rows in Rows for code, count in _count(cohort, indicators, rows).items()}
    per_year, courses = entries_per_year(cohort), attendance_by_course(cohort.enrolments())
    figures = [_figure(indicator, counts, cohort, per_year, courses) for indicator in indicators]
    return Results(cohort, clock.today(), cohort.versions, figures, courses)


#: The rates most worth reading in large, where a programme defines them.
_FOREMOST = ("still_self_employed", "ceased", "left_rsa")


def headlines(results: Results) -> list[str]:
    """The codes of the figures shown in large: people, positive exits, three more rates at most, entries."""
    rates = [figure.indicator.code for figure in results.figures if figure.indicator.rate]
    others = [code for code in rates if code != POSITIVE_EXIT]
    others.sort(key=lambda code: code not in _FOREMOST)  # else in the programme's own order
    positive = [POSITIVE_EXIT] if POSITIVE_EXIT in rates else []
    return ["people", *positive, *others[:3], "entered_per_year"]


def entries_per_year(cohort: Cohort) -> dict[str, int]:
    """Paths entered in each calendar year, from the first entry to the last; a year without any counts 0."""
    found = (
        cohort.members().annotate(year=ExtractYear("entered_on")).values("year").annotate(paths=Count("pk"))
    )
    paths = {row["year"]: row["paths"] for row in found.order_by("year")}
    return {str(year): paths.get(year, 0) for year in range(min(paths), max(paths) + 1)} if paths else {}


def _count(cohort: Cohort, indicators: list[Indicator], rows: Rows) -> dict[str, int]:
    """All the counts of the indicators on these rows, in one query. Keys are `code__part`."""
    counts = {}
    for indicator in indicators:
        if indicator.rows == rows:
            for part, condition in _conditions(indicator):
                counts[f"{indicator.code}__{part}"] = Count("pk", filter=condition)
    # `distinct` changes no count (each row has its key): it makes the database answer each question once per row, where
    # it would otherwise ask again for every indicator that mentions it.
    return rows_of(cohort, rows).distinct().aggregate(**counts)


def _conditions(indicator: Indicator) -> Iterable[tuple[str, Q]]:
    for part in Part:
        if (condition := indicator.condition(part)) is not None:
            yield part.value, condition
    if indicator.denominator is not None and indicator.unknown is not None:
        yield "known", indicator.denominator & ~indicator.unknown


def _figure(
    indicator: Indicator,
    counts: dict[str, int],
    cohort: Cohort,
    per_year: dict[str, int],
    courses: list[CourseAttendance],
) -> Figure:
    def counted(part: str) -> int:
        return counts.get(f"{indicator.code}__{part}", 0)

    numerator = counted("numerator")
    denominator = counted("denominator") if indicator.denominator is not None else None
    breakdown = None
    if indicator.unit == Unit.PER_YEAR:
        denominator, breakdown = len(per_year), per_year
    if indicator.unit == Unit.PARTICIPATIONS:
        breakdown = {course.label: course.participations for course in courses}
    definition = rate_in_words(indicator.rate) if indicator.rate else indicator.definition
    if indicator.unit == Unit.PERCENT:
        definition = f"{definition} {UNKNOWN_RULE} {ROUNDING_RULE}"
    return Figure(
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        unknown=counted("unknown"),
        known=counted("known"),
        exact=_exact(indicator, numerator, denominator, cohort, courses),
        definition=definition,
        breakdown=breakdown,
    )


def _exact(
    indicator: Indicator,
    numerator: int,
    denominator: int | None,
    cohort: Cohort,
    courses: list[CourseAttendance],
) -> Fraction | None:
    match indicator.unit:
        case Unit.PEOPLE | Unit.PATHWAYS | Unit.PARTICIPATIONS:
            return Fraction(numerator)
        case Unit.HOURS:
            return Fraction(sum(course.minutes for course in courses), 60)
        case Unit.DAYS:
            return median_delay_days(cohort, numerator)
        case Unit.CHANGE:
            return median_turnover_change(cohort, numerator)
    if not denominator:
        return None
    return Fraction(numerator * (100 if indicator.unit == Unit.PERCENT else 1), denominator)


def median_delay_days(cohort: Cohort, count: int) -> Fraction | None:
    """Median of days from the referral to the first appointment held, over the `count` paths that have one."""
    delays: QuerySet[Any] = cohort.pathways().filter(HAS_BEGUN)
    middle = delays.order_by("delay", "pk").values_list("delay", flat=True)[_middle(count)]
    return _mean([Fraction(delay.days) for delay in middle])


def median_turnover_change(cohort: Cohort, count: int) -> Fraction | None:
    """Median change of the cashed turnover, in per cent, over the `count` exits that compare (E11)."""
    before, after = "outcome__turnover_before_eur", "outcome__turnover_after_eur"
    # As floating numbers: SQLite would divide two whole amounts as integers. They only set the order.
    ratio = Cast(F(after), FloatField()) / Cast(F(before), FloatField())
    changes: QuerySet[Any] = (
        cohort.pathways().filter(COMPARABLE).annotate(ratio=ratio).order_by("ratio", "pk")
    )
    middle = changes.values_list(before, after)[_middle(count)]
    return _mean([100 * (Fraction(last) - Fraction(first)) / Fraction(first) for first, last in middle])


def _middle(count: int) -> slice:
    """Where the middle value, or the two middle ones, stand among `count` ordered values."""
    return slice((count - 1) // 2, count // 2 + 1) if count else slice(0, 0)


def _mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, start=Fraction(0)) / len(values) if values else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

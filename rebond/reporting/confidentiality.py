"""Figures about so few people that one could be recognised (D12-D14)."""

from uuid import UUID

from rebond.reporting.figures import Figure, Results
from rebond.reporting.indicators import Unit

#: Fewest rows behind a rate or a delay that leaves the circle of those who read every file (D13).
SMALLEST_GROUP = 5
#: Fewest businesses behind a figure made of sole traders' turnover (D12, rule of tax data).
SMALLEST_TURNOVER_GROUP = 11


def withheld_codes(results: Results) -> set[str]:
    """Codes of the indicators that must not be shown to somebody who may not read every file of the cohort."""
    codes = {figure.indicator.code for figure in results.figures if _is_too_small(figure)}
    # The hours of a few people, however often they came.
    return codes | ({"training_hours"} if is_too_few(results.figure("trained_people").numerator) else set())


def hides_exits(results: Results) -> bool:
    """Whether so few paths have ended that even their situations, told together, could name somebody."""
    return 0 < (results.figure("turnover_change").denominator or 0) < SMALLEST_GROUP


def _is_too_small(figure: Figure) -> bool:
    if figure.indicator.unit in (Unit.PEOPLE, Unit.PATHWAYS, Unit.PER_YEAR, Unit.PARTICIPATIONS, Unit.HOURS):
        return False
    if figure.indicator.unit == Unit.CHANGE:
        return 0 < figure.numerator < SMALLEST_TURNOVER_GROUP
    group = figure.numerator if figure.indicator.is_median else figure.denominator
    return is_too_few(group or 0)


def withheld_courses(results: Results) -> set[UUID]:
    """The courses whose hours must not be shown: those of too few people, and one more.

    Without the latter, the total minus the other courses would give what was withheld.
    """
    small = {course.course_pk for course in results.courses if is_too_few(course.people)}
    others = [course for course in results.courses if course.course_pk not in small]
    if small and others:
        small.add(min(others, key=lambda course: (course.people, course.label)).course_pk)
    return small


def is_too_few(people: int) -> bool:
    """Whether something told of so many people, but of somebody, could name one of them (D13)."""
    return 0 < people < SMALLEST_GROUP

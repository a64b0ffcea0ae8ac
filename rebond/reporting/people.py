"""The people behind a figure: the very rows that it counts, for those allowed to read them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rebond.audit.journal import record
from rebond.pathways import policy
from rebond.people.actor import Actor
from rebond.reporting.cohorts import Cohort
from rebond.reporting.indicators import Indicator, Part, Rows
from rebond.trainings.models import Course


@dataclass(frozen=True)
class PeopleList:
    """Paths or appointments counted in one part of a figure.

    `hidden` are counted too, but outside what this role may see (D11).
    """

    rows: QuerySet[Any]
    #: The column that sorts them by name.
    order: str
    total: int
    people: int
    visible: int

    @property
    def hidden(self) -> int:
        return self.total - self.visible


def list_result_people(
    *, cohort: Cohort, indicator: Indicator, part: Part, by: Actor, course: Course | None = None
) -> PeopleList:
    """The list, of one `course` where the rows are places in trainings; journalled without any name.

    Raises PermissionDenied, LookupError when the part has no rows, or none of one course.
    """
    policy.require(by, "read_results", cohort.programme)
    counted = indicator.listed(cohort, part)
    if course:
        if indicator.rows != Rows.ENROLMENTS:
            raise LookupError(f"{indicator.code} is of no course")
        counted = counted.filter(session__course=course)
    to_pathway = "" if indicator.rows == Rows.PATHWAYS else "pathway__"
    mine = policy.pathways_visible_to(by).order_by().values("pk")
    visible = counted.filter(**{f"{to_pathway}pk__in": mine})
    found = PeopleList(
        rows=_read(visible, indicator.rows),
        order=f"{to_pathway}beneficiary__sort_name",
        total=counted.count(),
        people=counted.values(f"{to_pathway}beneficiary").distinct().count(),
        visible=visible.count(),
    )
    record(
        "list_result_people",
        on=cohort.programme,
        by=by,
        code=indicator.code,
        part=part.value,
        rows=found.visible,
    )
    return found


def _read(rows: QuerySet[Any], kind: Rows) -> QuerySet[Any]:
    """With what the lists show of each row."""
    to_pathway = "" if kind == Rows.PATHWAYS else "pathway__"
    rows = rows.select_related(f"{to_pathway}beneficiary", f"{to_pathway}business", f"{to_pathway}adviser")
    if kind == Rows.ENROLMENTS:
        return rows.select_related("session__course").prefetch_related("presences__half_day")
    return rows


def reads_every_file(cohort: Cohort, *, by: Actor) -> bool:
    """Whether this role may open each path of the cohort: then no figure has to be kept from them."""
    mine = policy.pathways_visible_to(by).order_by().values("pk")
    return not cohort.members().exclude(pk__in=mine).exists()

"""The people behind a figure: the very rows that it counts, for those allowed to read them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rebond.audit.journal import record
from rebond.pathways import policy
from rebond.people.actor import Actor
from rebond.reporting.cohorts import Cohort
from rebond.reporting.indicators import Indicator, Part, Rows


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


def list_result_people(*, cohort: Cohort, indicator: Indicator, part: Part, by: Actor) -> PeopleList:
    """The list, journalled without any name. Raises PermissionDenied, LookupError when the part has no rows."""
    policy.require(by, "read_results", cohort.programme)
    counted = indicator.listed(cohort, part)
    to_pathway = "pathway__" if indicator.rows == Rows.STEPS else ""
    mine = policy.pathways_visible_to(by).order_by().values("pk")
    visible = counted.filter(**{f"{to_pathway}pk__in": mine})
    found = PeopleList(
        rows=visible.select_related(
            f"{to_pathway}beneficiary", f"{to_pathway}business", f"{to_pathway}adviser"
        ),
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


def reads_every_file(cohort: Cohort, *, by: Actor) -> bool:
    """Whether this role may open each path of the cohort: then no figure has to be kept from them."""
    mine = policy.pathways_visible_to(by).order_by().values("pk")
    return not cohort.members().exclude(pk__in=mine).exists()

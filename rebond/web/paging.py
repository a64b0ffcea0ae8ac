"""Keyset paging: a page starts after a row, never at a number, so that page 900 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50
#: Beyond this, the count is shown as « plus de … »: counting further would cost more than the page itself.
MAX_COUNTED = 10_000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    count: int
    previous_url: str | None
    next_url: str | None

    @property
    def summary(self) -> str:
        if self.count > MAX_COUNTED:
            return f"plus de {MAX_COUNTED}"
        return str(self.count)


def paginate(rows: QuerySet[Row], *, order: str, request: HttpRequest, size: int = PAGE_SIZE) -> Page[Row]:
    """One page of `rows` sorted by the column `order` (« -column » for descending), ties by primary key.

    `order` must be a column without nulls. The address names the row at the edge by its identifier (?apres= or
    ?avant=), never by what it holds: a name does not belong in an address.
    """
    is_descending, column = order.startswith("-"), order.lstrip("-")
    count = rows.order_by()[: MAX_COUNTED + 1].count()
    goes_back = "avant" in request.GET
    edge = _edge(rows, column, request.GET.get("avant" if goes_back else "apres"))
    if edge is not None:
        rows = rows.filter(_beyond(column, edge, is_greater=is_descending == goes_back))
    flips = is_descending != goes_back
    found = list(rows.order_by(*(F(name).desc() if flips else F(name).asc() for name in (column, "pk")))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if goes_back:
        found.reverse()
    has_before = has_more if goes_back else edge is not None
    has_after = edge is not None if goes_back else has_more
    return Page(
        rows=found,
        count=count,
        previous_url=_url(request, "avant", found[0]) if found and has_before else None,
        next_url=_url(request, "apres", found[-1]) if found and has_after else None,
    )


def _edge(rows: QuerySet[Any], column: str, key: str | None) -> tuple[Any, Any] | None:
    """The sort value and key of the row at the edge; None for a first page, or when that row is gone."""
    if not key:
        return None
    try:
        return rows.model._base_manager.filter(pk=key).values_list(column, "pk").first()
    except (ValidationError, ValueError):
        return None


def _beyond(column: str, edge: tuple[Any, Any], *, is_greater: bool) -> Q:
    side = "gt" if is_greater else "lt"
    value, key = edge
    return Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{side}": key})


def _url(request: HttpRequest, name: str, row: Model) -> str:
    query = request.GET.copy()
    query.pop("apres", None)
    query.pop("avant", None)
    query[name] = str(row.pk)
    return f"?{query.urlencode()}"

"""Keyset paging: a page starts after a row, never at a number, so that page 900 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

PAGE_SIZE = 50
#: Beyond this, the count is shown as « plus de … »: counting further would cost more than the page itself.
MAX_COUNTED = 10_000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the way to those before and after: the key of the row at the edge, and an address."""

    rows: list[Row]
    count: int
    before_key: str
    after_key: str
    previous_url: str | None
    next_url: str | None

    @property
    def summary(self) -> str:
        if self.count > MAX_COUNTED:
            return f"plus de {MAX_COUNTED}"
        return str(self.count)


def paginate(
    rows: QuerySet[Row], *, order: str, request: HttpRequest, size: int = PAGE_SIZE, query: str | None = None
) -> Page[Row]:
    """One page of `rows` sorted by the column `order` (« -column » for descending), ties by primary key the other way.

    `order` must be a column without nulls. The address names the row at the edge by its identifier (?apres= or
    ?avant=), never by what it holds: a name does not belong in an address. A list asked for by a form (POST) says
    the row there, and gives the `query` that the addresses of its other pages start from.
    """
    asked = request.POST if request.method == "POST" else request.GET
    base = request.GET if query is None else QueryDict(query)
    is_descending, column = order.startswith("-"), order.lstrip("-")
    count = rows.order_by()[: MAX_COUNTED + 1].count()
    goes_back = bool(asked.get("avant"))
    edge = _edge(rows, column, asked.get("avant" if goes_back else "apres"))
    if edge is None:
        goes_back = False
    else:
        rows = rows.filter(_beyond(column, edge, is_greater=is_descending == goes_back))
    falls = is_descending != goes_back
    # The keys first: sorting them costs far less than sorting whole rows with all that is joined to them.
    sorted_rows = rows.order_by(F(column).desc(), "pk") if falls else rows.order_by(F(column).asc(), "-pk")
    keys = list(sorted_rows.values_list("pk", flat=True)[: size + 1])
    has_more = len(keys) > size
    by_key = rows.in_bulk(keys[:size])
    found = [by_key[key] for key in keys[:size] if key in by_key]
    if goes_back:
        found.reverse()
    before_key = str(found[0].pk) if found and (has_more if goes_back else edge is not None) else ""
    after_key = str(found[-1].pk) if found and (goes_back or has_more) else ""
    return Page(
        rows=found,
        count=count,
        before_key=before_key,
        after_key=after_key,
        previous_url=_url(base, "avant", before_key),
        next_url=_url(base, "apres", after_key),
    )


def _edge(rows: QuerySet[Any], column: str, key: str | None) -> tuple[Any, Any] | None:
    """The sort value and key of the row at the edge; None for a first page, or when that row is gone."""
    if not key:
        return None
    try:
        edge: tuple[Any, Any] | None = (
            rows.model._base_manager.filter(pk=key).values_list(column, "pk").first()
        )
    except (ValidationError, ValueError):
        return None
    return edge


def _beyond(column: str, edge: tuple[Any, Any], *, is_greater: bool) -> Q:
    side, other = ("gt", "lt") if is_greater else ("lt", "gt")
    value, key = edge
    return Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{other}": key})


def _url(base: QueryDict, name: str, key: str) -> str | None:
    if not key:
        return None
    query = base.copy()
    query.pop("apres", None)
    query.pop("avant", None)
    query[name] = key
    return f"?{query.urlencode()}"

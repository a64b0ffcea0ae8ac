"""From sorted operations to the figures of months, and what becomes of figures that were there already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.finances.book import Book
from rebond.finances.models import ActivityLine, ImportedSum, Statement
from rebond.finances.months import month_of, month_words, months_from
from rebond.finances.operations import IGNORED, SHARED_USES, TURNOVER, SortedOperation, line_use, unpacked

#: A file whose first operation of a month comes later, or whose last comes sooner, may hold only a part of it.
EDGE_DAYS = 5


@dataclass(frozen=True)
class Proposal:
    """One figure of one month: what the file adds to it, and what would then be declared."""

    month: date
    use: str
    #: From this file and those before it.
    total_eur: Decimal
    added_eur: Decimal
    declared_eur: Decimal | None
    imported_eur: Decimal | None

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}-{self.use.replace(':', '-')}"

    @property
    def is_conflict(self) -> bool:
        """The figure was told otherwise by somebody: the file replaces it only if asked to."""
        is_ours = self.declared_eur is None or self.declared_eur == self.imported_eur
        return not is_ours and self.declared_eur != self.total_eur

    @property
    def is_impossible(self) -> bool:
        """More went back than came in: such a month is not declared from a file."""
        return self.total_eur < 0

    @property
    def changes(self) -> bool:
        return self.declared_eur != self.total_eur


@dataclass(frozen=True)
class ProposedMonth:
    """A month of the file. `is_whole` says whether the file seems to cover it all, and the month to be over."""

    month: date
    is_whole: bool
    proposals: tuple[Proposal, ...]
    #: Why it cannot be taken at all; empty when it can.
    refusal: str = ""

    @property
    def words(self) -> str:
        return month_words(self.month)


def propose(statement: Statement, book: Book) -> list[ProposedMonth]:
    """What saving the statement would declare, month by month. Operations already counted add nothing."""
    operations = unpacked(statement.operations)
    before = {
        (row.month, _use_of(row)): row.amount_eur
        for row in ImportedSum.objects.filter(business=statement.business_id)
    }
    added = _added(operations)
    months = months_from(month_of(statement.first_on), month_of(statement.last_on))
    found = []
    for month in months:
        uses = sorted({use for of, use in added if of == month}, key=_rank)
        if statement.is_business_account and any(not o.is_seen for o in operations):
            uses = _with_silence(uses, book, month)
        proposals = tuple(
            Proposal(
                month,
                use,
                total_eur=before.get((month, use), Decimal("0.00"))
                + added.get((month, use), Decimal("0.00")),
                added_eur=added.get((month, use), Decimal("0.00")),
                declared_eur=declared_in(book, month, use),
                imported_eur=before.get((month, use)),
            )
            for use in uses
        )
        if proposals:
            refusal = _refusal(book, month, uses)
            found.append(ProposedMonth(month, _is_whole(statement, month), proposals, refusal))
    return found


def declared_in(book: Book, month: date, use: str) -> Decimal | None:
    """What is declared of that figure."""
    if use in SHARED_USES:
        return book.shared(month, use)
    line = line_of(book.lines, use)
    return book.turnovers.get((line.pk, month)) if line else None


def line_of(lines: Iterable[ActivityLine], use: str) -> ActivityLine | None:
    return next((line for line in lines if line_use(line) == use), None)


def _added(operations: Iterable[SortedOperation]) -> Mapping[tuple[date, str], Decimal]:
    """Money in counts for turnover and wages; money out for the rest; what goes the other way is taken off."""
    sums: dict[tuple[date, str], Decimal] = defaultdict(lambda: Decimal("0.00"))
    for operation in operations:
        if operation.is_seen or operation.use == IGNORED:
            continue
        comes_in = operation.use.startswith(TURNOVER) or operation.use == "salaried_eur"
        sums[operation.month, operation.use] += operation.amount_eur if comes_in else -operation.amount_eur
    return sums


def _with_silence(uses: list[str], book: Book, month: date) -> list[str]:
    """An account of the business only: what it does not show did not happen."""
    silent = ["expenses_eur", "contributions_eur"]
    silent += [line_use(line) for line in book.active_lines(month)] if len(book.lines) == 1 else []
    return sorted({*uses, *silent}, key=_rank)


def _rank(use: str) -> tuple[int, str]:
    """Turnover first, then as the grid has them."""
    return (SHARED_USES.index(use) + 1 if use in SHARED_USES else 0, use)


def _is_whole(statement: Statement, month: date) -> bool:
    last_day = add_months(month, 1)
    starts = (statement.first_on - month).days <= EDGE_DAYS
    ends = (last_day - statement.last_on).days <= EDGE_DAYS + 1
    return starts and ends and last_day <= clock.today()


def _refusal(book: Book, month: date, uses: list[str]) -> str:
    created_on = book.business.created_on
    if created_on and month < month_of(created_on):
        return "L'entreprise n'existait pas encore."
    for use in uses:
        line = line_of(book.lines, use)
        if line and not line.is_active_in(month):
            return f"« {line} » n'était pas en activité ce mois-là."
    return ""


def _use_of(row: ImportedSum) -> str:
    return line_use(row.line_id) if row.line_id else row.column

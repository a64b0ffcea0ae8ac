"""Taking monthly sums out of a bank statement or a sheet of takings: send, sort, save or give up."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.finances.book import read_book
from rebond.finances.keeping import erase_operations
from rebond.finances.models import (
    ActivityLine,
    ImportedSum,
    MonthlyFigures,
    SeenOperation,
    Source,
    Statement,
)
from rebond.finances.operations import (
    MOST_OPERATIONS,
    SHARED_USES,
    SortedOperation,
    StatementFile,
    guessed_use,
    marks_of,
    packed,
    shown_words,
    unpacked,
    use_labels,
)
from rebond.finances.states import STATEMENT
from rebond.finances.sums import Proposal, ProposedMonth, line_of, propose
from rebond.finances.writing import Declaration, Writer, write_month
from rebond.pathways import policy
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor, Anybody

REASON = "Relevé importé"


@transaction.atomic
def upload_statement(
    *,
    pathway: Pathway,
    file: StatementFile,
    sha256: str,
    line: ActivityLine,
    is_business_account: bool,
    by: Anybody,
) -> Statement:
    """Keep the operations of a file to be sorted; nothing is declared yet.

    `line` is the one that takings go to at first. Raises ActRefused when the file holds nothing, or too much.
    """
    lock(pathway.business)
    policy.require(by, "upload_statement", pathway)
    if not file.operations:
        raise ActRefused("Ce fichier ne contient aucune opération lisible.", field="file")
    if len(file.operations) > MOST_OPERATIONS:
        raise ActRefused(
            f"Ce fichier contient plus de {MOST_OPERATIONS} opérations : demandez à la banque une période plus courte.",
            field="file",
        )
    if line._state.adding:
        line.full_clean()
        line.save(force_insert=True)
        facts = {"category": line.category}
        record("open_activity_line", on=line, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    statement = Statement(
        business=pathway.business,
        sent_by=by.user if isinstance(by, Actor) else None,
        sha256=sha256,
        is_business_account=is_business_account,
        first_on=file.first_on,
        last_on=file.last_on,
        operations=_sorted_at_first(pathway, file, line, is_business_account),
        remarks=[{"line": number, "reason": reason} for number, reason in file.remarks],
        operations_count=len(file.operations),
    )
    statement.save(force_insert=True)
    facts = {"sha256": sha256, "operations_count": str(statement.operations_count)}
    record("upload_statement", on=statement, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return statement


def _sorted_at_first(
    pathway: Pathway, file: StatementFile, line: ActivityLine, is_business_account: bool
) -> list[dict[str, object]]:
    marks = marks_of(pathway.business_id, file.operations)
    known = SeenOperation.objects.filter(business=pathway.business_id, mark__in=marks)
    seen = set(known.values_list("mark", flat=True))
    return [
        packed(
            SortedOperation(
                number=number,
                on=operation.on,
                words=shown_words(operation.words),
                amount_eur=operation.amount_eur,
                use=guessed_use(operation, line, is_business_account=is_business_account),
                mark=mark,
                is_seen=mark in seen,
            )
        )
        for number, (operation, mark) in enumerate(zip(file.operations, marks, strict=True), start=1)
    ]


@transaction.atomic
def sort_statement(
    *,
    pathway: Pathway,
    statement: Statement,
    uses: Mapping[int, str],
    by: Anybody,
    seen_revision: int | None = None,
) -> None:
    """Say what operations are, by their number. Raises NotInThisState, StaleEdit, ActRefused for an unknown use."""
    lock_revision(statement, seen_revision)
    policy.require(by, "sort_statement", pathway)
    _require_own(pathway, statement)
    statement.state = STATEMENT.after(statement.state, "sort_statement")
    allowed = use_labels(pathway.business.activity_lines.all())
    if set(uses.values()) - set(allowed):
        raise ActRefused("Cette activité n'est plus suivie : choisissez-en une autre.")
    operations = [dict(row) for row in statement.operations]
    for number, use in uses.items():
        if 1 <= number <= len(operations):
            operations[number - 1]["use"] = use
    statement.operations = operations
    statement.save()
    record("sort_statement", on=statement, by=by, beneficiary_id=pathway.beneficiary_id)


@transaction.atomic
def save_statement(
    *,
    pathway: Pathway,
    statement: Statement,
    months: Collection[date],
    replaced: Collection[str] = (),
    by: Anybody,
) -> list[MonthlyFigures]:
    """Declare the sums of these months, and forget the operations. Returns the months that changed.

    A figure that somebody told otherwise stays as it is, unless its key (`Proposal.key`) is in `replaced`; an operation
    counted before is never counted again. Raises NotInThisState on a replay, ActRefused for a month that cannot be.
    """
    lock(pathway.business)
    lock(statement)
    policy.require(by, "save_statement", pathway)
    _require_own(pathway, statement)
    statement.state = STATEMENT.after(statement.state, "save_statement")
    _mark_seen_again(statement)
    chosen = [month for month in propose(statement, read_book(pathway.business)) if month.month in months]
    if not chosen:
        raise ActRefused("Choisissez au moins un mois à enregistrer.")
    user = by.user if isinstance(by, Actor) else None
    written = []
    for month in chosen:
        changed = _declare(pathway, month, replaced, Writer(Source.STATEMENT, user, REASON))
        if changed:
            written.append(changed)
    _keep_marks(statement, {month.month for month in chosen})
    erase_operations(statement)
    statement.finished_at = clock.now()
    statement.save()
    facts = {"months": [f"{month.month:%Y-%m}" for month in chosen], "sha256": statement.sha256}
    record("save_statement", on=statement, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return written


@transaction.atomic
def cancel_statement(*, pathway: Pathway, statement: Statement, by: Anybody) -> None:
    """Give the file up and forget what it held. Raises NotInThisState once it is saved."""
    lock(statement)
    policy.require(by, "cancel_statement", pathway)
    _require_own(pathway, statement)
    statement.state = STATEMENT.after(statement.state, "cancel_statement")
    erase_operations(statement)
    statement.finished_at = clock.now()
    statement.save()
    record("cancel_statement", on=statement, by=by, beneficiary_id=pathway.beneficiary_id)


def _require_own(pathway: Pathway, statement: Statement) -> None:
    if statement.business_id != pathway.business_id:
        raise ActRefused("Ce relevé est celui d'une autre entreprise.")


def _mark_seen_again(statement: Statement) -> None:
    """Another file may have been saved since this one was sent."""
    marks = [row["mark"] for row in statement.operations]
    seen = set(
        SeenOperation.objects.filter(business=statement.business_id, mark__in=marks).values_list(
            "mark", flat=True
        )
    )
    statement.operations = [{**row, "is_seen": row["mark"] in seen} for row in statement.operations]


def _declare(
    pathway: Pathway, month: ProposedMonth, replaced: Collection[str], writer: Writer
) -> MonthlyFigures | None:
    if month.refusal:
        raise ActRefused(f"{month.words} : {month.refusal}")
    impossible = [proposal for proposal in month.proposals if proposal.is_impossible]
    if impossible:
        raise ActRefused(
            f"{month.words} : les remboursements dépassent les encaissements. Décochez ce mois, ou revoyez le tri."
        )
    taken = [p for p in month.proposals if not p.is_conflict or p.key in replaced]
    lines = list(pathway.business.activity_lines.all())
    for proposal in month.proposals:
        _keep_sum(pathway, proposal, lines)
    declaration = Declaration(
        month.month,
        turnovers={line: p.total_eur for p in taken if (line := line_of(lines, p.use))},
        shared={p.use: p.total_eur for p in taken if p.use in SHARED_USES},
    )
    written = write_month(pathway.business, declaration, writer)
    return written.figures if written else None


def _keep_sum(pathway: Pathway, proposal: Proposal, lines: list[ActivityLine]) -> None:
    line = line_of(lines, proposal.use)
    ImportedSum.objects.update_or_create(
        business=pathway.business,
        month=proposal.month,
        column="turnover_eur" if line else proposal.use,
        line=line,
        defaults={"amount_eur": proposal.total_eur.quantize(Decimal("0.01"))},
    )


def _keep_marks(statement: Statement, months: Collection[date]) -> None:
    """All operations of the months taken, those ignored too: they have been judged."""
    SeenOperation.objects.bulk_create(
        SeenOperation(business_id=statement.business_id, mark=operation.mark, statement=statement)
        for operation in unpacked(statement.operations)
        if operation.month in months and not operation.is_seen
    )

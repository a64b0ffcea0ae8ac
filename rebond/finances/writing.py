"""Writing the figures of a month: called by acts, inside their transaction, once the permission was asked.

A figure that replaces another leaves a Correction behind, with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rebond.core import clock
from rebond.core.acts import ActRefused, StaleEdit
from rebond.finances.models import (
    SHARED_COLUMNS,
    ActivityLine,
    Correction,
    LineTurnover,
    MonthlyFigures,
    Source,
)
from rebond.finances.months import month_of, month_words
from rebond.people.models import Business, User

#: Before this, nothing of ours existed, and a year was mistyped.
FIRST_MONTH = date(2000, 1, 1)

Amount = Decimal | None


@dataclass(frozen=True)
class Declaration:
    """What somebody says of one month: only the figures named here are written. None withdraws a figure.

    `seen_revision` is that of the month as it was read: 0 when it did not exist, None for « whatever it is ».
    """

    month: date
    turnovers: Mapping[ActivityLine, Amount] = field(default_factory=dict)
    shared: Mapping[str, Amount] = field(default_factory=dict)
    seen_revision: int | None = None


@dataclass(frozen=True)
class Written:
    """A month as it now stands, and the names of the columns that changed."""

    figures: MonthlyFigures
    changed: tuple[str, ...]
    corrected: tuple[str, ...]


@dataclass(frozen=True)
class Writer:
    """Who writes, from where, and why it replaces what was there."""

    source: Source
    user: User | None
    reason: str = ""


def check_month(business: Business, month: date) -> None:
    """Raises ActRefused for a month to come, before the business, or beyond reason."""
    if month != month_of(month):
        raise ActRefused("Un mois est désigné par son premier jour.", field="month")
    if month > month_of(clock.today()):
        raise ActRefused(f"Le mois de {month_words(month)} n'a pas commencé.", field="month")
    if month < FIRST_MONTH:
        raise ActRefused(f"Le mois de {month_words(month)} est trop ancien.", field="month")
    if business.created_on and month < month_of(business.created_on):
        raise ActRefused(
            f"L'entreprise n'existait pas encore en {month_words(month)} : elle a été créée en "
            f"{month_words(business.created_on)}.",
            field="month",
        )


def write_month(business: Business, declared: Declaration, writer: Writer) -> Written | None:
    """Write one month; None when nothing of it changes. The caller holds the lock of the business.

    Raises ActRefused (a month that cannot be, a line of another business, a correction without a reason), StaleEdit.
    """
    check_month(business, declared.month)
    _check_lines(business, declared)
    row = MonthlyFigures.objects.filter(business=business, month=declared.month).first()
    is_new = row is None
    row = row or MonthlyFigures(business=business, month=declared.month, revision=0)
    before, after = _before(row, declared, is_new=is_new), _after(declared)
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        return None
    if declared.seen_revision is not None and declared.seen_revision != row.revision:
        raise StaleEdit(row)
    corrected = [key for key in changed if before[key] is not None]
    if corrected and not writer.reason.strip():
        raise ActRefused(
            f"Un chiffre déjà déclaré en {month_words(declared.month)} est remplacé : dites pourquoi.",
            field="reason",
        )
    _save(row, declared, writer, is_new=is_new)
    Correction.objects.bulk_create(
        _correction(row, key, before[key], after[key], writer) for key in corrected
    )
    return Written(row, _names(changed), _names(corrected))


#: A figure of a month: its column, and its line for a turnover.
Key = tuple[str, ActivityLine | None]


def _before(row: MonthlyFigures, declared: Declaration, *, is_new: bool) -> dict[Key, Amount]:
    """What the figures named in the declaration held until now."""
    cashed = {} if is_new else {t.line_id: t.turnover_eur for t in row.turnovers.all()}
    shared: dict[Key, Amount] = {(name, None): getattr(row, name) for name in declared.shared}
    return shared | {("turnover_eur", line): cashed.get(line.pk) for line in declared.turnovers}


def _after(declared: Declaration) -> dict[Key, Amount]:
    shared: dict[Key, Amount] = {(name, None): amount for name, amount in declared.shared.items()}
    return shared | {("turnover_eur", line): amount for line, amount in declared.turnovers.items()}


def _correction(row: MonthlyFigures, key: Key, before: Amount, after: Amount, writer: Writer) -> Correction:
    column, line = key
    assert before is not None
    return Correction(
        figures=row,
        column=column,
        line=line,
        before=before,
        after=after,
        reason=writer.reason.strip(),
        source=writer.source,
        corrected_by=writer.user,
    )


def _check_lines(business: Business, declared: Declaration) -> None:
    if unknown := set(declared.shared) - set(SHARED_COLUMNS):
        raise ValueError(f"unknown columns: {sorted(unknown)}")
    for line, amount in declared.turnovers.items():
        if line.business_id != business.pk:
            raise ActRefused("Cette activité est celle d'une autre entreprise.")
        if amount is not None and not line.is_active_in(declared.month):
            raise ActRefused(
                f"« {line} » n'était pas en activité en {month_words(declared.month)}.", field="month"
            )


def _save(row: MonthlyFigures, declared: Declaration, writer: Writer, *, is_new: bool) -> None:
    for name, amount in declared.shared.items():
        setattr(row, name, amount)
    row.revision += 1
    row.source, row.declared_by, row.declared_at = writer.source, writer.user, clock.now()
    row.full_clean(exclude=["business", "declared_by"], validate_unique=False)
    row.save(force_insert=is_new)
    for line, amount in declared.turnovers.items():
        if amount is None:
            LineTurnover.objects.filter(figures=row, line=line).delete()
            continue
        cashed = LineTurnover(figures=row, line=line, turnover_eur=amount)
        cashed.full_clean(exclude=["figures", "line"], validate_unique=False)
        LineTurnover.objects.update_or_create(figures=row, line=line, defaults={"turnover_eur": amount})


def _names(keys: list[Key]) -> tuple[str, ...]:
    return tuple(sorted({column for column, _ in keys}))

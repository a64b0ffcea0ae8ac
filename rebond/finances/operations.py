"""The operations of a statement: what each is guessed to be, and the mark by which it is known again."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from rebond.core.text import holds_nir, normalise
from rebond.finances.models.book import SHARED_LABELS, ActivityLine

IGNORED = "ignored"
TURNOVER = "turnover"
#: Columns that a statement may feed: hours are not in a bank.
SHARED_USES = ("expenses_eur", "contributions_eur", "own_pay_eur", "salaried_eur")
#: Operations of one file: a year of a small business, and a page that still opens.
MOST_OPERATIONS = 800
#: Characters kept of the bank's words, for two days.
MOST_WORDS = 80

_CONTRIBUTIONS = re.compile(r"\b(urssaf|cipav|cotisations?|autoentrepreneur|auto entrepreneur)\b")
_WAGES = re.compile(r"\b(salaires?|paie|paye|traitement)\b")
_PRIVATE = re.compile(
    r"\b(caf|allocations?|rsa|prime d activite|france travail|pole emploi|cpam|ameli|impots?|dgfip|loyer|retrait|dab"
    r"|epargne|livret|virement interne|remboursement|mutuelle|pret|credit immobilier)\b"
)


@dataclass(frozen=True)
class Operation:
    """One line of a file: money in (positive) or out (negative). `use` is set where the file itself tells it."""

    on: date
    words: str
    amount_eur: Decimal
    use: str = ""


@dataclass(frozen=True)
class StatementFile:
    """What a file holds once read: its operations, the days it covers, and the lines that were not understood."""

    operations: Sequence[Operation]
    first_on: date
    last_on: date
    remarks: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class SortedOperation:
    """An operation of a statement being sorted, as it is kept until it is saved."""

    number: int
    on: date
    words: str
    amount_eur: Decimal
    use: str
    mark: str
    is_seen: bool

    @property
    def month(self) -> date:
        return self.on.replace(day=1)


def line_use(line: ActivityLine | UUID) -> str:
    """The code of « turnover of that line »."""
    return f"{TURNOVER}:{(line.pk if isinstance(line, ActivityLine) else line).hex}"


def use_labels(lines: Iterable[ActivityLine]) -> dict[str, str]:
    """What an operation may be said to be."""
    followed = list(lines)
    turnovers = {line_use(line): f"Encaissé : {line}" for line in followed}
    if len(followed) == 1:
        turnovers = {line_use(followed[0]): "Chiffre d'affaires"}
    shared = {name: SHARED_LABELS[name] for name in SHARED_USES}
    return {**turnovers, **shared, IGNORED: "Privé ou autre : ignorer"}


def guessed_use(operation: Operation, line: ActivityLine, *, is_business_account: bool) -> str:
    """A first guess, to be put right by whoever knows."""
    if operation.use:
        return line_use(line) if operation.use == TURNOVER else operation.use
    words = normalise(operation.words)
    if operation.amount_eur < 0 and _CONTRIBUTIONS.search(words):
        return "contributions_eur"
    if operation.amount_eur > 0 and _WAGES.search(words):
        return "salaried_eur"
    if _PRIVATE.search(words):
        return IGNORED
    if operation.amount_eur >= 0:
        return line_use(line)
    return "expenses_eur" if is_business_account else IGNORED


def marks_of(business_id: UUID, operations: Sequence[Operation]) -> list[str]:
    """One mark for each operation, from its day, its amount and its rank among those alike that day.

    The bank's words are left out: the same account read in another format gives the same marks.
    """
    ranks: Counter[str] = Counter()
    marks = []
    for operation in operations:
        told = f"{business_id}|{operation.on}|{operation.amount_eur}|{operation.use}"
        ranks[told] += 1
        key = settings.SECRET_KEY.encode()
        marks.append(hmac.new(key, f"{told}|{ranks[told]}".encode(), hashlib.sha256).hexdigest())
    return marks


def shown_words(words: str) -> str:
    """The bank's words, shortened; none when they hold a social security number (D7)."""
    text = " ".join(words.replace("\x00", "").split())
    return "(libellé masqué)" if holds_nir(text) else text[:MOST_WORDS]


def packed(operation: SortedOperation) -> dict[str, Any]:
    return {
        "on": operation.on.isoformat(),
        "words": operation.words,
        "eur": str(operation.amount_eur),
        "use": operation.use,
        "mark": operation.mark,
        "is_seen": operation.is_seen,
    }


def unpacked(rows: Sequence[dict[str, Any]]) -> list[SortedOperation]:
    return [
        SortedOperation(
            number=number,
            on=date.fromisoformat(row["on"]),
            words=row["words"],
            amount_eur=Decimal(row["eur"]),
            use=row["use"],
            mark=row["mark"],
            is_seen=row["is_seen"],
        )
        for number, row in enumerate(rows, start=1)
    ]

"""Bank statements and sheets of takings into operations: OFX, .csv of banks, .xlsx and .ods.

Banks write their files each their own way: the columns are found by their titles, the encoding and the separator by
what is there. A line that is not understood is told, never guessed; a strange file gives one clear French sentence.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import ParseError

from ofxtools.header import OFXHeaderError
from ofxtools.Parser import OFXTree
from ofxtools.Parser import ParseError as OfxParseError

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.finances.operations import TURNOVER, Operation, StatementFile
from rebond.imports.amounts import read_amount, read_day
from rebond.imports.raw_tables import MAX_STATEMENT_BYTES, MAX_STATEMENT_LABEL, raw_tables
from rebond.imports.sheets import RawLine, UnreadableFile, is_blank
from rebond.imports.statement_columns import Columns, find_columns

#: Titles and the owner's name stand above the columns, within so many lines.
HEADER_WITHIN_LINES = 40
MOST_REMARKS = 50
#: More tags than a year of operations needs: a file made to exhaust the machine.
MOST_TAGS = 100_000
OLDEST = date(2000, 1, 1)


def read_statement(content: bytes) -> StatementFile:
    """The operations of a file, oldest first. Raises UnreadableFile, in French."""
    if not content.strip():
        raise UnreadableFile("Ce fichier est vide.")
    if len(content) > MAX_STATEMENT_BYTES:
        raise UnreadableFile(
            f"Ce fichier dépasse {MAX_STATEMENT_LABEL} : demandez à la banque une période plus courte."
        )
    start = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    if start.startswith(b"OFXHEADER") or b"<OFX" in start or b"<?OFX" in start:
        return _read_ofx(content)
    return _read_tables(raw_tables(content))


# --- OFX ---------------------------------------------------------------------------------


def _read_ofx(content: bytes) -> StatementFile:
    # The library's pattern for CDATA goes back and forth over a long line: the marks go first.
    content = content.lstrip(b"\xef\xbb\xbf \r\n\t").replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    if content.count(b"<") > MOST_TAGS:
        raise UnreadableFile("Ce relevé est trop long : demandez à la banque une période plus courte.")
    tree = OFXTree()
    try:
        root = tree.parse(io.BytesIO(content))
    except (
        OFXHeaderError,
        OfxParseError,
        ParseError,
        ValueError,
        AssertionError,
        IndexError,
        KeyError,
    ) as error:
        raise UnreadableFile(
            "Ce relevé OFX est abîmé. Demandez-le de nouveau à la banque, ou au format .csv."
        ) from error
    gathering = Gathering()
    for number, row in enumerate(root.iter("STMTTRN"), start=1):
        found = {part.tag: (part.text or "").strip() for part in row}
        words = " ".join(filter(None, (found.get("NAME"), found.get("MEMO"))))
        gathering.add(
            number,
            lambda found=found: _ofx_day(found.get("DTPOSTED", "")),  # type: ignore[misc]
            lambda found=found: _ofx_amount(found.get("TRNAMT", "")),  # type: ignore[misc]
            words,
        )
    edges = []
    for tag in ("DTSTART", "DTEND"):
        element = root.find(f".//BANKTRANLIST/{tag}")
        try:
            edges.append(_ofx_day(element.text or "") if element is not None else None)
        except ValueError:
            edges.append(None)
    return gathering.file(edges[0], edges[1])


def _ofx_day(text: str) -> date:
    digits = text[:8]
    if not digits.isdecimal() or len(digits) != 8:
        raise ValueError("Cette date n'est pas comprise.")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError("Cette date n'existe pas dans le calendrier.") from None


def _ofx_amount(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ".").replace("+", ""))
    except InvalidOperation:
        raise ValueError("Ce montant n'est pas compris.") from None


# --- Tables ---------------------------------------------------------------------------------


def _read_tables(tables: Iterable[Sequence[RawLine]]) -> StatementFile:
    best: tuple[Columns, Sequence[RawLine]] | None = None
    for lines in tables:
        for place, line in enumerate(lines[:HEADER_WITHIN_LINES]):
            columns = find_columns(line.cells)
            if columns and (best is None or columns.score > best[0].score):
                best = columns, lines[place + 1 :]
    if best is None:
        raise UnreadableFile(
            "Les colonnes ne sont pas reconnues : il faut une ligne de titres avec une date, et un montant "
            "(ou un débit et un crédit). Pour un tableau mensuel : « Mois » et « Chiffre d'affaires »."
        )
    gathering = Gathering()
    for line in best[1]:
        _add_line(gathering, best[0], line)
    return gathering.file()


def _add_line(gathering: "Gathering", columns: Columns, line: RawLine) -> None:
    def cell(index: int | None) -> Any:
        return line.cells[index] if index is not None and index < len(line.cells) else None

    day = cell(columns.day)
    amounts = [(use, cell(index), sign) for use, index, sign in columns.amounts]
    if is_blank(day) or all(is_blank(value) for _, value, _ in amounts):
        return  # a total, a balance, a blank line
    words = str(cell(columns.words) or "")
    for use, value, sign in amounts:
        if not is_blank(value):
            gathering.add(
                line.number,
                lambda: read_day(day),
                lambda value=value, sign=sign: _signed(read_amount(value), sign),  # type: ignore[misc]
                words,
                use,
                keeps_zero=use == TURNOVER,
            )


def _signed(amount: Decimal, sign: int) -> Decimal:
    """`sign` 1 or -1 for a column of money in or out, however it is signed there; 0 for one that is signed already."""
    return amount if sign == 0 else abs(amount) * sign


class Gathering:
    """Operations as they are read, with the remarks on what was not understood."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.remarks: list[tuple[int, str]] = []

    def add(
        self,
        number: int,
        day: Callable[[], date],
        amount: Callable[[], Decimal],
        words: str,
        use: str = "",
        *,
        keeps_zero: bool = False,
    ) -> None:
        try:
            on, eur = _within_reason(day(), amount())
        except ValueError as reason:
            if len(self.remarks) < MOST_REMARKS:
                self.remarks.append((number, str(reason)))
            return
        if eur or keeps_zero:
            self.operations.append(Operation(on, words, eur, use))

    def file(self, first_on: date | None = None, last_on: date | None = None) -> StatementFile:
        """What was gathered; the file covers at least the days of its operations."""
        if not self.operations:
            first = self.remarks[0] if self.remarks else None
            why = f" Ligne {first[0]} : {first[1]}" if first else ""
            raise UnreadableFile(f"Aucune opération n'a été trouvée dans ce fichier.{why}")
        operations = sorted(self.operations, key=lambda operation: operation.on)
        first_day, last_day = operations[0].on, operations[-1].on
        if any(operation.use for operation in operations):  # a table of months speaks of whole months
            last_day = add_months(last_day.replace(day=1), 1)
        first_on, last_on = first_on or first_day, last_on or last_day
        return StatementFile(
            operations,
            max(min(first_on, first_day), OLDEST),
            max(min(last_on, clock.today()), last_day if last_day <= clock.today() else operations[-1].on),
            self.remarks,
        )


def _within_reason(on: date, eur: Decimal) -> tuple[date, Decimal]:
    if on < OLDEST:
        raise ValueError("Cette date est trop ancienne.")
    if on > clock.today():
        raise ValueError("Cette date est dans le futur.")
    if not eur.is_finite() or abs(eur) > 10_000_000:
        raise ValueError("Ce montant n'est pas vraisemblable.")
    return on, eur.quantize(Decimal("0.01"))

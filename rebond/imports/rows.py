"""Cells into typed rows, or into refusals that say the line, the column, the value and the reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from rebond.core.dates import parse_date
from rebond.core.identifiers import clean_caf_number, clean_naf_code, clean_phone, clean_siret
from rebond.core.money import parse_eur
from rebond.core.text import holds_nir, normalise
from rebond.imports.choices import Vocabulary
from rebond.imports.columns import BY_CODE, Column, Kind
from rebond.imports.sheets import RawLine, Sheet, is_blank
from rebond.imports.staff import Seat, StaffDirectory

SHOWN_CHARACTERS = 80
EXAMPLE_MARK = "ligne ignoree"
#: A year typed alone (2019) is read by a spreadsheet as a day of 1905.
OLDEST_BIRTH = date(1920, 1, 1)
OLDEST_EVENT = date(1960, 1, 1)
LATEST = date(2100, 1, 1)
LARGEST_EUR = Decimal("999999999.99")
_FORMULA_ERRORS = ("#N/A", "#REF!", "#VAL", "#NOM", "#NAME", "#DIV", "Err:")
_NIR_REASON = (
    "Cette cellule ressemble à un numéro de sécurité sociale : supprimez-le, il n'est jamais repris."
)


@dataclass(frozen=True)
class Remark:
    """What is said of one cell: it is refused, or (a warning) taken in a way that the person should know."""

    line: int
    letter: str
    column: str
    value: str
    reason: str
    is_warning: bool = False


@dataclass(frozen=True)
class PathRow:
    """One row that reads well: a path, its person, its business. Field names are the codes of the columns."""

    line: int
    last_name: str
    first_name: str
    lead_worker: Seat
    adviser: Seat
    entered_on: date
    referred_on: date
    business_name: str
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    caf_number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    rsa_since: date | None = None
    siret: str = ""
    legal_form: str = ""
    activity: str = ""
    naf_code: str = ""
    income_category: str = ""
    created_on: date | None = None
    assessed_on: date | None = None
    branch: str = ""
    exited_on: date | None = None
    activity_status: str = ""
    rsa_status: str = ""
    rsa_left_on: date | None = None
    exit_reason: str = ""
    job_quality: str = ""
    turnover_before_eur: Decimal | None = None
    turnover_before_months: int | None = None
    turnover_after_eur: Decimal | None = None
    turnover_after_months: int | None = None

    @property
    def person(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def same_values(self, other: "PathRow") -> bool:
        """Whether both rows say the same, line number apart."""
        return all(getattr(self, f.name) == getattr(other, f.name) for f in fields(self) if f.name != "line")


@dataclass
class ReadLine:
    """A line once its cells are read: the values that could be, and what is said of the others."""

    number: int
    values: dict[str, Any]
    remarks: list[Remark]
    #: Where each column stands in this file, to name a cell in a later remark.
    raw: dict[str, tuple[str, str]]

    def refuse(self, code: str, reason: str, *, is_warning: bool = False) -> None:
        """Say something of the cell of this column, which may be missing from the file."""
        letter, value = self.raw.get(code, ("", ""))
        self.remarks.append(Remark(self.number, letter, BY_CODE[code].header, value, reason, is_warning))

    @property
    def is_refused(self) -> bool:
        return any(not remark.is_warning for remark in self.remarks)

    def misread(self, code: str) -> bool:
        """Whether this column holds something that was refused."""
        header = BY_CODE[code].header
        return any(remark.column == header and not remark.is_warning for remark in self.remarks)


class RowReader:
    """Reads the lines of one sheet with the words and the staff of one programme."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, staff: StaffDirectory) -> None:
        self.sheet = sheet
        self.readers: dict[Kind, Callable[[Column, Any], Any]] = {
            **_READERS,
            Kind.CHOICE: lambda column, cell: vocabulary.code(column.code, _text(cell)),
            Kind.LEAD_WORKER: lambda _column, cell: staff.lead_worker(_text(cell)),
            Kind.ADVISER: lambda _column, cell: staff.adviser(_text(cell)),
        }

    def lines(self) -> Iterator[ReadLine]:
        for line in self.sheet.lines:
            read = self._read(line)
            if EXAMPLE_MARK not in normalise(str(read.values.get("last_name") or "")):
                yield read

    def _read(self, line: RawLine) -> ReadLine:
        values: dict[str, Any] = {
            column.code: None if column.kind in _NOT_TEXT else "" for column in BY_CODE.values()
        }
        read = ReadLine(line.number, values, [], {})
        for index, cell in enumerate(line.cells):
            if is_blank(cell):
                continue
            column = self.sheet.columns.get(index)
            if holds_nir(_text(cell)):
                header = self.sheet.headers.get(index, "")
                letter = self.sheet.letter(index)
                read.remarks.append(
                    Remark(line.number, letter, column.header if column else header, "•••", _NIR_REASON)
                )
            elif column:
                self._read_cell(read, index, column, cell)
        for column in BY_CODE.values():
            if column.is_required and column.code not in read.raw and not read.misread(column.code):
                read.refuse(column.code, "Cette cellule doit être remplie.")
        return read

    def _read_cell(self, read: ReadLine, index: int, column: Column, cell: Any) -> None:
        read.raw[column.code] = (self.sheet.letter(index), _shown(cell))
        if isinstance(cell, str) and cell.strip().startswith(_FORMULA_ERRORS):
            read.refuse(column.code, "Cette cellule contient une erreur de formule.")
            return
        try:
            read.values[column.code] = self.readers[column.kind](column, cell)
        except ValueError as reason:
            read.refuse(column.code, str(reason))


def _text(cell: Any) -> str:
    """What the cell shows, spaces tidied; a whole number has no decimals (a SIRET kept as a number)."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _shown(cell: Any) -> str:
    text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else _text(cell)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _read_text(column: Column, cell: Any) -> str:
    text = _text(cell)
    if len(text) > column.max_length:
        raise ValueError(f"Ce texte dépasse {column.max_length} caractères.")
    return text


def _read_date(column: Column, cell: Any) -> date:
    day = parse_date(cell)
    if not (OLDEST_BIRTH if column.code == "birth_date" else OLDEST_EVENT) <= day < LATEST:
        raise ValueError(f"Cette date ({day:%d/%m/%Y}) n'est pas vraisemblable : vérifiez l'année.")
    return day


def _read_amount(column: Column, cell: Any) -> Decimal:
    amount = parse_eur(cell)
    if amount < 0:
        raise ValueError("Un chiffre d'affaires ne peut pas être négatif.")
    if amount > LARGEST_EUR:
        raise ValueError("Ce montant n'est pas vraisemblable : vérifiez les zéros.")
    return amount


def _read_months(column: Column, cell: Any) -> int:
    text = _text(cell)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 12):
        raise ValueError("Indiquez un nombre entier de mois, de 1 à 12.")
    return int(text)


def _read_phone(column: Column, cell: Any) -> str:
    text = _text(cell)
    # A spreadsheet drops the first zero of a number typed as a number.
    return clean_phone(f"0{text}" if isinstance(cell, int | float) and len(text) == 9 else text)


def _read_email(column: Column, cell: Any) -> str:
    email = _read_text(column, cell).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError(
            "Cette adresse électronique n'est pas valide, par exemple prenom.nom@example.org."
        ) from None
    return email


def _read_postcode(column: Column, cell: Any) -> str:
    text = _text(cell).replace(" ", "")
    if isinstance(cell, int | float) and len(text) == 4:
        text = f"0{text}"
    if not (len(text) == 5 and text.isascii() and text.isdigit()):
        raise ValueError("Un code postal compte cinq chiffres.")
    return text


_READERS: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
    Kind.AMOUNT: _read_amount,
    Kind.MONTHS: _read_months,
    Kind.PHONE: _read_phone,
    Kind.EMAIL: _read_email,
    Kind.POSTCODE: _read_postcode,
    Kind.SIRET: lambda _column, cell: clean_siret(_text(cell)),
    Kind.CAF_NUMBER: lambda _column, cell: clean_caf_number(_text(cell)),
    Kind.NAF_CODE: lambda _column, cell: clean_naf_code(_text(cell)),
}
_NOT_TEXT = {Kind.DATE, Kind.AMOUNT, Kind.MONTHS, Kind.LEAD_WORKER, Kind.ADVISER}

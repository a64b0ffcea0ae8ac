"""Lists taken away: one table, written as .xlsx or .csv, line after line whatever its length."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

#: A cell that starts with one of these is run as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\ufeff"
#: Beyond this, a temporary file goes to the disk.
_IN_MEMORY_BYTES = 5_000_000


@dataclass(frozen=True)
class Table:
    """`title` stands above the table (who, when, what was asked); `widths` are those of the columns, in characters."""

    name: str
    title: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]


def neutral(value: Any) -> Any:
    """`value`, unable to act as a formula: a text that starts like one is led by an apostrophe.

    Control characters, which no spreadsheet can hold, are left out.
    """
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(table: Table) -> Iterator[str]:
    """The lines of a .csv as French spreadsheets open it: semicolons, a mark of UTF-8, dates as dd/mm/yyyy."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield _BOM + writer.writerow([neutral(table.title)])
    yield writer.writerow(table.header)
    for row in table.rows:
        yield writer.writerow([neutral(_worded(value)) for value in row])


class _Echo:
    """A file that gives back what is written to it: `csv` then serves as a formatter."""

    def write(self, line: str) -> str:
        return line


def _worded(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return "" if value is None else value


def xlsx_file(table: Table) -> IO[bytes]:
    """A .xlsx in a temporary file, at its start: the caller closes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A3"
    for index, width in enumerate(table.widths):
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    sheet.append([_cell(sheet, table.title, italic=True)])
    sheet.append([_cell(sheet, label, bold=True) for label in table.header])
    for row in table.rows:
        sheet.append([neutral(value) for value in row])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: str, *, bold: bool = False, italic: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=neutral(value))
    cell.font = Font(bold=bold, italic=italic)
    cell.alignment = Alignment(vertical="top")
    return cell

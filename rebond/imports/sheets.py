"""A sheet as it was read: a header and rows of raw cells, with the lines and letters that people see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from rebond.imports.columns import Column, column_named
from rebond.imports.limits import MAX_LINES

#: Titles and notes may stand above the header, not further than this.
HEADER_WITHIN_LINES = 20


class UnreadableFile(Exception):
    """The file cannot be taken as a spreadsheet. `message` says in French why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class RawLine:
    """One line of a sheet: its number as the spreadsheet shows it, and its cells from column A."""

    number: int
    cells: tuple[Any, ...]


@dataclass
class Sheet:
    """The lines under a header. `columns` tells which cell holds which column of ours."""

    name: str
    header_line: int
    headers: dict[int, str]
    columns: dict[int, Column]
    lines: list[RawLine] = field(default_factory=list)

    def letter(self, index: int) -> str:
        return get_column_letter(index + 1)

    @property
    def unknown_headers(self) -> list[str]:
        """Headers that mean nothing to us: their cells are not taken over."""
        return [
            f"{text} (colonne {self.letter(i)})" for i, text in self.headers.items() if i not in self.columns
        ]


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def choose_sheet(sheets: Iterable[tuple[str, Iterable[RawLine]]]) -> Sheet:
    """The sheet whose header knows the most columns; the first one when none does better.

    Raises UnreadableFile when every sheet is empty, too long, or names a column twice.
    """
    best: Sheet | None = None
    for name, lines in sheets:
        sheet = _read_sheet(name, lines)
        if sheet and (best is None or len(sheet.columns) > len(best.columns)):
            best = sheet
    if best is None:
        raise UnreadableFile("Ce fichier est vide : aucune ligne à reprendre.")
    _refuse_twice(best)
    return best


def _read_sheet(name: str, lines: Iterable[RawLine]) -> Sheet | None:
    filled = list(_filled(lines))
    if not filled:
        return None
    near = [line for line in filled if line.number < filled[0].number + HEADER_WITHIN_LINES]
    header = max(near, key=_known_count)
    headers = {i: " ".join(str(cell).split()) for i, cell in enumerate(header.cells) if not is_blank(cell)}
    columns = {i: column for i, text in headers.items() if (column := column_named(text))}
    return Sheet(
        name=name,
        header_line=header.number,
        headers=headers,
        columns=columns,
        lines=[line for line in filled if line.number > header.number],
    )


def _filled(lines: Iterable[RawLine]) -> Iterator[RawLine]:
    count = 0
    for line in lines:
        if all(is_blank(cell) for cell in line.cells):
            continue
        count += 1
        if count > MAX_LINES:
            raise UnreadableFile(
                f"Ce fichier dépasse {MAX_LINES} lignes : partagez-le en plusieurs fichiers."
            )
        yield line


def _known_count(line: RawLine) -> int:
    return sum(1 for cell in line.cells if not is_blank(cell) and column_named(cell))


def _refuse_twice(sheet: Sheet) -> None:
    seen: dict[str, int] = {}
    for index, column in sheet.columns.items():
        if column.code in seen:
            first, second = sheet.headers[seen[column.code]], sheet.headers[index]
            raise UnreadableFile(
                f"Deux colonnes disent la même chose : « {first} » et « {second} » ({column.header}). Gardez-en une."
            )
        seen[column.code] = index

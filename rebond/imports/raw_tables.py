"""The raw lines of a .csv, .xlsx or .ods, whatever its columns."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rebond.imports.opendocument import read_ods
from rebond.imports.readers import decoded_text
from rebond.imports.sheets import RawLine, UnreadableFile
from rebond.imports.statement_columns import find_columns

MAX_STATEMENT_BYTES = 3 * 1024 * 1024
MAX_STATEMENT_LABEL = "3 Mo"
MAX_UNZIPPED_BYTES = 60 * 1024 * 1024
MAX_ROWS, MAX_CELLS = 5_000, 40
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_SEPARATORS = (";", ",", "\t", "|")
_NOT_READABLE = "Ce fichier n'est pas un relevé lisible. Demandez à la banque un fichier .ofx, .csv ou .xlsx."


def raw_tables(content: bytes) -> list[Sequence[RawLine]]:
    """Each sheet's lines. Raises UnreadableFile, in French."""
    if content.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            "Ce fichier est protégé par un mot de passe, ou d'un ancien format (.xls). "
            "Enregistrez-le en .xlsx, sans mot de passe."
        )
    if content.startswith(b"%PDF"):
        raise UnreadableFile("Un relevé PDF ne se relit pas : demandez à la banque un fichier .csv ou .ofx.")
    if content.startswith(b"PK"):
        return _zipped(content)
    text = decoded_text(content)
    return [_csv_lines(text)]


def _csv_lines(text: str) -> list[RawLine]:
    try:
        tables = [_split(text, separator) for separator in _SEPARATORS]
    except csv.Error as error:
        raise UnreadableFile(
            "Ce fichier .csv est abîmé (des guillemets ne se ferment pas). Enregistrez-le plutôt en .xlsx."
        ) from error
    return max(tables, key=_known_columns)


def _split(text: str, separator: str) -> list[RawLine]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableFile(f"Ce fichier dépasse {MAX_ROWS} lignes : demandez une période plus courte.")
        lines.append(RawLine(number, tuple(row[:MAX_CELLS])))
    return lines


def _known_columns(lines: Sequence[RawLine]) -> int:
    found = (find_columns(line.cells) for line in lines[:40])
    return max((columns.score for columns in found if columns), default=0)


def _zipped(content: bytes) -> list[Sequence[RawLine]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename for info in archive.infolist()}
            if sum(info.file_size for info in archive.infolist()) > MAX_UNZIPPED_BYTES:
                raise UnreadableFile(
                    "Ce fichier est trop gros une fois ouvert : gardez une période plus courte."
                )
            if "content.xml" in names:
                return [lines[:MAX_ROWS] for _, lines in read_ods(archive)]
        if "xl/workbook.xml" not in names:
            raise UnreadableFile(_NOT_READABLE)
        return list(_xlsx(content))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, InvalidFileException, ParseError) as error:
        raise UnreadableFile(
            "Ce fichier est abîmé : rouvrez-le dans votre tableur et enregistrez-le à nouveau."
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError, OSError) as error:
        # What the library raises on a workbook whose parts contradict each other.
        raise UnreadableFile(_NOT_READABLE) from error


def _xlsx(content: bytes) -> Iterator[Sequence[RawLine]]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            yield list(_rows(sheet))
    finally:
        workbook.close()


def _rows(sheet: Any) -> Iterator[RawLine]:
    sheet.reset_dimensions()  # some programs write a wrong extent, which would hide lines
    rows = sheet.iter_rows(values_only=True, max_col=MAX_CELLS, max_row=MAX_ROWS)
    for number, cells in enumerate(rows, start=1):
        yield RawLine(number, cells)

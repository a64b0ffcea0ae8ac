"""Files into sheets: .xlsx, .ods and .csv, told apart by what they hold, not by their name.

A strange file gives one clear sentence (UnreadableFile), never a traceback. Formulas are read as the value
that the spreadsheet last computed.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rebond.imports.columns import column_named
from rebond.imports.limits import MAX_COLUMNS, MAX_FILE_BYTES, MAX_FILE_LABEL, MAX_UNZIPPED_BYTES
from rebond.imports.opendocument import read_ods
from rebond.imports.sheets import RawLine, Sheet, UnreadableFile, choose_sheet

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_SEPARATORS = (";", ",", "\t", "|")
_NOT_A_SPREADSHEET = "Ce fichier n'est pas un tableur lisible. Enregistrez-le au format .xlsx, .ods ou .csv."


def read_sheet(path: Path) -> Sheet:
    """The sheet to take over. Raises UnreadableFile, in French."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(f"Ce fichier dépasse {MAX_FILE_LABEL} : partagez-le en plusieurs fichiers.")
    if not size:
        raise UnreadableFile("Ce fichier est vide : aucune ligne à reprendre.")
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLD_OFFICE:
        raise UnreadableFile(
            "Ce fichier est protégé par un mot de passe, ou d'un ancien format (.xls). "
            "Enregistrez-le en .xlsx, sans mot de passe."
        )
    if start.startswith(b"PK"):
        return _read_zipped(path)
    return _read_text(path.read_bytes())


def _read_zipped(path: Path) -> Sheet:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
            if sum(info.file_size for info in archive.infolist()) > MAX_UNZIPPED_BYTES:
                raise UnreadableFile(
                    "Ce fichier est trop gros une fois ouvert : partagez-le en plusieurs fichiers."
                )
            if "content.xml" in names:
                return choose_sheet(read_ods(archive))
        if "xl/workbook.xml" not in names:
            raise UnreadableFile(_NOT_A_SPREADSHEET)
        return _read_xlsx(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, InvalidFileException, ParseError) as error:
        raise UnreadableFile(
            "Ce fichier est abîmé : rouvrez-le dans votre tableur et enregistrez-le à nouveau."
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError, OSError) as error:
        # What the library raises on a workbook whose parts contradict each other.
        raise UnreadableFile(_NOT_A_SPREADSHEET) from error


def _read_xlsx(path: Path) -> Sheet:
    with path.open("rb") as file:  # given a path, the library would judge the file by its name
        workbook = load_workbook(file, read_only=True, data_only=True)
        try:
            return choose_sheet((sheet.title, _xlsx_lines(sheet)) for sheet in workbook.worksheets)
        finally:
            workbook.close()


def _xlsx_lines(sheet: Any) -> Iterator[RawLine]:
    sheet.reset_dimensions()  # some programs write a wrong extent, which would hide lines
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
        yield RawLine(number, cells)


def _read_text(data: bytes) -> Sheet:
    text = decoded_text(data)
    separator = _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableFile(
            "Ce fichier .csv est abîmé (des guillemets ne se ferment pas). Enregistrez-le plutôt en .xlsx."
        ) from error
    return choose_sheet([("", [RawLine(n, tuple(row[:MAX_COLUMNS])) for n, row in enumerate(rows, start=1)])])


def decoded_text(data: bytes) -> str:
    """The text of a file whose encoding nobody tells. Raises UnreadableFile for what is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data or data.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8")):
        raise UnreadableFile(_NOT_A_SPREADSHEET)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _separator(text: str) -> str:
    """The separator under which the first lines show the most known headers, then the most cells."""
    start = text[:20_000].splitlines()[:20]

    def score(separator: str) -> tuple[int, int]:
        rows = list(csv.reader(start, delimiter=separator))
        known = max((sum(1 for cell in row if column_named(cell)) for row in rows), default=0)
        return known, max((len(row) for row in rows), default=0)

    return max(_SEPARATORS, key=score)

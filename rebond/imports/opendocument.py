"""The cells of an .ods, read as a stream: ten thousand lines would fill the memory as a document."""

import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from rebond.imports.limits import MAX_COLUMNS, MAX_LINES
from rebond.imports.sheets import RawLine, UnreadableFile, is_blank

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, list[RawLine]]]:
    """Each sheet's name and lines. Raises UnreadableFile on a protected or foreign document."""
    if b"spreadsheet" not in archive.read("mimetype"):
        raise UnreadableFile(
            "Ce document n'est pas un tableur : enregistrez-le au format .xlsx, .ods ou .csv."
        )
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableFile("Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe.")
    with archive.open("content.xml") as content:
        lines: list[RawLine] = []
        number = 0
        # Entities that multiply are stopped by expat itself (since 2.4.1); external ones are not fetched.
        for _, element in iterparse(content):  # noqa: S314
            if element.tag == f"{_TABLE}table-row":
                repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                lines += _lines(element, number, repeated)
                number += repeated
                element.clear()
            elif element.tag == f"{_TABLE}table":
                yield element.get(f"{_TABLE}name", ""), lines
                lines, number = [], 0


def _lines(row: Element, number: int, repeated: int) -> list[RawLine]:
    """The lines that one row of the document stands for: none when it is blank, however often repeated."""
    cells = tuple(_cells(row))
    if all(is_blank(cell) for cell in cells):
        return []
    return [RawLine(number + shift, cells) for shift in range(1, min(repeated, MAX_LINES + 1) + 1)]


def _cells(row: Element) -> Iterator[Any]:
    count = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), MAX_COLUMNS - count)
        value = _value(cell)
        for _ in range(repeated):
            yield value
        count += repeated


def _value(cell: Element) -> Any:
    match cell.get(f"{_OFFICE}value-type"):
        case "float" | "currency" | "percentage":
            number = float(cell.get(f"{_OFFICE}value", "0"))
            return int(number) if number.is_integer() else number
        case "date":
            return date.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:10])
        case None:
            return None
    # Paragraphs of the cell itself: a comment's paragraphs lie deeper.
    return "\n".join(_words(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))


def _words(paragraph: Element) -> str:
    for space in paragraph.iter(f"{_TEXT}s"):
        space.text = " " * int(space.get(f"{_TEXT}c", "1"))
    return "".join(paragraph.itertext())

"""The report of a check, as a spreadsheet: each refused cell, each warning, and what becomes of each row."""

from collections.abc import Iterable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from rebond.imports.inspection import Inspection
from rebond.imports.recognition import Verdict
from rebond.imports.rows import Remark

VERDICT_LABELS = {
    Verdict.NEW: "Nouveau parcours",
    Verdict.ALREADY: "Déjà repris",
    Verdict.REFUSED: "Refusée",
}
_REMARK_HEADER = ("Ligne", "Colonne", "Cellule", "Valeur", "Raison")


def write_report(inspection: Inspection, file: IO[bytes] | str) -> None:
    """Three sheets: « Cellules refusées », « Lignes », « À savoir »."""
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, "Cellules refusées", _REMARK_HEADER, _remark_rows(inspection.refusals))
    states = ((row.line, row.person, VERDICT_LABELS[row.verdict], row.note) for row in inspection.checked)
    _add_sheet(workbook, "Lignes", ("Ligne", "Personne", "État", "Remarque"), states)
    known: list[tuple[Any, ...]] = [
        ("", name, "", "", "Colonne non reprise.") for name in inspection.unknown_headers
    ]
    _add_sheet(workbook, "À savoir", _REMARK_HEADER, [*known, *_remark_rows(inspection.warnings)])
    workbook.save(file)


def _remark_rows(remarks: Iterable[Remark]) -> list[tuple[Any, ...]]:
    return [(r.line, r.column, f"{r.letter}{r.line}" if r.letter else "", r.value, r.reason) for r in remarks]


def _add_sheet(
    workbook: Workbook, title: str, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (8, 26, 22, 34, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, text, is_bold=True) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Any, *, is_bold: bool = False) -> Cell:
    """A number, or text kept as text: what somebody typed as « =… » must not become a formula."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    return cell

"""Spreadsheets made by the tests, in the three formats, as people make them."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from rebond.imports.columns import BY_CODE

#: Delphine's path, as a row: column code → cell.
DELPHINE = {
    "last_name": "Lavande",
    "first_name": "Delphine",
    "birth_date": "17/05/1984",
    "phone": "06 39 98 01 84",
    "email": "delphine.lavande@example.org",
    "caf_number": "1234567",
    "city": "Valbruyère",
    "postcode": "35000",
    "rsa_since": "01/01/2018",
    "business_name": "Les Retouches de Delphine",
    "legal_form": "Micro-entreprise",
    "activity": "Confection et retouches",
    "naf_code": "14.13Z",
    "income_category": "Prestations de services (BIC)",
    "created_on": "01/05/2018",
    "lead_worker": "rozenn.genet@example.org",
    "adviser": "Maïwenn Tilleul",
    "referred_on": "04/03/2019",
    "entered_on": "11/03/2019",
    "assessed_on": "29/04/2019",
    "branch": "Développement",
    "exited_on": "14/10/2019",
    "activity_status": "Indépendant et salarié",
    "rsa_status": "Sorti du RSA",
    "exit_reason": "Parcours mené à son terme",
    "job_quality": "CDI",
    "turnover_before_eur": "8 000,00 €",
    "turnover_after_eur": "14 000,00 €",
}
#: An open path, with nothing but what is required.
BASILE = {
    "last_name": "Fougère",
    "first_name": "Basile",
    "lead_worker": "Rozenn Genêt",
    "adviser": "Karim Noisetier",
    "entered_on": "01/02/2019",
}


def table(*rows: dict[str, Any]) -> list[list[Any]]:
    """A header and lines, with the columns that the rows use, in our own order."""
    codes = [code for code in BY_CODE if any(code in row for row in rows)]
    return [[BY_CODE[code].header for code in codes], *([row.get(code) for code in codes] for row in rows)]


def write(path: Path, lines: list[list[Any]], **options: Any) -> Path:
    """Write lines as the format of the name says."""
    {".xlsx": _write_xlsx, ".csv": _write_csv, ".ods": _write_ods}[path.suffix](path, lines, **options)
    return path


def _write_xlsx(path: Path, lines: list[list[Any]]) -> None:
    workbook = Workbook()
    for line in lines:
        workbook.active.append(line)
    workbook.save(path)


def _write_csv(path: Path, lines: list[list[Any]], *, separator: str = ";", encoding: str = "utf-8") -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))


def _write_ods(path: Path, lines: list[list[Any]]) -> None:
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Feuille1")
    for line in lines:
        row = TableRow()
        for value in line:
            row.addElement(_ods_cell(value))
        sheet.addElement(row)
    # What office suites leave under the last line.
    blank = TableRow(numberrowsrepeated=1_048_000)
    blank.addElement(TableCell(numbercolumnsrepeated=16_000))
    sheet.addElement(blank)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell

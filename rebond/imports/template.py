"""The empty model to fill: one column per thing to take over, drop-downs, explanations, an example row."""

from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rebond.imports.choices import Vocabulary
from rebond.imports.columns import COLUMNS, Column, Kind
from rebond.imports.staff import StaffDirectory
from rebond.people.actor import Actor
from rebond.programmes.models import Programme

FILLED_LINES = 10_000
#: Recognised by the reader, whatever else the row holds.
EXAMPLE_NAME = "EXEMPLE (ligne ignorée)"
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_HEAD_OPTIONAL = PatternFill("solid", fgColor="5B7698")
_EXAMPLE = PatternFill("solid", fgColor="EEEEEE")
#: Kept as text, so that no leading zero is lost.
_AS_TEXT = {Kind.PHONE, Kind.SIRET, Kind.CAF_NUMBER, Kind.POSTCODE, Kind.NAF_CODE}
_INTRODUCTION = (
    "Une ligne par parcours, dans la feuille « Parcours ». Une personne accompagnée deux fois a deux lignes.",
    "Les colonnes foncées sont obligatoires. Les autres peuvent rester vides, ou être supprimées.",
    "L'ordre des colonnes est libre. Accents et majuscules ne comptent pas.",
    "Dates : 12/03/2019. Montants : 1 250,50 €. Jamais de numéro de sécurité sociale.",
    "La ligne d'exemple, grisée, n'est pas reprise : vous pouvez la garder ou la supprimer.",
)


def write_template(programme: Programme, file: IO[bytes] | str, *, by: Actor) -> None:
    """Write the model as an .xlsx, with the choices of the programme's version and its staff in drop-downs."""
    staff = StaffDirectory.of(programme, by)
    vocabulary = Vocabulary.of(programme.current_version())
    lists: dict[str, Sequence[str]] = {
        code: [label for _, label in pairs] for code, pairs in vocabulary.labels.items()
    }
    lists["lead_worker"] = staff.lead_workers_at_work()
    lists["adviser"] = staff.advisers_at_work()
    workbook = Workbook()
    paths = workbook.active
    assert isinstance(paths, Worksheet)
    paths.title = "Parcours"
    _write_lists(workbook, lists)
    _write_head(paths, lists)
    _write_example(paths, lists)
    _write_help(workbook, lists)
    workbook.move_sheet("Mode d'emploi", offset=-1)
    workbook.save(file)


def _write_lists(workbook: Workbook, lists: dict[str, Sequence[str]]) -> None:
    """A hidden sheet holds the choices; each column of it has a name that the drop-downs call."""
    sheet = workbook.create_sheet("Listes")
    sheet.sheet_state = "hidden"
    for index, (code, labels) in enumerate(lists.items(), start=1):
        for line, label in enumerate(labels, start=1):
            sheet.cell(line, index, label).data_type = "s"
        letter = get_column_letter(index)
        area = f"Listes!${letter}$1:${letter}${max(len(labels), 1)}"
        workbook.defined_names[f"liste_{code}"] = DefinedName(f"liste_{code}", attr_text=area)


def _write_head(sheet: Worksheet, lists: dict[str, Sequence[str]]) -> None:
    sheet.freeze_panes = "C2"
    for index, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(index)
        cell = sheet.cell(1, index, column.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD if column.is_required else _HEAD_OPTIONAL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[letter].width = max(14, len(column.header) + 4)
        if column.kind in _AS_TEXT:
            sheet.column_dimensions[letter].number_format = "@"
        if rule := _validation(column, lists):
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{FILLED_LINES}")
    sheet.row_dimensions[1].height = 32


def _validation(column: Column, lists: dict[str, Sequence[str]]) -> DataValidation | None:
    if lists.get(column.code):
        # A warning, not a stop: a person who left is not in the list, and may be named on an old path.
        rule = DataValidation(
            type="list", formula1=f"=liste_{column.code}", allow_blank=True, errorStyle="warning"
        )
        rule.error = "Cette valeur n'est pas dans la liste."
    elif column.kind is Kind.DATE:
        rule = DataValidation(
            type="date", operator="greaterThan", formula1="1", allow_blank=True, errorStyle="warning"
        )
        rule.error = "Écrivez une date comme 12/03/2019."
    else:
        return None
    rule.promptTitle, rule.prompt = column.header[:32], column.help[:255]
    rule.showInputMessage = rule.showErrorMessage = True
    return rule


def _write_example(sheet: Worksheet, lists: dict[str, Sequence[str]]) -> None:
    for index, column in enumerate(COLUMNS, start=1):
        example = EXAMPLE_NAME if column.code == "last_name" else column.example
        if column.code in ("lead_worker", "adviser"):
            example = lists[column.code][0] if lists[column.code] else ""
        cell = sheet.cell(2, index, example)
        cell.data_type, cell.fill, cell.font = "s", _EXAMPLE, Font(italic=True, color="595959")


def _write_help(workbook: Workbook, lists: dict[str, Sequence[str]]) -> None:
    sheet = workbook.create_sheet("Mode d'emploi", 1)
    for letter, width in zip("ABCD", (26, 14, 70, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    for line in _INTRODUCTION:
        sheet.append([line])
    sheet.append([])
    sheet.append(["Colonne", "Obligatoire", "Ce qu'il faut y écrire", "Valeurs possibles"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for column in COLUMNS:
        values = (
            "" if column.kind in (Kind.LEAD_WORKER, Kind.ADVISER) else " ; ".join(lists.get(column.code, ()))
        )
        sheet.append([column.header, "oui" if column.is_required else "", column.help, values])
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")

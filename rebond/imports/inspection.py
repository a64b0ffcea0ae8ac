"""What a file would bring: each row new, already there or refused, and every cell that is refused and why."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rebond.imports.checks import check_line
from rebond.imports.choices import Vocabulary
from rebond.imports.columns import COLUMNS
from rebond.imports.readers import read_sheet
from rebond.imports.recognition import KnownPeople, Recognised, Verdict
from rebond.imports.rows import PathRow, ReadLine, Remark, RowReader
from rebond.imports.sheets import Sheet, UnreadableFile
from rebond.imports.staff import StaffDirectory
from rebond.people.actor import Actor
from rebond.programmes.models import Programme

#: Called with the number of rows done and their total.
Progress = Callable[[int, int], None]
PROGRESS_EVERY_ROWS = 200


@dataclass(frozen=True)
class CheckedRow:
    """What becomes of one line of the file."""

    line: int
    person: str
    verdict: Verdict
    note: str = ""


@dataclass
class Inspection:
    """The whole file. `rows` are those that may be taken over."""

    rows: list[PathRow] = field(default_factory=list)
    checked: list[CheckedRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unknown_headers: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows are new, already there, refused."""
        return Counter(str(row.verdict) for row in self.checked)

    @property
    def refusals(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.is_warning]

    @property
    def warnings(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.is_warning]


def inspect_file(
    path: Path, *, programme: Programme, by: Actor, progress: Progress | None = None
) -> Inspection:
    """Read and check a file; nothing is written. Raises UnreadableFile when it cannot be taken at all."""
    sheet = read_sheet(path)
    _require_columns(sheet)
    if not sheet.lines:
        raise UnreadableFile("Ce fichier n'a aucune ligne sous ses en-têtes.")
    reader = RowReader(sheet, Vocabulary.of(programme.current_version()), StaffDirectory.of(programme, by))
    inspection = Inspection(unknown_headers=sheet.unknown_headers)
    people = KnownPeople.of(programme)
    for count, line in enumerate(reader.lines(), start=1):
        _inspect(line, people, inspection)
        if progress and count % PROGRESS_EVERY_ROWS == 0:
            progress(count, len(sheet.lines))
    if not inspection.checked:
        raise UnreadableFile(
            "Ce fichier ne contient que la ligne d'exemple : ajoutez vos parcours au-dessous."
        )
    return inspection


def place_rows(rows: Iterable[PathRow], programme: Programme) -> list[Recognised]:
    """Rows already read, placed among the people known now."""
    people = KnownPeople.of(programme)
    return [people.place(row) for row in rows]


def _require_columns(sheet: Sheet) -> None:
    present = {column.code for column in sheet.columns.values()}
    missing = [column.header for column in COLUMNS if column.is_required and column.code not in present]
    if missing:
        one = len(missing) == 1
        raise UnreadableFile(
            f"{'Il manque la colonne' if one else 'Il manque les colonnes'} {', '.join(f'« {name} »' for name in missing)}. "
            f"Les en-têtes lus sont ceux de la ligne {sheet.header_line}."
        )


def _inspect(line: ReadLine, people: KnownPeople, inspection: Inspection) -> None:
    check_line(line)
    verdict, note = Verdict.REFUSED, ""
    if not line.is_refused:
        row = PathRow(line=line.number, **line.values)
        placed = people.place(row)
        verdict, note = placed.verdict, placed.note
        if verdict is Verdict.REFUSED:
            line.refuse(placed.column, placed.reason)
        elif verdict is Verdict.NEW:
            inspection.rows.append(row)
    person = f"{line.values['first_name']} {line.values['last_name']}".strip()
    inspection.checked.append(CheckedRow(line.number, person, verdict, note))
    inspection.remarks += line.remarks

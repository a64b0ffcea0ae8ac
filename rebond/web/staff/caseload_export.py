"""The file that « Dossiers » gives: its columns, its head, one line per path."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from rebond.core import clock
from rebond.imports.tables import Table
from rebond.pathways.caseload import Row, rows_of
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor

CHUNK = 500
#: label, width in characters
COLUMNS = (
    ("Nom", 22), ("Prénom", 18), ("Téléphone", 16), ("Entreprise", 30), ("Conseiller", 22), ("Référent RSA", 22),
    ("État", 12), ("Orienté le", 12), ("Entré le", 12), ("Phase en cours", 18), ("Phase ouverte le", 15),
    ("Limite de la phase", 17), ("En retard", 10), ("Prochain rendez-vous", 20), ("Dernier contact", 15),
    ("Sorti le", 12),
)  # fmt: skip


def table_of(pathways: QuerySet[Pathway], filters: dict[str, str], by: Actor) -> Table:
    """The table of these paths; its title says who took it, when, and what was asked."""
    asked = " ; ".join(f"{label} : {value}" for label, value in filters.items())
    now = clock.now().astimezone(clock.ZONE)
    title = f"Dossiers, le {now:%d/%m/%Y à %H h %M}, par {by.label}. {asked}"
    labels, widths = zip(*COLUMNS, strict=True)
    return Table(name="Dossiers", title=title, header=labels, widths=widths, rows=_lines(pathways))


def _lines(pathways: QuerySet[Pathway]) -> Iterator[list[Any]]:
    """Read by chunks: the memory taken does not depend on how many there are."""
    found = pathways.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield from (_line(row) for row in rows_of(chunk))


def _line(row: Row) -> list[Any]:
    path, phase = row.pathway, row.phase
    person = path.beneficiary
    return [
        person.last_name,
        person.first_name,
        person.phone_display,
        path.business.name,
        str(path.adviser),
        str(path.lead_worker),
        path.get_state_display(),
        path.referred_on,
        path.entered_on,
        phase.spec.label if phase else "",
        phase.opened_on if phase else None,
        phase.due_on if phase else None,
        "oui" if row.is_late else "non",
        _day(row.next_at),
        _day(path.last_contact_at),
        path.exited_on,
    ]


def _day(instant: datetime | None) -> date | None:
    return clock.civil_date(instant) if instant else None

"""The acts of a take-over: upload a file, confirm or cancel it, and write the paths it brings."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.imports.inspection import place_rows
from rebond.imports.keeping import erase_files
from rebond.imports.models import ImportBatch
from rebond.imports.recognition import Verdict
from rebond.imports.rows import PathRow
from rebond.imports.states import IMPORT
from rebond.imports.writing import CHUNK_ROWS, Blueprint, write_chunk
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.people.actor import Actor
from rebond.programmes.models import Programme


@transaction.atomic
def upload_import(*, programme: Programme, file: "File[bytes]", file_name: str, by: Actor) -> ImportBatch:
    """Keep a spreadsheet, to be checked by the worker. Nothing of it is taken over before somebody confirms."""
    policy.require(by, "import_pathways", programme)
    batch = ImportBatch(
        programme=programme,
        organisation=by.organisation,
        created_by=by.user,
        role=by.role,
        file_name=PurePath(file_name).name[-120:],
        sha256=digest(file),
    )
    batch.file.save("", file, save=False)
    batch.save(force_insert=True)
    record("upload_import", on=batch, by=by, sha256=batch.sha256)
    return batch


def digest(file: "File[bytes]") -> str:
    """The SHA-256 of a file, in hexadecimal."""
    sha = hashlib.sha256()
    for piece in file.chunks():
        sha.update(piece)
    file.seek(0)
    return sha.hexdigest()


@transaction.atomic
def confirm_import(*, batch: ImportBatch, leaves_out_refused: bool, by: Actor) -> None:
    """Have the checked file taken over. Raises NotInThisState, ActRefused when there is nothing to take over.

    All or nothing: with refused rows, the person must have chosen to leave them out.
    """
    lock(batch)
    policy.require(by, "import_pathways", batch.programme)
    batch.state = IMPORT.after(batch.state, "confirm_import")
    if not batch.new_count:
        raise ActRefused("Ce fichier n'apporte aucun nouveau parcours.")
    if batch.refused_count and not leaves_out_refused:
        raise ActRefused(
            "Des lignes sont refusées : corrigez le fichier, ou choisissez de reprendre sans elles."
        )
    batch.leaves_out_refused = leaves_out_refused
    batch.due_at, batch.attempts_count = clock.now(), 0
    batch.progress_count = 0
    batch.save()
    record("confirm_import", on=batch, by=by, leaves_out_refused=leaves_out_refused)


@transaction.atomic
def cancel_import(*, batch: ImportBatch, by: Actor) -> None:
    """Give the file up and erase it. Raises NotInThisState once the paths are written."""
    lock(batch)
    policy.require(by, "import_pathways", batch.programme)
    batch.state = IMPORT.after(batch.state, "cancel_import")
    batch.finished_at = clock.now()
    erase_files(batch)
    batch.save()
    record("cancel_import", on=batch, by=by)


@transaction.atomic
def take_over_pathways(
    *,
    rows: Sequence[PathRow],
    programme: Programme,
    batch: ImportBatch,
    by: Actor,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the paths of these rows, and close the batch, in one transaction. Returns how many were written.

    Rows are recognised again under the programme's lock: a row that is there already is left alone, so a replay
    writes nothing. Raises ActRefused when a row is refused meanwhile and the batch is all or nothing,
    NotInThisState when the batch was cancelled or is done.
    """
    if batch._state.adding:  # from the command line the batch is only its own proof
        batch.save(force_insert=True)
    lock(batch)
    policy.require(by, "import_pathways", programme)
    batch.state = IMPORT.after(batch.state, "take_over_pathways")
    lock(programme)
    placed = place_rows(rows, programme)
    refused = [place for place in placed if place.verdict is Verdict.REFUSED]
    if refused and not batch.leaves_out_refused:
        raise ActRefused(f"La ligne {refused[0].row.line} ne peut plus être reprise. {refused[0].reason}")
    new = [place for place in placed if place.verdict is Verdict.NEW]
    blueprint = Blueprint.of(programme)
    for start in range(0, len(new), CHUNK_ROWS):
        write_chunk(new[start : start + CHUNK_ROWS], blueprint, by=by)
        if progress:
            progress(min(start + CHUNK_ROWS, len(new)))
    batch.taken_count, batch.finished_at = len(new), clock.now()
    erase_files(batch, keep_report=True)
    batch.save()
    record("take_over_pathways", on=batch, by=by, taken_count=len(new), sha256=batch.sha256)
    return len(new)

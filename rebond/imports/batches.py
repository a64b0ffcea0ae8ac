"""The worker's side of a take-over: claim a batch that is due, check it or write it, say how far it is.

A claim is a conditional update that pushes `due_at` ahead (a lease); each progress pushes it again. A worker
that is killed leaves a batch that comes due again. The take-over closes its batch in its own transaction, so it
happens once or not at all.
"""

import logging
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.imports.actions import take_over_pathways
from rebond.imports.choices import Vocabulary
from rebond.imports.inspection import Inspection, inspect_file
from rebond.imports.keeping import erase_files
from rebond.imports.models import ImportBatch
from rebond.imports.reports import write_report
from rebond.imports.rows import PathRow
from rebond.imports.sheets import UnreadableFile
from rebond.imports.states import IMPORT, WORKING, ImportState

logger = logging.getLogger(__name__)

LEASE_MINUTES = 5
MAX_ATTEMPTS = 3
SHOWN_REMARKS = 200
SHOWN_ROWS = 10

_NO_ROLE = "La personne qui a déposé ce fichier n'a plus le rôle qui le permet."
_GAVE_UP = "Le traitement s'est interrompu plusieurs fois. Rien n'a été repris : prévenez l'administrateur."


class Interrupted(Exception):
    """The batch was cancelled, or another worker holds it: whoever works on it stops."""


def run_due_batch() -> int:
    """Check or take over one batch that is due; returns how many were worked on (0 or 1)."""
    due = ImportBatch.objects.filter(state__in=WORKING, due_at__lte=clock.now())
    batch = due.order_by("due_at").first()
    if batch is None or not claim(batch):
        return 0
    try:
        _run(batch)
    except (UnreadableFile, ActRefused) as refusal:
        _fail(batch, refusal.message)
    except PermissionDenied:
        _fail(batch, _NO_ROLE)
    except Interrupted:
        logger.info("import %s interrupted", batch.pk)
    return 1


def claim(batch: ImportBatch) -> bool:
    """Take the batch for the length of a lease; False when it was cancelled or another worker was faster."""
    seen_state, seen_due_at = batch.state, batch.due_at
    verb = "start_check" if seen_state in (ImportState.UPLOADED, ImportState.CHECKING) else "start_import"
    batch.state = IMPORT.after(seen_state, verb)
    batch.attempts_count += 1
    batch.due_at = clock.now() + timedelta(minutes=LEASE_MINUTES)
    return bool(
        ImportBatch.objects.filter(pk=batch.pk, state=seen_state, due_at=seen_due_at).update(
            state=batch.state, attempts_count=batch.attempts_count, due_at=batch.due_at
        )
    )


def _run(batch: ImportBatch) -> None:
    if batch.attempts_count > MAX_ATTEMPTS:
        raise UnreadableFile(_GAVE_UP)
    by = batch.actor()
    if by is None:
        raise UnreadableFile(_NO_ROLE)
    inspection = inspect_file(
        Path(batch.file.path),
        programme=batch.programme,
        by=by,
        progress=lambda count, total: _beat(batch, progress_count=count, total_count=total),
    )
    if batch.state == ImportState.CHECKING:
        _finish_check(batch, inspection)
        return
    # What follows is one transaction: a last sign of life, and a lease long enough for it.
    _beat(batch, progress_count=len(inspection.checked), total_count=len(inspection.checked))
    if inspection.refusals and not batch.leaves_out_refused:
        raise UnreadableFile(
            "Depuis la vérification, des lignes ne peuvent plus être reprises : déposez à nouveau le fichier."
        )
    take_over_pathways(rows=inspection.rows, programme=batch.programme, batch=batch, by=by)


def _beat(batch: ImportBatch, **columns: Any) -> None:
    """Keep the lease and say something of the batch. Raises Interrupted when it is no longer ours."""
    held = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, due_at=batch.due_at)
    due_at = clock.now() + timedelta(minutes=LEASE_MINUTES)
    if not held.update(due_at=due_at, **columns):
        raise Interrupted
    batch.due_at = due_at


@transaction.atomic
def _finish_check(batch: ImportBatch, inspection: Inspection) -> None:
    _beat(batch)
    counts = inspection.counts
    batch.state = IMPORT.after(batch.state, "finish_check")
    batch.new_count, batch.already_count, batch.refused_count = (
        counts["new"],
        counts["already"],
        counts["refused"],
    )
    batch.total_count = batch.progress_count = len(inspection.checked)
    shown = [*inspection.refusals, *inspection.warnings][:SHOWN_REMARKS]
    batch.remarks, batch.remarks_count = [asdict(remark) for remark in shown], len(inspection.remarks)
    batch.unknown_headers = inspection.unknown_headers
    vocabulary = Vocabulary.of(batch.programme.current_version())
    batch.preview = [preview_of(row, vocabulary) for row in inspection.rows[:SHOWN_ROWS]]
    content = BytesIO()
    write_report(inspection, content)
    batch.report.save("", ContentFile(content.getvalue()), save=False)
    batch.save()


def preview_of(row: PathRow, vocabulary: Vocabulary) -> dict[str, Any]:
    """A row as it will be, in words."""
    return {
        "line": row.line,
        "person": row.person,
        "business": row.business_name,
        "lead_worker": row.lead_worker.name,
        "adviser": row.adviser.name,
        "entered_on": f"{row.entered_on:%d/%m/%Y}",
        "branch": vocabulary.label("branch", row.branch),
        "exited_on": f"{row.exited_on:%d/%m/%Y}" if row.exited_on else "",
        "activity_status": vocabulary.label("activity_status", row.activity_status),
        "rsa_status": vocabulary.label("rsa_status", row.rsa_status),
    }


@transaction.atomic
def _fail(batch: ImportBatch, reason: str) -> None:
    """Stop for good, with a reason. Whoever cancelled meanwhile, or the worker that has the batch now, goes first."""
    current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if current.due_at != batch.due_at:
        return
    try:
        current.state = IMPORT.after(current.state, "fail_import")
    except NotInThisState:
        return
    current.error, current.finished_at = reason[:400], clock.now()
    erase_files(current, keep_report=True)
    current.save()

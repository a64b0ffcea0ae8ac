"""What is kept of a spreadsheet, and for how long: it is full of personal data.

The file goes as soon as it is of no more use; the report and the cells shown on the screen, after seven days.
The batch itself stays, with its counts: it is the proof of what was done.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models.fields.files import FieldFile

from rebond.core import clock
from rebond.imports.models import ImportBatch
from rebond.imports.states import WORKING, ImportState

KEPT_DAYS = 7


def erase_files(batch: ImportBatch, *, keep_report: bool = False) -> None:
    """Empty the columns now, and delete the files once the transaction is committed. The caller saves."""
    _erase(batch.file)
    if not keep_report:
        _erase(batch.report)
        batch.remarks, batch.preview, batch.unknown_headers, batch.file_name = [], [], [], ""


def _erase(file: FieldFile) -> None:
    if not file:
        return
    storage, name = file.storage, file.name
    assert name is not None
    transaction.on_commit(lambda: storage.delete(name))
    setattr(file.instance, file.field.attname, "")


def forget_old_imports() -> int:
    """Erase what is older than seven days; a file that nobody confirmed is given up. Returns how many batches."""
    old = ImportBatch.objects.filter(created_at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    held = old.exclude(file="", report="", file_name="")
    forgotten_count = 0
    for pk in held.values_list("pk", flat=True):
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=pk)
            if batch.state in (*WORKING, ImportState.CHECKED):
                batch.state, batch.finished_at = ImportState.CANCELLED, clock.now()
            erase_files(batch)
            batch.save()
        forgotten_count += 1
    return forgotten_count

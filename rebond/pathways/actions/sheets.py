"""Proofs of attendance: the sheet that is signed on the screen, and the signed paper that is scanned back."""

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents.content import check_upload
from rebond.documents.models import Document, Kind, MediaType
from rebond.documents.store import keep
from rebond.pathways import policy
from rebond.pathways.actions.papers import await_signatures
from rebond.pathways.locking import lock
from rebond.pathways.models import AttendanceSheet, Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor

_ENDINGS = {MediaType.PDF: "pdf", MediaType.JPEG: "jpg", MediaType.PNG: "png"}


@transaction.atomic
def open_attendance_sheet(*, step: Step, by: Actor) -> AttendanceSheet:
    """Prepare the sheet that proves this appointment: each who sat there will sign it. Asked again, it is the same."""
    lock(step.pathway)
    policy.require(by, "open_attendance_sheet", step)
    if step.starts_at is None or step.starts_at > clock.now():
        raise ActRefused("La présence se signe une fois le rendez-vous commencé.")
    sheet, is_new = AttendanceSheet.objects.get_or_create(step=step)
    if is_new:
        await_signatures(sheet, step.parties.select_related("user", "organisation"))
        record("open_attendance_sheet", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id)
    return sheet


@transaction.atomic
def attach_scan(*, step: Step, content: bytes, by: Actor) -> Document:
    """Keep the signed paper of this appointment: a PDF, JPEG or PNG that really is one. A new one replaces the last.

    The same file sent again is kept once. Raises ActRefused, on the field `file`.
    """
    media_type = check_upload(content)
    lock(step.pathway)
    policy.require(by, "attach_scan", step)
    if step.state != StepState.HELD:
        raise ActRefused("Rendez d'abord compte du rendez-vous : il n'est pas noté comme honoré.")
    assert step.starts_at is not None
    sheet, is_new = AttendanceSheet.objects.select_for_update().get_or_create(step=step)
    if is_new:
        await_signatures(sheet, step.parties.select_related("user", "organisation"))
    name = f"presence-{clock.civil_date(step.starts_at)}.{_ENDINGS[media_type]}"
    document = keep(content, kind=Kind.ATTENDANCE_SHEET, name=name, beneficiary=step.pathway.beneficiary)
    if sheet.scan and sheet.scan.sha256 == document.sha256:
        document.delete()
        return sheet.scan
    sheet.scan, sheet.scanned_by, sheet.scanned_at = document, by.user, clock.now()
    sheet.save(update_fields=["scan", "scanned_by", "scanned_at"])
    record("attach_scan", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id, media=str(media_type))
    return document

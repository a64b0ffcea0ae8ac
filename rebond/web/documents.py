"""Handing a kept file over. The view that calls this has asked policy, and has written who reads."""

from django.http import Http404, HttpResponse

from rebond.documents import store
from rebond.documents.models import Document, Kind

#: What we typeset opens in the browser; what somebody sent is only ever saved.
_SHOWN = {
    *(Kind.MINUTES, Kind.ATTENDANCE_SHEET, Kind.LETTER, Kind.PLAN, Kind.CERTIFICATE),
    *(Kind.ASSESSMENT, Kind.OPINION),
}


def typeset_response(content: bytes, name: str) -> HttpResponse:
    """A PDF made on the spot, shown in the browser and kept by nobody. Its name tells nobody's: it stays on the device."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def document_response(document: Document, *, is_received: bool | None = None) -> HttpResponse:
    """The file, with headers that keep it private. A file that is gone or changed on the disk is a 404.

    `is_received` says that somebody sent it, where its kind does not tell.
    """
    try:
        content = store.read(document)
    except store.Damaged as error:
        raise Http404 from error
    received = document.kind not in _SHOWN if is_received is None else is_received
    shown = "attachment" if received else "inline"
    return HttpResponse(
        content,
        content_type=document.media_type,
        headers={
            "Content-Disposition": f'{shown}; filename="{document.name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )

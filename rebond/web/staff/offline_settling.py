"""A conflict between the file and what came from a device: both sides on one page, to choose or to join."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from rebond.web.requests import StaffRequest
from rebond.web.staff import offline_report_sides as report_sides
from rebond.web.staff import offline_reports
from rebond.web.staff.offline_arrivals import Kept, find_kept, forget_kept

#: How each kind of arrival is compared with the file, and settled.
SETTLERS: dict[str, Callable[[StaffRequest, Kept], HttpResponse]] = {
    offline_reports.KIND: report_sides.settle_report,
}


def settle_arrival(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Compare, then keep one side or both. What came is its author's alone; settled, it is forgotten."""
    kept = find_kept(request.actor, pk)
    if kept is None:
        raise Http404
    if "forget" in request.POST:
        messages.success(request, "Votre saisie sur place est effacée. Le dossier n'a pas changé.")
        return _settled(request, pk, redirect("home"))
    try:
        answer = SETTLERS[kept.kind](request, kept)
    except Http404:  # the file is not theirs any more: their own words stay theirs, and nothing else is shown
        return render(request, "staff/offline/alone.html", {"kept": kept})
    return _settled(request, pk, answer)


def _settled(request: StaffRequest, pk: UUID, answer: HttpResponse) -> HttpResponse:
    if answer.status_code == 302:
        forget_kept(request.actor, pk)
    return answer

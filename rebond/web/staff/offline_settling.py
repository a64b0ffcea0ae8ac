"""A conflict between the file and what came from a device: both sides on one page, to choose or to join."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from rebond.web.requests import StaffRequest
from rebond.web.staff import offline_report_sides as report_sides
from rebond.web.staff import offline_reports, offline_sections
from rebond.web.staff import offline_section_sides as section_sides
from rebond.web.staff.offline_arrivals import Kept, find_kept, forget_kept


@dataclass(frozen=True)
class Settler:
    """How one kind of arrival is compared with the file and settled; and told in words, when the file is closed to them."""

    settle: Callable[[StaffRequest, Kept], HttpResponse]
    words: Callable[[Kept], list[tuple[str, str]]]


SETTLERS: dict[str, Settler] = {
    offline_reports.KIND: Settler(report_sides.settle_report, report_sides.report_words),
    offline_sections.KIND: Settler(section_sides.settle_section, section_sides.section_words),
}


def settle_arrival(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Compare, then keep one side or both. What came is its author's alone; settled, it is forgotten."""
    kept = find_kept(request.actor, pk)
    if kept is None:
        raise Http404
    if "forget" in request.POST:
        messages.success(request, "Votre saisie sur place est effacée. Le dossier n'a pas changé.")
        return _settled(request, pk, redirect("home"))
    settler = SETTLERS[kept.kind]
    try:
        answer = settler.settle(request, kept)
    except (Http404, PermissionDenied):
        # Not theirs any more: their own words stay theirs, and nothing else is shown.
        return render(request, "staff/offline/alone.html", {"kept": kept, "words": settler.words(kept)})
    return _settled(request, pk, answer)


def _settled(request: StaffRequest, pk: UUID, answer: HttpResponse) -> HttpResponse:
    if answer.status_code == 302:
        forget_kept(request.actor, pk)
    return answer

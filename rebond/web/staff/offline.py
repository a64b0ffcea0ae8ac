"""The door between a device that worked without network and the file: what is taken along, what comes back.

Each item is answered for itself: done, to be settled (409, both sides are shown), faulty (422, it stays on the device with
its faults), or no longer theirs (404). See docs/adr/0019.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rebond.drafts.arrivals import receive_once
from rebond.pathways import policy
from rebond.people.actor import Actor
from rebond.web.offline_owner import device_owner
from rebond.web.requests import StaffRequest
from rebond.web.staff import offline_reports, offline_sections
from rebond.web.staff.offline_arrivals import (
    CONFLICT,
    GONE,
    MAX_BYTES,
    Arrival,
    Garbage,
    Refused,
    actor_in,
    read_arrival,
)
from rebond.web.staff.step_pages import visible_step

#: What a device may send, and who receives it: done there, or kept to be settled.
RECEIVERS: dict[str, Callable[[Arrival, Actor], dict[str, str]]] = {
    offline_reports.KIND: offline_reports.receive_report,
    offline_sections.KIND: offline_sections.receive_section,
}


@require_safe
def show_device_owner(request: StaffRequest) -> HttpResponse:
    """Who is signed in, for the device: it opens to each one their own store only."""
    owner = {"owner": device_owner(request.user), "name": str(request.user), "csrf": get_token(request)}
    return JsonResponse(owner)


@require_safe
def take_step(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What the device takes along to report this appointment: as little as possible, and it is a reading of the file."""
    step = visible_step(request, pk)
    policy.require(request.actor, "report_step", step)
    if reason := offline_reports.why_not_taken(step, request.actor):
        return JsonResponse({"message": reason}, status=409)
    return JsonResponse({"items": [offline_reports.take_along(step, request.membership)]})


@require_safe
def take_day(request: StaffRequest, day: str) -> HttpResponse:
    """The same, for one's own appointments of a day."""
    try:
        steps = offline_reports.steps_to_take(request.actor, date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    return JsonResponse({"items": [offline_reports.take_along(step, request.membership) for step in steps]})


@require_safe
def take_diagnostic(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The diagnostic of a path, section by section."""
    pathway = offline_sections.pathway_to_fill(request.actor, pk)
    if pathway.is_closed:
        return JsonResponse(
            {"message": "Le parcours est terminé : le diagnostic ne change plus."}, status=409
        )
    return JsonResponse({"items": offline_sections.take_along(pathway, request.membership)})


@require_POST
def send_item(request: StaffRequest) -> HttpResponse:
    """One item comes back. Sent again after a lost answer, it changes nothing."""
    if len(request.body) > MAX_BYTES:
        return JsonResponse({"message": "Cette saisie est trop longue pour être envoyée."}, status=413)
    try:
        arrival = read_arrival(request.body)
        answer = _receive(request, arrival)
    except Garbage:
        return JsonResponse({"message": "Cet envoi n'est pas compris."}, status=400)
    except Refused as refused:
        return JsonResponse({"errors": refused.errors}, status=422)
    except (Http404, PermissionDenied):
        return JsonResponse({"message": GONE}, status=404)
    if answer["outcome"] == CONFLICT:
        return JsonResponse({"url": reverse("settle_arrival", args=[arrival.item])}, status=409)
    return JsonResponse({"url": answer["url"]})


def _receive(request: StaffRequest, arrival: Arrival) -> dict[str, str]:
    """Raises Garbage for a kind that nobody receives, and whatever its receiver raises."""
    receive, by = RECEIVERS.get(arrival.kind), actor_in(request, arrival.membership)
    if receive is None:
        raise Garbage("unknown kind")
    return receive_once(
        user=request.user, item=arrival.item, content=request.body, work=partial(receive, arrival, by)
    )

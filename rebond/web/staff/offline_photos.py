"""Photos taken on site without network: they join the pieces of the file, tied to the appointment."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from rebond.core.acts import ActRefused
from rebond.filing.actions import file_piece
from rebond.filing.kinds import PieceKind
from rebond.pathways.audience import Audience
from rebond.web.requests import StaffRequest
from rebond.web.staff.offline_arrivals import GONE, Garbage, actor_in
from rebond.web.staff.step_pages import step_seen_by


@require_POST
def send_photos(request: StaffRequest, pk: UUID) -> JsonResponse:
    """All the photos of one appointment, as one document of one's own organisation. Sent again, it is the same one."""
    photos = [photo.read() for photo in request.FILES.getlist("photos")]
    try:
        _file(request, pk, photos)
    except Garbage:
        return JsonResponse({"message": "Cet envoi n'est pas compris."}, status=400)
    except ActRefused as refusal:
        return JsonResponse({"errors": {"__all__": [refusal.message]}}, status=422)
    except (Http404, PermissionDenied):
        return JsonResponse({"message": GONE}, status=404)
    return JsonResponse({})


def _file(request: StaffRequest, pk: UUID, photos: list[bytes]) -> None:
    membership = request.POST.get("membership", "")
    by = actor_in(request, int(membership) if membership.isdecimal() else None)
    step = step_seen_by(by, pk)
    if not photos:
        raise Garbage("no photo")
    file_piece(
        pathway=step.pathway,
        content=photos[0],
        more_photos=photos[1:],
        name=f"Photos, {step}",
        kind=PieceKind.PHOTO,
        audience=Audience.ORGANISATION,
        step=step,
        by=by,
    )

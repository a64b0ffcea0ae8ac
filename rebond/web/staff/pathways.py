"""Le dossier: one person's path, its ribbon, its next action and its sections."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.audit.journal import record_access
from rebond.pathways import policy
from rebond.web.requests import StaffRequest


def show_pathway(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathways = policy.pathways_visible_to(request.actor).select_related("beneficiary", "business", "adviser", "lead_worker")
    pathway = get_object_or_404(pathways, pk=pk)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_pathway")
    return render(request, "staff/pathways/show.html", {"pathway": pathway})

"""« Dossiers »: the paths that a role sees."""

from django.http import HttpResponse
from django.shortcuts import render

from rebond.pathways import policy
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest


def list_pathways(request: StaffRequest) -> HttpResponse:
    pathways = policy.pathways_visible_to(request.actor).select_related("beneficiary", "business", "adviser", "lead_worker")
    page = paginate(pathways, order="-entered_on", request=request)
    return render(request, "staff/caseload/list.html", {"page": page})

"""What people thought of each phase, for those who manage: counts, above a threshold."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.pathways import policy
from rebond.reporting.confidentiality import SMALLEST_GROUP
from rebond.reporting.feedback import read_feedback
from rebond.web.requests import StaffRequest


def show_feedback(request: StaffRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(policy.programmes_visible_to(request.actor), slug=slug)
    policy.require(request.actor, "read_feedback", programme)
    context = {
        "programme": programme,
        "phases": read_feedback(programme, by=request.actor),
        "threshold": SMALLEST_GROUP,
    }
    return render(request, "staff/results/feedback.html", context)

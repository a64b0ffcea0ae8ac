"""What was agreed at each tripartite review, compared; and the plan on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.audit.journal import record_access
from rebond.pathways import policy
from rebond.pathways.models import Pathway
from rebond.pathways.plan_versions import read_versions
from rebond.web.plan_paper import plan_paper
from rebond.web.requests import StaffRequest

_JOINED = (
    "beneficiary",
    "business",
    "programme",
    "version",
    "contractor",
    "adviser",
    "lead_worker",
    "careers_consultant",
    "referral",
)


def show_plan_versions(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Each version, what changed since the one before, and what became of the last."""
    pathway = _visible(request, pk)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_plan_versions")
    context = {"pathway": pathway, "read": read_versions(pathway)}
    return render(request, "staff/pathways/plan_versions.html", context)


def show_plan_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The plan as it stands, to hand over or to keep."""
    pathway = _visible(request, pk)
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_plan_pdf")
    return plan_paper(pathway, by=request.actor)


def _visible(request: StaffRequest, pk: UUID) -> Pathway:
    return get_object_or_404(policy.pathways_visible_to(request.actor).select_related(*_JOINED), pk=pk)

"""The action plan as a PDF, for the staff and for the person alike."""

from django.http import HttpResponse

from rebond.assessments.reading import shared_weak_domains
from rebond.pathways.models import Pathway
from rebond.pathways.plan_papers import plan_pdf
from rebond.people.actor import Anybody
from rebond.web.documents import typeset_response


def plan_paper(pathway: Pathway, *, by: Anybody) -> HttpResponse:
    """Opened by the reader of PDF; its name says nothing of whose it is, and nothing in it is a working draft."""
    content = plan_pdf(pathway, weak=shared_weak_domains(pathway, by=by))
    return typeset_response(content, "plan-d-action.pdf")

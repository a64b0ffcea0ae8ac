"""« Mon espace »: the person's home, a list of parts. Adding one is a module, a template and a line below."""

from django.http import HttpResponse
from django.shortcuts import render

from rebond.pathways import file
from rebond.web.portal import (
    appointments,
    contacts,
    diagnostic,
    documents,
    exchanges,
    feedback,
    figures,
    path,
    plan,
    rights,
    simulator,
    tasks,
    trainings,
)
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened

SECTIONS = (
    appointments.SECTION,
    exchanges.SECTION,
    tasks.SECTION,
    plan.SECTION,
    figures.SECTION,
    diagnostic.SECTION,
    simulator.SECTION,
    documents.SECTION,
    trainings.SECTION,
    feedback.SECTION,
    path.SECTION,
    contacts.SECTION,
    rights.SECTION,
)


@in_own_space
def show_space(request: PersonRequest) -> HttpResponse:
    """Everything at a glance, on one page that a telephone loads at once."""
    opened = Opened(request, file.read_file(request.pathway.pk, by=request.person))
    read = [(section, section.read(opened)) for section in SECTIONS]
    shown = [(section, content) for section, content in read if content is not None]
    context = {
        "person": request.person.beneficiary,
        "pathway": opened.file.pathway,
        "file": opened.file,
        "sections": shown,
    }
    return render(request, "portal/home.html", context)

"""« À faire »: what is waiting for this person, most urgent first, by day."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from rebond.filing import todo as filing
from rebond.pathways.overview import overview_of
from rebond.pathways.todo import Finder, todo_of
from rebond.pathways.todo.tasks import Listed
from rebond.people.models import Role
from rebond.tutoring.todo import mails_to_look_at, messages_to_answer, tasks_to_do
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff.offline_waiting import arrivals_to_settle

#: What waits in the rooms above paths, for each role; the task's own module says what, and until when.
_FOLLOWING: tuple[Finder, ...] = (
    messages_to_answer,
    tasks_to_do,
    mails_to_look_at,
    filing.pieces_received,
    filing.pieces_awaited,
    arrivals_to_settle,
)
FURTHER: dict[str, tuple[Finder, ...]] = {
    Role.BUSINESS_ADVISER: _FOLLOWING,
    Role.CAREERS_CONSULTANT: _FOLLOWING,
    Role.LEAD_WORKER: _FOLLOWING,
}


def home(request: StaffRequest) -> HttpResponse:
    context = {
        "todo": todo_of(request.actor, further=FURTHER.get(request.actor.role, ())),
        "overview": overview_of(request.actor),
    }
    return render(request, "staff/home.html", context)


def list_waiting(request: StaffRequest) -> HttpResponse:
    """All of one kind, of which « À faire » shows the most urgent."""
    finders = [one for one in FURTHER.get(request.actor.role, ()) if isinstance(one, Listed)]
    kind = next((one for one in finders if one.code == request.GET.get("quoi")), None)
    if kind is None:
        raise Http404
    page = paginate(kind.rows(request.actor), order=kind.order, request=request)
    context = {"label": kind.label, "page": page, "tasks": [kind.told(row) for row in page.rows]}
    return render(request, "staff/home/waiting.html", context)

"""« Votre prochain rendez-vous »: when, where, with whom, and what to do about it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.links.doors import open_link
from rebond.links.models import Purpose
from rebond.pathways import policy
from rebond.pathways.calendar_entries import invitation
from rebond.pathways.models import Invitation, InvitationState, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.actor import PersonActor
from rebond.programmes.vocabulary import PartyRole
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section

#: A street and its number, or a postcode and its town: what a map can find.
_ADDRESS = re.compile(r"\d+\s*(?:bis|ter)?,?\s+\w+\s+\w+|\d{5}\s+\w+", re.IGNORECASE)
_MAP = "https://www.openstreetmap.org/search"


def read(opened: Opened) -> dict[str, Any] | None:
    if opened.file.pathway.state != PathwayState.OPEN:
        return None
    step = opened.file.next_appointment
    to_choose = list(_to_choose(opened.request.person))
    if step is None:
        return {"step": None, "to_choose": to_choose}
    return {
        "step": step,
        "to_choose": to_choose,
        "with": _others(step),
        "map_url": _map_url(step.place_detail),
    }


def _to_choose(person: PersonActor) -> Iterator[Invitation]:
    """The appointments whose date the person is invited to choose."""
    now = clock.now()
    for asked in policy.invitations_of(person).filter(ended_at__isnull=True):
        is_open = asked.state(now) in (InvitationState.WAITING, InvitationState.REMINDED)
        if is_open and asked.step.state == StepState.DUE and asked.step.pathway.state == PathwayState.OPEN:
            yield asked


def _others(step: Step) -> list[str]:
    """Who else sits there, by name."""
    return [
        str(party.user) for party in step.parties.all() if party.user and party.role != PartyRole.BENEFICIARY
    ]


def _map_url(detail: str) -> str:
    """A map, when the place was written as an address."""
    return f"{_MAP}?{urlencode({'query': detail})}" if _ADDRESS.search(detail) else ""


@require_POST
@in_own_space
def answer_own_appointment(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Confirm, move or cancel: the same pages as from a message, by a link opened for this."""
    step = _own_dated_step(request, pk)
    assert step.starts_at is not None
    person = request.person.beneficiary
    secret = open_link(
        Purpose.ANSWER_APPOINTMENT, expires_at=step.starts_at, beneficiary=person, object_id=step.pk
    )
    return redirect("answer_step", secret)


@require_POST
@in_own_space
def choose_own_slot(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Choose the date of an appointment: the same page as from the invitation."""
    asked = next((found for found in _to_choose(request.person) if found.pk == pk), None)
    if asked is None:
        raise Http404
    person = request.person.beneficiary
    secret = open_link(
        Purpose.CHOOSE_SLOT, expires_at=asked.expires_at, beneficiary=person, object_id=asked.pk
    )
    return redirect("choose_slot", secret)


@in_own_space
def add_to_calendar(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The appointment as a file that every calendar reads."""
    file = invitation(_own_dated_step(request, pk), method=Method.REQUEST, to_person=True)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type="text/calendar; charset=utf-8", headers=headers)


def _own_dated_step(request: PersonRequest, pk: UUID) -> Step:
    to_come = policy.own_steps(request.person).filter(state=StepState.PLANNED, starts_at__gt=clock.now())
    return get_object_or_404(to_come, pk=pk)


SECTION = Section("appointment", "portal/home/appointment.html", read)

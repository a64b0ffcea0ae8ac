"""The person chooses when to come, from the link of an invitation. Looking (GET) never acts: mail scanners follow links."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime

from rebond.agenda.models import Mode
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.models import Purpose
from rebond.pathways import actions, policy
from rebond.pathways.actions.appointments import place_in_words
from rebond.pathways.booking import Choice, SlotTaken, slots_of
from rebond.pathways.models import Invitation, InvitationState, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.actor import PersonActor
from rebond.people.models import User
from rebond.web.portal.doors import LinkRequest, by_link

#: What a refusal that speaks to the staff becomes.
CALL_US = "Ce créneau ne peut pas être réservé ici. Appelez-nous : nous trouverons une date ensemble."


@dataclass(frozen=True)
class Day:
    """The slots of one day, as they are shown: a heading, and hours to press."""

    on: date
    starts: list[datetime]


def by_day(starts: list[datetime]) -> list[Day]:
    return [Day(day, list(group)) for day, group in groupby(starts, key=clock.civil_date)]


class SlotForm(forms.Form):
    """The instant chosen, as the button carries it."""

    slot = forms.CharField(error_messages={"required": "Choisissez un créneau."})

    def clean_slot(self) -> datetime:
        try:
            instant = parse_datetime(self.cleaned_data["slot"])
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise forms.ValidationError("Choisissez un créneau.")
        return instant


def person_of(request: LinkRequest) -> PersonActor:
    """Who the link was sent to, when that is the person of a path."""
    if request.link.beneficiary is None:
        raise Http404
    return PersonActor(request.link.beneficiary)


@by_link(Purpose.CHOOSE_SLOT)
def choose_slot(request: LinkRequest, secret: str) -> HttpResponse:
    person = person_of(request)
    invitation = get_object_or_404(policy.invitations_of(person), pk=request.link.object_id)
    form = SlotForm(request.POST) if request.method == "POST" else None
    refusal = ""
    if form and form.is_valid():
        try:
            answer = actions.choose_slot(
                invitation=invitation, starts_at=form.cleaned_data["slot"], by=person
            )
            return redirect("answer_step", answer) if answer else redirect("choose_slot", secret)
        except ActRefused as refused:
            refusal = said(refused)
    elif form:
        refusal = str(form.errors["slot"][0])
    context = _context(invitation, refusal)
    return render(request, "portal/slots/choose.html", context, status=422 if refusal else 200)


def said(refused: ActRefused) -> str:
    """A refusal in words for the person: what concerns the staff only becomes « call us »."""
    return refused.message if isinstance(refused, SlotTaken) else CALL_US


def _context(invitation: Invitation, refusal: str) -> dict[str, Any]:
    invitation.refresh_from_db()
    step = invitation.step
    is_open = (
        step.state == StepState.DUE
        and step.pathway.state == PathwayState.OPEN
        and invitation.state(clock.now()) in (InvitationState.WAITING, InvitationState.REMINDED)
    )
    choice = slots_of(step, first=invitation.first_day, last=invitation.last_day) if is_open else None
    context = {**about(step), "is_open": is_open, "refusal": refusal, **offered(choice)}
    return {**context, "where": where_to_be(step, choice)}


def where_to_be(step: Step, choice: Choice | None) -> str:
    """Where the step says; else where the hours opened are held, when all the slots agree."""
    is_said = step.mode != Mode.IN_PERSON or step.place or step.place_detail
    places = {choice.place_at(start) for start in choice.starts} if choice else set()
    return places.pop() if len(places) == 1 and not is_said and places != {""} else place_in_words(step)


def offered(choice: Choice | None) -> dict[str, Any]:
    return {"days": by_day(choice.starts) if choice else []}


def about(step: Step) -> dict[str, Any]:
    """What the person is told of an appointment: with whom, where, and where to call."""
    others = [party.user for party in step.parties.select_related("user") if party.user]
    return {
        "step": step,
        "staff": [str(user) for user in others],
        "where": place_in_words(step),
        "phone": contact_phone(step, others),
        "is_planned": step.state == StepState.PLANNED and bool(step.starts_at),
        "is_over": step.starts_at is not None and step.starts_at <= clock.now(),
    }


def contact_phone(step: Step, others: list[User]) -> str:
    """The adviser's number, else one of their body."""
    pathway = step.pathway
    return pathway.adviser.phone or pathway.contractor.phone or next((u.phone for u in others if u.phone), "")

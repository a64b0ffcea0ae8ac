"""« Agenda »: a week or a list, of oneself, of one's team or of somebody else."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rebond.agenda.policy import MANAGERS, colleagues_visible_to
from rebond.core import clock
from rebond.core.dates import parse_date
from rebond.pathways import policy
from rebond.pathways.proposals import proposals_for
from rebond.pathways.timetable import Day, days_of
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.trainings.diary import entries_of
from rebond.web.requests import StaffRequest
from rebond.web.staff.agenda_grid import columns_of, hours_shown, team_of
from rebond.web.staff.offline_reports import next_day_to_take

ME, TEAM = "moi", "equipe"
WEEK, LIST = "semaine", "liste"
#: Days of each view; by default a narrow window shows the list of the week, a wide one its grid.
SPAN_DAYS = {"": 7, WEEK: 7, LIST: 28}
#: A team is shown whole up to this many people.
TEAM_MAX = 150


class AgendaForm(forms.Form):
    """Whose agenda. A value that is not understood asks for the usual."""

    qui = forms.ChoiceField(label="Agenda de", required=False)

    def __init__(self, asked: QueryDict, *, by: Actor) -> None:
        self.usual = TEAM if by.role in MANAGERS else ME
        super().__init__({"qui": asked.get("qui") or self.usual})
        others = policy.staff_visible_to(by).exclude(pk=by.user_id).order_by("last_name", "first_name", "pk")
        self.others = {str(user.pk): user for user in others}
        choices: list[Any] = [(ME, "Moi"), (TEAM, "Mon équipe")]
        if self.others:
            choices.append(("Une personne", [(pk, str(user)) for pk, user in self.others.items()]))
        self.fields["qui"].choices = choices  # type: ignore[attr-defined]
        self.fields["qui"].widget.attrs["data-autosubmit"] = True
        if not self.is_valid():
            self.data = {"qui": self.usual}
            self.full_clean()


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    who: str
    view: str
    monday: date

    @property
    def last(self) -> date:
        return self.monday + timedelta(days=SPAN_DAYS[self.view] - 1)

    def address(self, **changes: Any) -> str:
        query = QueryDict(mutable=True)
        values = {"qui": self.who, "vue": self.view, "le": self.monday.isoformat(), **changes}
        query.update({name: value for name, value in values.items() if value})
        return f"{reverse('show_agenda')}?{query.urlencode()}"

    @property
    def previous_url(self) -> str:
        return self.address(le=(self.monday - timedelta(days=SPAN_DAYS[self.view])).isoformat())

    @property
    def next_url(self) -> str:
        return self.address(le=(self.monday + timedelta(days=SPAN_DAYS[self.view])).isoformat())

    @property
    def today_url(self) -> str:
        return self.address(le="")

    @property
    def week_url(self) -> str:
        return self.address(vue=WEEK)

    @property
    def list_url(self) -> str:
        return self.address(vue=LIST)

    @property
    def holds_today(self) -> bool:
        return self.monday <= clock.today() <= self.last


@require_safe
def show_agenda(request: StaffRequest) -> HttpResponse:
    form = AgendaForm(request.GET, by=request.actor)
    asked = _asked(request, form)
    users = _users(request.actor, asked, form)
    between: Any = {"first": asked.monday, "last": asked.last, "by": request.actor}
    days = days_of(users, with_deadlines=asked.who == ME, also=entries_of(users, **between), **between)
    context = {"form": form, "asked": asked, "days": days, **_drawn(asked, users, days)}
    context |= _to_plan(request.actor, asked)
    return render(request, "staff/agenda/show.html", context)


def _drawn(asked: Asked, users: list[User], days: list[Day]) -> dict[str, Any]:
    """A grid for one person, a table for a team; nothing more than the days for a list."""
    is_team, is_list = asked.who == TEAM, asked.view == LIST
    hours = hours_shown(days)
    return {
        "is_team": is_team,
        "person": None if is_team or asked.who == ME else users[0],
        "hours": hours,
        "columns": [] if is_team or is_list else columns_of(days, hours),
        "team": team_of(users, days) if is_team and not is_list else None,
        "is_empty": all(day.is_empty for day in days),
    }


def _to_plan(by: Actor, asked: Asked) -> dict[str, Any]:
    """Beside one's own agenda, what is still to plan, and the next day on which one goes out."""
    if asked.who != ME:
        return {"proposals": [], "has_others": False, "day_to_take": None}
    proposals, has_others = proposals_for(by)
    return {"proposals": proposals, "has_others": has_others, "day_to_take": next_day_to_take(by)}


def _asked(request: StaffRequest, form: AgendaForm) -> Asked:
    who = form.cleaned_data["qui"]
    view = request.GET.get("vue", "")
    try:
        day = parse_date(request.GET.get("le") or clock.today())
    except ValueError:
        day = clock.today()
    return Asked(who, view if view in SPAN_DAYS else "", day - timedelta(days=day.weekday()))


def _users(by: Actor, asked: Asked, form: AgendaForm) -> list[User]:
    if asked.who == TEAM:
        members = colleagues_visible_to(by)[:TEAM_MAX]
        return list({member.user_id: member.user for member in members}.values())
    return [form.others.get(asked.who, by.user)]

"""« Agenda »: what takes the time of some members of staff between two days, as far as the reader may know.

An appointment on a file that the reader does not see is only « occupé ». Nine queries, whatever the number of people,
days and appointments.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from rebond.agenda.diary import Diary, absent_span, read_diaries
from rebond.agenda.slots import Span, span_of, whole_days, without
from rebond.core.clock import ZONE, civil_date
from rebond.core.dates import is_working_day
from rebond.core.overlaps import Lane, overlaps_of, side_by_side
from rebond.pathways import attention, policy
from rebond.pathways.models import FollowUp, Phase, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import PathwayState, StepState
from rebond.people.actor import Actor
from rebond.people.models import User

#: The hours that a week shows at least.
FIRST_HOUR, LAST_HOUR = 8, 18
WHOLE_WIDTH = Lane(0, 1)


@dataclass(frozen=True)
class Entry:
    """A stretch of somebody's time. With neither `step` nor `label`, the reader knows only that it is taken."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[User, ...]
    step: Step | None = None
    #: What else it is, where the reader may know: a half-day of training …
    label: str = ""
    url: str = ""
    is_absence: bool = False
    is_all_day: bool = False
    #: What deserves a second look, in French sentences.
    warnings: tuple[str, ...] = ()
    lane: Lane = WHOLE_WIDTH

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def is_to_report(self) -> bool:
        return self.step is not None and self.step.state == StepState.PLANNED

    @property
    def look(self) -> str:
        """How it is drawn: « absence », « busy », « done », or as what is to come."""
        if self.is_absence:
            return "absence"
        if self.step is None:
            return "" if self.label else "busy"
        return "" if self.is_to_report else "done"

    @property
    def names(self) -> str:
        return ", ".join(str(person) for person in self.people)


@dataclass(frozen=True)
class Deadline:
    """A day that a path must keep."""

    on: date
    label: str
    pathway_id: object
    person: str


@dataclass
class Day:
    """A civil day: whole-day entries above, the others in order."""

    date: date
    all_day: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    #: Hours outside of those on record, when one person is shown who noted any.
    off: list[Span] = field(default_factory=list)

    @property
    def is_public_holiday(self) -> bool:
        return self.date.weekday() < 5 and not is_working_day(self.date)

    @property
    def is_empty(self) -> bool:
        return not (self.all_day or self.entries or self.deadlines)

    def of(self, person: User) -> list[Entry]:
        """What takes this person's time, whole days first."""
        return [entry for entry in (*self.all_day, *self.entries) if person in entry.people]


def days_of(
    users: Sequence[User],
    *,
    first: date,
    last: date,
    by: Actor,
    with_deadlines: bool,
    also: Iterable[Entry] = (),
) -> list[Day]:
    """Each day from `first` to `last`, both included, with what takes the time of `users`: appointments, and `also`."""
    days = [Day(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    diaries = read_diaries(users, first=first, last=last)
    entries = _warned([*_appointments(users, days, by), *also, *_absences(users, diaries)], diaries)
    deadlines = _deadlines(days, by) if with_deadlines else []
    for day in days:
        here = [entry for entry in entries if entry.span.overlaps(whole_days(day.date, day.date, ZONE))]
        day.all_day = [entry for entry in here if entry.is_all_day]
        day.entries = _in_lanes([entry for entry in here if not entry.is_all_day])
        day.deadlines = [deadline for deadline in deadlines if deadline.on == day.date]
        if len(users) == 1:
            day.off = _off_hours(diaries[users[0].pk], day.date)
    return days


def _appointments(users: Sequence[User], days: list[Day], by: Actor) -> list[Entry]:
    bounds = whole_days(days[0].date, days[-1].date, ZONE)
    found = list(
        Step.objects.filter(attention.takes_time(), parties__user__in=users)
        .filter(starts_at__gte=bounds.starts_at, starts_at__lt=bounds.ends_at)
        .distinct()
        .select_related("pathway__beneficiary", "place")
        .prefetch_related("parties__user")
        .defer("shared_minutes")
        .order_by("starts_at", "id")
    )
    ids = [step.pk for step in found]
    readable = set(policy.steps_visible_to(by).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    wanted = {user.pk for user in users}
    return [_appointment(step, wanted, is_readable=step.pk in readable) for step in found]


def _appointment(step: Step, wanted: set[int], *, is_readable: bool) -> Entry:
    assert step.starts_at is not None
    return Entry(
        starts_at=step.starts_at,
        ends_at=step.starts_at + timedelta(minutes=step.duration_minutes),
        people=tuple(party.user for party in step.parties.all() if party.user and party.user_id in wanted),
        step=step if is_readable else None,
    )


def _absences(users: Sequence[User], diaries: dict[int, Diary]) -> list[Entry]:
    """Without their kind: that somebody is away is what colleagues need to know."""
    return [
        Entry(
            *_bounds(absent_span(absence)),
            people=(user,),
            is_absence=True,
            is_all_day=absence.is_all_day,
        )
        for user in users
        for absence in diaries[user.pk].absences
    ]


def _bounds(span: Span) -> tuple[datetime, datetime]:
    return span.starts_at, span.ends_at


# --- What deserves a second look ----------------------------------------------------


def _warned(entries: list[Entry], diaries: dict[int, Diary]) -> list[Entry]:
    """The entries with their warnings: two at once for one member of staff or one person, absences, hours, days off."""
    told: dict[int, list[str]] = defaultdict(list)
    shared = overlaps_of([(entry.starts_at, entry.ends_at) for entry in entries])
    for rank, entry in enumerate(entries):
        if entry.is_absence or (entry.step and not entry.is_to_report):
            continue
        others = [entries[other] for other in sorted(shared[rank]) if not entries[other].is_absence]
        told[rank] += [words for other in others if (words := _clash(entry, other))]
        for person in entry.people:
            told[rank] += diaries[person.pk].warnings(str(person), entry.span)
        if not is_working_day(civil_date(entry.starts_at)):
            told[rank].append("Ce jour n'est pas travaillé.")
    return [replace(entry, warnings=tuple(told[rank])) for rank, entry in enumerate(entries)]


def _clash(entry: Entry, other: Entry) -> str:
    """« Maïwenn Tilleul a un autre rendez-vous de 9 h 00 à 10 h 00. »"""
    both = [str(person) for person in entry.people if person in other.people]
    if entry.step and other.step and entry.step.pathway_id == other.step.pathway_id:
        both.append(entry.step.pathway.beneficiary.full_name)
    if not both:
        return ""
    hours = f"de {_hour(other.starts_at)} à {_hour(other.ends_at)}"
    return f"{' et '.join(both)} {'ont' if len(both) > 1 else 'a'} un autre rendez-vous {hours}."


def _hour(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%H\u00a0h\u00a0%M")


def _in_lanes(entries: list[Entry]) -> list[Entry]:
    entries = sorted(entries, key=lambda entry: (entry.starts_at, entry.ends_at))
    lanes = side_by_side([(entry.starts_at, entry.ends_at) for entry in entries])
    return [replace(entry, lane=lane) for entry, lane in zip(entries, lanes, strict=True)]


def _off_hours(diary: Diary, day: date) -> list[Span]:
    in_force = [row for row in diary.working if row.is_valid_on(day)]
    if not in_force:
        return []
    worked = [span_of(day, r.opens_at, r.closes_at, ZONE) for r in in_force if r.weekday == day.weekday()]
    return without([span_of(day, time(6), time(22), ZONE)], worked)


# --- Days that paths must keep -------------------------------------------------------


def _deadlines(days: list[Day], by: Actor) -> list[Deadline]:
    between = {"due_on__gte": days[0].date, "due_on__lte": days[-1].date}
    held = Q(
        pathway__in=policy.pathways_visible_to(by).filter(
            Q(adviser=by.user_id) | Q(lead_worker=by.user_id) | Q(careers_consultant=by.user_id)
        )
    )
    phases = Phase.objects.filter(held, ended_on__isnull=True, pathway__state=PathwayState.OPEN, **between)
    follow_ups = FollowUp.objects.filter(held, state=FollowUpState.DUE, **between)
    return [
        *(
            Deadline(p.due_on, f"Fin de la phase {p.spec}", p.pathway_id, p.pathway.beneficiary.full_name)
            for p in phases.select_related("pathway__beneficiary", "spec").order_by("due_on", "id")
            if p.due_on
        ),
        *(
            Deadline(f.due_on, f"Suivi à {f.months} mois", f.pathway_id, f.pathway.beneficiary.full_name)
            for f in follow_ups.select_related("pathway__beneficiary").order_by("due_on", "id")
        ),
    ]

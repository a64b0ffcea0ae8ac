"""What is still to plan, each with the first moment when everybody expected is free: one click away from being planned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from rebond.agenda.diary import Diary, read_diaries
from rebond.agenda.slots import Opening, Span, common, open_spans, slots_in, without
from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.core.dates import is_working_day
from rebond.pathways import attention, policy
from rebond.pathways.models import Step
from rebond.pathways.seats import expected_seats
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import Role, User

#: Those who meet people, and so plan; managers read what is late on « À faire ».
PLANNERS = (Role.BUSINESS_ADVISER, Role.CAREERS_CONSULTANT)
SHOWN = 6
#: How far a moment is looked for after the expected day.
SEARCHED_DAYS = 21
#: Hours of those who noted none.
USUAL_HOURS = ((time(9), time(12)), (time(14), time(17)))


@dataclass(frozen=True)
class Proposal:
    """A step to plan. `starts_at` is None when nobody found a common moment: the form then opens on the day."""

    step: Step
    starts_at: datetime | None


def proposals_for(by: Actor) -> tuple[list[Proposal], bool]:
    """The most urgent steps that `by` has to plan, and whether there are others. Two never get the same moment."""
    if by.role not in PLANNERS:
        return [], False
    due = attention.steps_in_charge_of(by, attention.steps_to_plan(policy.steps_visible_to(by)))
    steps = list(
        due.select_related(
            "pathway__beneficiary",
            "pathway__adviser",
            "pathway__contractor",
            "pathway__lead_worker",
            "pathway__lead_organisation",
            "pathway__careers_consultant",
            "pathway__careers_organisation",
            "spec",
        )
        .prefetch_related("spec__party_specs")
        .order_by("expected_on", "id")[: SHOWN + 1]
    )
    return _with_moments(steps[:SHOWN]) if steps else [], len(steps) > SHOWN


def _with_moments(steps: list[Step]) -> list[Proposal]:
    seated = {step.pk: [seat.user for seat in expected_seats(step) if seat.user] for step in steps}
    users = list({user for people in seated.values() for user in people})
    first = clock.today() + timedelta(days=1)
    last = max(first, *(_wanted_day(step, first) for step in steps)) + timedelta(days=SEARCHED_DAYS)
    diaries = read_diaries(users, first=first, last=last)
    taken = _taken(users, first)
    proposals = []
    for step in steps:
        start = _first_moment(step, seated[step.pk], diaries, taken, first)
        if start:
            _take(taken, seated[step.pk], Span(start, start + timedelta(minutes=step.duration_minutes)))
        proposals.append(Proposal(step, start))
    return proposals


def _wanted_day(step: Step, first: date) -> date:
    return max(step.expected_on or first, first)


def _taken(users: Iterable[User], first: date) -> dict[int, list[Span]]:
    taken: dict[int, list[Span]] = defaultdict(list)
    planned = Q(state=StepState.PLANNED, starts_at__gte=attention.start_of(first), parties__user__in=users)
    rows = Step.objects.filter(planned).values_list("parties__user", "starts_at", "duration_minutes")
    for user_id, starts_at, minutes in rows:
        assert starts_at is not None
        taken[user_id].append(Span(starts_at, starts_at + timedelta(minutes=minutes)))
    return taken


def _take(taken: dict[int, list[Span]], people: Iterable[User], span: Span) -> None:
    for user in people:
        taken[user.pk].append(span)


def _first_moment(
    step: Step, people: list[User], diaries: dict[int, Diary], taken: dict[int, list[Span]], first: date
) -> datetime | None:
    """Within the hours of everybody, on the expected day or soon after it."""
    day = _wanted_day(step, first)
    free = [
        without(_hours(diaries[user.pk], day), [*diaries[user.pk].away(), *taken[user.pk]]) for user in people
    ]
    slots = slots_in(common(free), minutes=step.duration_minutes, not_before=attention.start_of(day))
    return slots[0] if slots else None


def _hours(diary: Diary, first: date) -> list[Span]:
    openings = [
        Opening(row.weekday, row.opens_at, row.closes_at, row.valid_from, row.valid_until)
        for row in diary.working
    ] or [Opening(weekday, opens, closes, first) for weekday in range(5) for opens, closes in USUAL_HOURS]
    last = first + timedelta(days=SEARCHED_DAYS)
    return open_spans(openings, first=first, last=last, zone=ZONE, is_open_day=is_working_day)

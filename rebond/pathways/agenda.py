"""What else happens on the day of an appointment, and what to warn of before choosing it. Nothing is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from rebond.agenda.diary import read_diaries
from rebond.agenda.slots import Span
from rebond.core.clock import ZONE, civil_date
from rebond.core.dates import is_working_day
from rebond.pathways import policy
from rebond.pathways.models import Party, Step
from rebond.pathways.seats import Seat, seated
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import User


@dataclass(frozen=True)
class Engagement:
    """Another appointment of somebody who is expected. `step` is None when the reader may not open it."""

    starts_at: datetime
    ends_at: datetime
    busy: str
    step: Step | None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


def engagements_on(
    day: date, *, step: Step, by: Actor, seats: Iterable[Seat | Party] | None = None
) -> list[Engagement]:
    """The planned appointments, that civil day, of those who sit at `step`, and of the person; earliest first.

    `seats` are those being chosen; without them, those written down, else those expected.
    """
    opening = datetime.combine(day, time.min, tzinfo=ZONE)
    users = {seat.user for seat in seats or seated(step) if seat.user}
    others = (
        Step.objects.filter(state=StepState.PLANNED)
        .filter(starts_at__gte=opening, starts_at__lt=opening + timedelta(days=1))
        .filter(Q(parties__user__in=users) | Q(pathway=step.pathway_id))
        .exclude(pk=step.pk)
        .distinct()
        .order_by("starts_at", "id")
        .select_related("pathway__beneficiary", "place")
        .prefetch_related("parties__user")
    )
    found = list(others)
    readable = set(
        policy.steps_visible_to(by).filter(pk__in=[s.pk for s in found]).values_list("pk", flat=True)
    )
    return [_engagement(other, users, is_readable=other.pk in readable) for other in found]


def _engagement(other: Step, users: set[User], *, is_readable: bool) -> Engagement:
    assert other.starts_at is not None
    busy = [str(party.user) for party in other.parties.all() if party.user in users]
    return Engagement(
        starts_at=other.starts_at,
        ends_at=other.starts_at + timedelta(minutes=other.duration_minutes),
        busy=" et ".join(busy) or "La personne accompagnée",
        step=other if is_readable else None,
    )


def planning_warnings(
    starts_at: datetime, duration_minutes: int, engagements: Iterable[Engagement], *, now: datetime
) -> list[str]:
    """What to think twice about, in French sentences: a day off, a date gone by, an overlap."""
    warnings = []
    if not is_working_day(civil_date(starts_at)):
        warnings.append("Ce jour n'est pas travaillé : samedi, dimanche ou jour férié.")
    if starts_at < now:
        warnings.append("Cette date est déjà passée.")
    ends_at = starts_at + timedelta(minutes=duration_minutes)
    warnings += [
        f"{other.busy} a déjà un rendez-vous de {_clock(other.starts_at)} à {_clock(other.ends_at)}."
        for other in engagements
        if other.overlaps(starts_at, ends_at)
    ]
    return warnings


def diary_warnings(starts_at: datetime, duration_minutes: int, seats: Iterable[Seat | Party]) -> list[str]:
    """What the diaries of the staff say of that time: away, or outside of their working hours."""
    users = {seat.user.pk: seat.user for seat in seats if seat.user}
    day = civil_date(starts_at)
    span = Span(starts_at, starts_at + timedelta(minutes=duration_minutes))
    diaries = read_diaries(users.values(), first=day, last=day)
    return [words for pk, user in users.items() for words in diaries[pk].warnings(str(user), span)]


def _clock(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%H\u00a0h\u00a0%M")

"""The slots of one appointment: the hours that all its staff opened, less what is taken (docs/algorithms/slots.md)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from rebond.agenda.diary import Diary, read_diaries
from rebond.agenda.slots import Span, common, slots_in, without
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.models import Step
from rebond.pathways.seats import seated
from rebond.pathways.states import StepState
from rebond.people.models import User

#: A slot begins no sooner than this after it is chosen.
NOTICE_HOURS = 24
#: Somebody who moves an appointment is shown the slots of so many days.
MOVE_DAYS = 28
#: The longest appointment that may be planned: one that began before a day may still run into it.
LONGEST = timedelta(hours=8)


class SlotTaken(ActRefused):
    """Somebody else was faster, or the slot was never offered."""

    def __init__(self) -> None:
        super().__init__("Ce créneau vient d'être pris. Choisissez-en un autre.", field="slot")


@dataclass(frozen=True)
class Choice:
    """The slots left, and where each is held when the hours opened say so."""

    starts: list[datetime]
    diaries: list[Diary]
    mode: str

    def place_at(self, start: datetime) -> str:
        return next((place for diary in self.diaries if (place := diary.place_at(start, self.mode))), "")


def staff_at(step: Step) -> list[User]:
    """The members of staff who sit at a step: those written down, else those expected."""
    return list({seat.user.pk: seat.user for seat in seated(step) if seat.user}.values())


def slots_of(step: Step, *, first: date, last: date) -> Choice:
    """What may be chosen for this step between two days, both included, as of now."""
    staff = staff_at(step)
    diaries = list(read_diaries(staff, first=first, last=last).values())
    opened = common([diary.open_to(step.mode, first=first, last=last) for diary in diaries])
    if not opened:
        return Choice([], diaries, step.mode)
    left = without(opened, busy_spans(step, staff, first=first, last=last))
    soonest = clock.now() + timedelta(hours=NOTICE_HOURS)
    starts = slots_in(left, minutes=step.duration_minutes, not_before=soonest)
    return Choice([start for start in starts if start != step.starts_at], diaries, step.mode)


def slots_to_move(step: Step) -> Choice:
    """The slots of the coming weeks, for somebody who moves an appointment."""
    return slots_of(step, first=clock.today(), last=clock.today() + timedelta(days=MOVE_DAYS))


def busy_spans(step: Step, staff: Collection[User], *, first: date, last: date) -> list[Span]:
    """The other planned appointments of the staff, and of the person."""
    since = datetime.combine(first, time.min, clock.ZONE) - LONGEST
    until = datetime.combine(last + timedelta(days=1), time.min, clock.ZONE)
    person = Q(pathway__beneficiary=step.pathway.beneficiary_id)
    others = (
        Step.objects.filter(state=StepState.PLANNED, starts_at__gte=since, starts_at__lt=until)
        .filter(Q(parties__user__in=[user.pk for user in staff]) | person)
        .exclude(pk=step.pk)
    )
    return _spans(others.values_list("starts_at", "duration_minutes"))


def _spans(rows: Iterable[tuple[datetime | None, int]]) -> list[Span]:
    return [Span(start, start + timedelta(minutes=minutes)) for start, minutes in rows if start]


def lock_diaries(staff: Collection[User]) -> None:
    """Two people who choose with the same staff do it one after the other; always in one order: no deadlock."""
    ids = sorted(user.pk for user in staff)
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))

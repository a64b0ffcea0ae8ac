"""What the hours and absences on record say of some people: open spans, absent spans, warnings. It reads, in two queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from rebond.agenda.models import Absence, HoursKind, Mode, WeeklyHours
from rebond.agenda.slots import Opening, Span, joined, open_spans, span_of, whole_days, without
from rebond.core.clock import ZONE, civil_date
from rebond.core.dates import is_working_day
from rebond.people.models import User


@dataclass
class Diary:
    """What is known of one person between two days."""

    working: list[WeeklyHours] = field(default_factory=list)
    bookable: list[WeeklyHours] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def away(self) -> list[Span]:
        return joined(absent_span(absence) for absence in self.absences)

    def open_to(self, mode: str, *, first: date, last: date) -> list[Span]:
        """When people may choose to meet that way: hours opened for it, no day off, nobody away."""
        openings = [_opening(row) for row in self.bookable if mode in row.modes]
        spans = open_spans(openings, first=first, last=last, zone=ZONE, is_open_day=is_working_day)
        return without(spans, self.away())

    def place_at(self, instant: datetime, mode: str) -> str:
        """Where the hours opened at this instant are held, if they say so."""
        local = instant.astimezone(ZONE)
        return next(
            (
                row.place
                for row in self.bookable
                if mode in row.modes
                and row.is_valid_on(local.date())
                and row.weekday == local.weekday()
                and row.opens_at <= local.time() < row.closes_at
            ),
            "",
        )

    def warnings(self, name: str, span: Span) -> list[str]:
        """« Maïwenn Tilleul est absente… » without the reason, and hours outside of those on record (if any is)."""
        told = []
        if any(span.overlaps(away) for away in self.away()):
            told.append(f"{name} a noté une absence à ce moment.")
        day = civil_date(span.starts_at)
        in_force = [row for row in self.working if row.is_valid_on(day)]
        worked = [span_of(day, r.opens_at, r.closes_at, ZONE) for r in in_force if r.weekday == day.weekday()]
        if in_force and without([span], worked):
            told.append(f"C'est en dehors des horaires de travail de {name}.")
        return told


def read_diaries(users: Collection[User], *, first: date, last: date) -> dict[int, Diary]:
    """One diary per user, by identifier; empty for those who wrote nothing."""
    diaries: dict[int, Diary] = defaultdict(Diary)
    ids = [user.pk for user in users]
    for row in WeeklyHours.objects.filter(user__in=ids, valid_from__lte=last):
        if row.valid_until is None or row.valid_until >= first:
            diary = diaries[row.user_id]
            (diary.working if row.kind == HoursKind.WORKING else diary.bookable).append(row)
    for absence in Absence.objects.filter(user__in=ids, last_day__gte=first, first_day__lte=last):
        diaries[absence.user_id].absences.append(absence)
    return {pk: diaries[pk] for pk in ids}


def absent_span(absence: Absence) -> Span:
    if absence.starts_at is None or absence.ends_at is None:
        return whole_days(absence.first_day, absence.last_day, ZONE)
    return span_of(absence.first_day, absence.starts_at, absence.ends_at, ZONE)


def _opening(row: WeeklyHours) -> Opening:
    return Opening(row.weekday, row.opens_at, row.closes_at, row.valid_from, row.valid_until)


#: What a slot may be opened for, in the order of the form.
MODES = tuple(Mode)

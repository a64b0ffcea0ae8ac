"""Reading a session: who has a place, who waits and at which rank, who was there at each half-day, how many hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, QuerySet, prefetch_related_objects

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.trainings import policy
from rebond.trainings.attendance import is_certifiable
from rebond.trainings.models import Enrolment, HalfDay, Presence, Session
from rebond.trainings.states import EnrolmentState, SessionState

#: Sessions to come shown on a file; the others are in « Formations ».
SESSIONS_SHOWN = 20
#: Answers of fewer people than this are not shown: each could be recognised (D13).
MIN_ANSWERS = 5
QUESTIONS = {
    "was_useful": "C'était utile pour mon activité",
    "was_clear": "C'était clair",
    "will_use": "Je vais m'en servir",
}


@dataclass(frozen=True)
class Line:
    """An enrolled person, and their presence at each half-day of the session (None: not noted)."""

    enrolment: Enrolment
    presences: list[Presence | None]
    half_days: list[HalfDay]

    @property
    def noted(self) -> list[tuple[Presence | None, HalfDay]]:
        return list(zip(self.presences, self.half_days, strict=True))

    @property
    def may_have_certificate(self) -> bool:
        return is_certifiable(self.enrolment)


@dataclass(frozen=True)
class Rating:
    """How many people agreed with one of the three sentences."""

    text: str
    agreed_count: int
    answers_count: int


@dataclass(frozen=True)
class Room:
    """One session as one person reads it; people of whom they may know nothing are only counted."""

    session: Session
    half_days: list[HalfDay]
    lines: list[Line]
    waiting: list[tuple[int, Enrolment]]
    enrolled_count: int
    waiting_count: int

    @cached_property
    def left_count(self) -> int:
        return max(0, self.session.capacity - self.enrolled_count)

    @property
    def lacks_certificates(self) -> bool:
        """Whether somebody who came has no certificate yet."""
        return any(line.may_have_certificate and not line.enrolment.valid_certificate for line in self.lines)

    @property
    def hidden_count(self) -> int:
        return self.enrolled_count - len(self.lines)

    @cached_property
    def ratings(self) -> list[Rating]:
        """The answers to the three questions, where there are enough of them."""
        found = []
        for name, text in QUESTIONS.items():
            marks = [getattr(line.enrolment, name) for line in self.lines]
            given = [mark for mark in marks if mark is not None]
            if len(given) >= MIN_ANSWERS:
                found.append(Rating(text, sum(mark >= 3 for mark in given), len(given)))
        return found


def read_room(session: Session, *, by: Actor) -> Room:
    prefetch_related_objects([session], "half_days")
    half_days = list(session.half_days.all())
    known = policy.enrolments_visible_to(by).filter(session=session).select_related("pathway__beneficiary")
    people = list(known.exclude(state=EnrolmentState.WITHDRAWN).prefetch_related("presences", "certificates"))
    ranks = list(_waiting(session).values_list("pk", flat=True))
    for enrolment in people:
        enrolment.session = session
    return Room(
        session=session,
        half_days=half_days,
        lines=_lines(people, half_days),
        waiting=[(ranks.index(e.pk) + 1, e) for e in people if e.state == EnrolmentState.WAITING],
        enrolled_count=session.enrolments.filter(state=EnrolmentState.ENROLLED).count(),
        waiting_count=len(ranks),
    )


def _waiting(session: Session) -> QuerySet[Enrolment]:
    return session.enrolments.filter(state=EnrolmentState.WAITING).order_by("asked_at", "pk")


def _lines(people: Iterable[Enrolment], half_days: list[HalfDay]) -> list[Line]:
    lines = []
    for enrolment in people:
        if enrolment.state == EnrolmentState.ENROLLED:
            noted = {presence.half_day_id: presence for presence in enrolment.presences.all()}
            for half_day in half_days:
                if half_day.pk in noted:
                    noted[half_day.pk].half_day = half_day
            lines.append(Line(enrolment, [noted.get(half_day.pk) for half_day in half_days], half_days))
    return sorted(lines, key=lambda line: line.enrolment.pathway.beneficiary.name_key)


def counted(sessions: list[Session]) -> list[tuple[Session, int, int]]:
    """Each session with how many have a place and how many wait, in one query whatever their number."""
    found = (
        Enrolment.objects.filter(session__in=sessions)
        .values_list("session", "state")
        .annotate(count=Count("pk"))
    )
    counts = {(session_pk, state): count for session_pk, state, count in found.order_by()}
    return [
        (s, counts.get((s.pk, EnrolmentState.ENROLLED), 0), counts.get((s.pk, EnrolmentState.WAITING), 0))
        for s in sessions
    ]


def enrolments_of(pathway: Pathway) -> list[Enrolment]:
    """The person's sessions, the latest first, with what was noted of each half-day."""
    rows = pathway.enrolments.exclude(state=EnrolmentState.WITHDRAWN)
    rows = rows.select_related("session__course__organiser").prefetch_related(
        "session__half_days", "presences__half_day"
    )
    return list(rows.order_by("-session__starts_at", "pk"))


def with_certificates(enrolments: list[Enrolment]) -> list[Enrolment]:
    """The same, with their certificates, for the screens that offer them."""
    prefetch_related_objects(enrolments, "certificates")
    return enrolments


def sessions_to_come(pathway: Pathway, *, besides: Iterable[Enrolment]) -> list[Session]:
    """The next sessions that the person may still ask for, but those of `besides`; none once the path is over."""
    if pathway.state != PathwayState.OPEN:
        return []
    listed = [enrolment.session_id for enrolment in besides]
    coming = policy.sessions_open_to(pathway).filter(state=SessionState.OPEN, starts_at__gt=clock.now())
    return list(
        coming.exclude(pk__in=listed).select_related("course").order_by("starts_at", "pk")[:SESSIONS_SHOWN]
    )

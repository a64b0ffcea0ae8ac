"""Who was there, and how long: one definition for the file, the certificate and the results (B20).

A person took part when they were present, late or not, at one half-day at least; their hours are those of such half-days.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.fields import BooleanField, DurationField

from rebond.core import clock
from rebond.trainings.models import Enrolment, Presence
from rebond.trainings.states import ATTENDED, EnrolmentState, SessionState

_LENGTH = ExpressionWrapper(F("half_day__ends_at") - F("half_day__starts_at"), output_field=DurationField())


def attended_minutes(enrolment: Enrolment) -> int:
    """Minutes of the half-days where the person was; costs no query once `presences__half_day` is read."""
    return sum(p.half_day.minutes for p in enrolment.presences.all() if p.state in ATTENDED)


def is_fully_noted(enrolment: Enrolment) -> bool:
    """Whether something was noted of each half-day: before, hours may be missing."""
    return len(enrolment.presences.all()) == len(enrolment.session.half_days.all())


def is_certifiable(enrolment: Enrolment) -> bool:
    """Whether hours were followed, and nothing is missing to count them."""
    return bool(attended_minutes(enrolment)) and is_fully_noted(enrolment)


def with_attendance(enrolments: QuerySet[Enrolment]) -> QuerySet[Any]:
    """The places in sessions that were held, each with `has_attended`, and `is_unknown`: over, and nothing was noted."""
    noted = Presence.objects.filter(enrolment=OuterRef("pk"))
    held = enrolments.filter(
        state=EnrolmentState.ENROLLED, session__state=SessionState.OPEN, session__starts_at__lte=clock.now()
    )
    is_over = Q(session__ends_at__lte=clock.now())
    return held.annotate(
        has_attended=Exists(noted.filter(state__in=ATTENDED)),
        is_noted=Exists(noted),
        is_unknown=ExpressionWrapper(is_over & ~Exists(noted), output_field=BooleanField()),
    )


@dataclass(frozen=True)
class CourseAttendance:
    """What a course was followed: sessions where somebody came, people, participations, minutes."""

    course_pk: UUID
    title: str
    organiser: str
    sessions: int
    people: int
    participations: int
    minutes: int

    @property
    def label(self) -> str:
        return f"{self.title} ({self.organiser})"


def attendance_by_course(enrolments: QuerySet[Enrolment]) -> list[CourseAttendance]:
    """The courses that somebody attended, by title, in two queries whatever their number."""
    attended = with_attendance(enrolments).filter(has_attended=True).order_by()
    counts = attended.values(
        "session__course", "session__course__title", "session__course__organiser__name"
    ).annotate(
        sessions=Count("session", distinct=True),
        people=Count("pathway__beneficiary", distinct=True),
        participations=Count("pk", distinct=True),
    )
    minutes = _minutes_by_course(attended)
    found = [
        CourseAttendance(
            course_pk=row["session__course"],
            title=row["session__course__title"],
            organiser=row["session__course__organiser__name"],
            sessions=row["sessions"],
            people=row["people"],
            participations=row["participations"],
            minutes=minutes[row["session__course"]],
        )
        for row in counts
    ]
    return sorted(found, key=lambda line: (line.title, line.organiser))


def _minutes_by_course(attended: QuerySet[Any]) -> dict[UUID, int]:
    presences = Presence.objects.filter(enrolment__in=attended.values("pk"), state__in=ATTENDED)
    lengths = presences.values("enrolment__session__course").annotate(total=Sum(_LENGTH)).order_by()
    return {row["enrolment__session__course"]: _minutes(row["total"]) for row in lengths}


def _minutes(length: timedelta | None) -> int:
    return int(length.total_seconds() // 60) if length else 0

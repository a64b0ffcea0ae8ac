"""The half-days that members of staff teach, as the agenda and calendars show them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse

from rebond.agenda.slots import whole_days
from rebond.audit.models import Entry as JournalEntry
from rebond.calendars.ics import Event
from rebond.core import clock
from rebond.pathways.attention import start_of
from rebond.pathways.calendar_entries import PAST_DAYS, discreet
from rebond.pathways.timetable import Entry
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.trainings import policy
from rebond.trainings.models import HalfDay
from rebond.trainings.states import SessionState


def entries_of(users: Sequence[User], *, first: date, last: date, by: Actor) -> list[Entry]:
    """What `users` teach between two days: by its title for those who see the session, else only that they are taken."""
    bounds = whole_days(first, last, clock.ZONE)
    half_days = list(_taught_by(users).filter(starts_at__gte=bounds.starts_at, starts_at__lt=bounds.ends_at))
    visible = set(
        policy.sessions_visible_to(by)
        .filter(pk__in=[half_day.session_id for half_day in half_days])
        .order_by()
        .values_list("pk", flat=True)
    )
    people = {user.pk: user for user in users}
    return [
        Entry(
            starts_at=half_day.starts_at,
            ends_at=half_day.ends_at,
            people=(people[half_day.session.trainer_id],) if half_day.session.trainer_id else (),
            label=str(half_day.session) if half_day.session_id in visible else "",
            url=_address(half_day) if half_day.session_id in visible else "",
        )
        for half_day in half_days
    ]


def events_of(user: User) -> list[Event]:
    """The half-days they teach, for their calendar: « Formation – BGE », the title of the course in the body."""
    since = clock.today() - timedelta(days=PAST_DAYS)
    half_days = list(_taught_by([user]).filter(starts_at__gte=start_of(since)))
    ids = {str(half_day.session_id) for half_day in half_days}
    journal = JournalEntry.objects.filter(object_kind="session", object_id__in=ids)
    changes = dict(journal.values_list("object_id").annotate(Max("at")).order_by())
    ranks: dict[object, int] = {}
    events = []
    for half_day in half_days:
        session = half_day.session
        ranks[session.pk] = ranks.get(session.pk, 0) + 1
        place = discreet(session.where)
        events.append(
            Event(
                # Half-days are written again when a session moves: the rank stays, their own key does not.
                uid=f"session-{session.pk}-{ranks[session.pk]}",
                sequence=session.revision,
                title=" – ".join(filter(None, ["Formation", place])),
                starts_at=half_day.starts_at,
                ends_at=half_day.ends_at,
                changed_at=changes.get(str(session.pk), half_day.starts_at),
                location=place,
                body="\n".join(filter(None, [discreet(str(session)), session.video_url])),
                url=f"{settings.SITE_URL}{_address(half_day)}",
            )
        )
    return events


def _taught_by(users: Sequence[User]) -> QuerySet[HalfDay]:
    open_ones = HalfDay.objects.filter(session__trainer__in=users, session__state=SessionState.OPEN)
    return open_ones.select_related("session__course").order_by("starts_at", "pk")


def _address(half_day: HalfDay) -> str:
    return reverse("show_session", args=[half_day.session_id])

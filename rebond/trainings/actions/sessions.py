"""Sessions: opened, changed, cancelled. Whoever has a place, or waits for one, is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.locking import lock, lock_revision
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.trainings import policy, telling
from rebond.trainings.actions.places import fill_places
from rebond.trainings.invitations import without_successor
from rebond.trainings.models import Course, HalfDay, Session
from rebond.trainings.states import SESSION, EnrolmentState

#: The start and the end of a half-day.
Stretch = tuple[datetime, datetime]
LIVE = (EnrolmentState.ENROLLED, EnrolmentState.WAITING)


@transaction.atomic
def open_session(
    *,
    course: Course,
    half_days: Sequence[Stretch],
    capacity: int,
    by: Actor,
    trainer: User | None = None,
    guest_trainer: str = "",
    place: str = "",
    video_url: str = "",
    session_id: UUID | None = None,
) -> Session:
    """Open a session of a course, in one or more half-days. Sent twice with the same `session_id`, it opens one.

    Raises ActRefused, with the field at fault.
    """
    lock(course)
    policy.require(by, "open_session", course)
    if session_id and (already := course.sessions.filter(pk=session_id).first()):
        return already
    _check(half_days, trainer, by)
    session = Session(course=course, capacity=capacity, trainer=trainer, guest_trainer=guest_trainer)
    session.id = session_id or session.id
    session.place, session.video_url = place, video_url
    _set_dates(session, half_days)
    session.full_clean(exclude=["course", "trainer"])
    session.save(force_insert=True)
    _write_half_days(session, half_days)
    record("open_session", on=session, by=by, capacity=capacity)
    return session


@transaction.atomic
def change_session(
    *,
    session: Session,
    half_days: Sequence[Stretch],
    capacity: int,
    by: Actor,
    trainer: User | None = None,
    guest_trainer: str = "",
    place: str = "",
    video_url: str = "",
    seen_revision: int | None = None,
) -> None:
    """Change the dates, the place, the trainer or the number of places. More places go to those who wait first.

    Raises NotInThisState, StaleEdit, ActRefused with the field at fault.
    """
    lock_revision(session, seen_revision)
    policy.require(by, "change_session", session)
    session.state = SESSION.after(session.state, "change_session")
    _check(half_days, trainer, by)
    taken = session.enrolments.filter(state=EnrolmentState.ENROLLED).count()
    if capacity < session.capacity and capacity < taken:
        raise ActRefused(f"{taken} personnes ont déjà une place.", field="capacity")
    before, half_days_before = _what_people_were_told(session), list(session.half_days.all())
    session.capacity, session.trainer, session.guest_trainer = capacity, trainer, guest_trainer
    session.place, session.video_url = place, video_url
    _change_half_days(session, half_days)
    session.full_clean(exclude=["course", "trainer"])
    session.save()
    record("change_session", on=session, by=by, capacity=capacity)
    if _what_people_were_told(session) != before:
        gone = without_successor(half_days_before, list(session.half_days.all()))
        telling.tell_everyone("training_moved", session, by=by, gone=gone)
    fill_places(session, by=by)


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: Actor) -> None:
    """Cancel a session: everyone who has a place or waits for one is told, and the trainer.

    Raises NotInThisState, ActRefused.
    """
    lock(session)
    policy.require(by, "cancel_session", session)
    session.state = SESSION.after(session.state, "cancel_session")
    if not reason:
        raise ActRefused("Dites pourquoi la session est annulée.", field="reason")
    if session.half_days.filter(presences__isnull=False).exists():
        raise ActRefused("Des présences sont déjà notées : cette session a eu lieu.")
    session.cancel_reason = reason
    session.revision += 1
    session.save()
    record("cancel_session", on=session, by=by)
    telling.tell_everyone("training_cancelled", session, by=by)


def _check(half_days: Sequence[Stretch], trainer: User | None, by: Actor) -> None:
    if not half_days:
        raise ActRefused("Donnez au moins une demi-journée.", field="half_days")
    previous_end: datetime | None = None
    for starts_at, ends_at in sorted(half_days):
        if ends_at <= starts_at:
            raise ActRefused("Une demi-journée finit après avoir commencé.", field="half_days")
        if clock.civil_date(starts_at) != clock.civil_date(ends_at):
            raise ActRefused("Une demi-journée commence et finit le même jour.", field="half_days")
        if previous_end and starts_at < previous_end:
            raise ActRefused("Deux demi-journées se chevauchent.", field="half_days")
        previous_end = ends_at
    if trainer and not trainer.memberships.filter(organisation=by.organisation, is_active=True).exists():
        raise ActRefused("Cette personne n'est pas de votre organisme.", field="trainer")


def _set_dates(session: Session, half_days: Sequence[Stretch]) -> None:
    session.starts_at = min(starts_at for starts_at, _ in half_days)
    session.ends_at = max(ends_at for _, ends_at in half_days)


def _write_half_days(session: Session, half_days: Sequence[Stretch]) -> None:
    HalfDay.objects.bulk_create(
        HalfDay(session=session, starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in sorted(half_days)
    )


def _change_half_days(session: Session, half_days: Sequence[Stretch]) -> None:
    """Replace the half-days, unless somebody's presence was noted at one that would change."""
    wanted = dict(half_days)
    kept = {half_day.starts_at: half_day for half_day in session.half_days.all()}
    gone = [h for h in kept.values() if wanted.get(h.starts_at) != h.ends_at]
    if any(half_day.presences.exists() for half_day in gone):
        raise ActRefused("Des présences sont notées à une demi-journée qui changerait.", field="half_days")
    for half_day in gone:
        half_day.delete()
    held = {h.starts_at for h in kept.values() if h not in gone}
    _write_half_days(session, [stretch for stretch in half_days if stretch[0] not in held])
    _set_dates(session, half_days)


def _what_people_were_told(session: Session) -> tuple[Any, ...]:
    stretches = tuple(session.half_days.values_list("starts_at", "ends_at"))
    return (stretches, session.place, session.video_url)

"""The acts on hours and absences. Sent twice, each does what it did once."""

from collections.abc import Collection
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from rebond.agenda import policy
from rebond.agenda.models import Absence, HoursKind, WeeklyHours
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.people.actor import Actor
from rebond.people.models import Membership, User


def _lock_diary(membership: Membership) -> None:
    """Two people who write in one diary do it one after the other."""
    User.objects.select_for_update().get(pk=membership.user_id)


@transaction.atomic
def add_hours(
    *,
    membership: Membership,
    kind: str,
    weekdays: Collection[int],
    opens_at: time,
    closes_at: time,
    valid_from: date,
    by: Actor,
    valid_until: date | None = None,
    modes: Collection[str] = (),
    place: str = "",
) -> list[WeeklyHours]:
    """Open hours that come back on these days of the week. Raises ActRefused, ValidationError on odd hours.

    Hours of one kind do not overlap in one diary; the very same ones are found again, not written twice.
    """
    _lock_diary(membership)
    policy.require(by, "add_hours", membership)
    if kind == HoursKind.BOOKABLE and not modes:
        raise ActRefused("Dites comment on peut vous rencontrer à ces heures.", field="modes")
    written = []
    for weekday in sorted(set(weekdays)):
        row = WeeklyHours(
            user=membership.user,
            organisation=membership.organisation,
            kind=kind,
            weekday=weekday,
            opens_at=opens_at,
            closes_at=closes_at,
            modes=sorted(modes) if kind == HoursKind.BOOKABLE else [],
            place=place,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        row.validate_constraints()
        written.append(_same_or_new(row))
    record("add_hours", on=membership, by=by, kind=kind, weekdays=sorted(set(weekdays)))
    return written


def _same_or_new(row: WeeklyHours) -> WeeklyHours:
    known = WeeklyHours.objects.filter(user=row.user, kind=row.kind, weekday=row.weekday)
    overlapping = known.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=row.valid_from),
        opens_at__lt=row.closes_at,
        closes_at__gt=row.opens_at,
    )
    if row.valid_until:
        overlapping = overlapping.filter(valid_from__lte=row.valid_until)
    for other in overlapping:
        same = ("organisation_id", "opens_at", "closes_at", "modes", "place", "valid_from", "valid_until")
        if all(getattr(other, name) == getattr(row, name) for name in same):
            return other
        raise ActRefused(
            f"Ces heures chevauchent celles du {other.get_weekday_display().lower()}, "
            f"de {other.opens_at:%H\u00a0h\u00a0%M} à {other.closes_at:%H\u00a0h\u00a0%M}.",
            field="opens_at",
        )
    row.save(force_insert=True)
    return row


@transaction.atomic
def end_hours(*, hours: WeeklyHours, membership: Membership, by: Actor) -> None:
    """Close hours from today on; those that had not begun are forgotten. Appointments already taken are kept."""
    _lock_diary(membership)
    policy.require(by, "end_hours", membership)
    yesterday = clock.today() - timedelta(days=1)
    row = WeeklyHours.objects.filter(pk=hours.pk, user=membership.user_id).first()
    if row is None or (row.valid_until and row.valid_until <= yesterday):
        return
    if row.valid_from > yesterday:
        row.delete()
    else:
        row.valid_until = yesterday
        row.save(update_fields=["valid_until"])
    record("end_hours", on=membership, by=by, kind=row.kind, weekday=row.weekday)


@transaction.atomic
def add_absence(
    *,
    membership: Membership,
    kind: str,
    first_day: date,
    last_day: date,
    by: Actor,
    starts_at: time | None = None,
    ends_at: time | None = None,
    absence_id: UUID | None = None,
) -> Absence:
    """Note that somebody is away. Raises ActRefused, ValidationError. Sent twice with one `absence_id`, it notes one."""
    _lock_diary(membership)
    policy.require(by, "add_absence", membership)
    if absence_id and (already := Absence.objects.filter(pk=absence_id).first()):
        if already.user_id != membership.user_id:
            raise ActRefused("Ce formulaire a déjà été envoyé : ouvrez-le à nouveau.")
        return already
    absence = Absence(
        user=membership.user,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    absence.id = absence_id or absence.id
    absence.validate_constraints()
    absence.save(force_insert=True)
    record("add_absence", on=absence, by=by, kind=kind)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, membership: Membership, by: Actor) -> None:
    """Take back an absence; one that is already taken back stays so."""
    _lock_diary(membership)
    policy.require(by, "remove_absence", membership)
    removed = Absence.objects.filter(pk=absence.pk, user=membership.user_id)
    if removed.exists():
        removed.delete()
        record("remove_absence", on=absence, by=by, kind=absence.kind)

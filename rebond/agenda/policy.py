"""Who reads and who changes hours and absences: colleagues read, oneself and one's managers change."""

from django.db.models import QuerySet

from rebond.agenda.models import Absence, WeeklyHours
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.people.permissions import Permissions, StaffRule

#: Roles that keep the diaries of their organisation in order.
MANAGERS = {Role.PRODUCTION_MANAGER, Role.DIRECTOR, Role.HEAD_OF_SERVICE}


def colleagues_visible_to(by: Actor) -> QuerySet[Membership]:
    """The seats held in one's organisation, but those of administrators, who meet nobody."""
    if by.role == Role.ADMINISTRATOR:
        return Membership.objects.none()
    held = Membership.objects.filter(organisation=by.organisation_id, is_active=True, user__is_active=True)
    return (
        held.exclude(role=Role.ADMINISTRATOR)
        .select_related("user", "organisation")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def hours_visible_to(by: Actor) -> QuerySet[WeeklyHours]:
    colleagues = colleagues_visible_to(by).order_by().values("user")
    return WeeklyHours.objects.filter(organisation=by.organisation_id, user__in=colleagues)


def absences_visible_to(by: Actor) -> QuerySet[Absence]:
    return Absence.objects.filter(user__in=colleagues_visible_to(by).order_by().values("user"))


def keeps_diary_of(by: Actor, membership: Membership) -> bool:
    """One's own, or that of a colleague for those who manage."""
    if membership.organisation_id != by.organisation_id or by.role == Role.ADMINISTRATOR:
        return False
    return membership.user_id == by.user_id or by.role in MANAGERS


PERMISSIONS: dict[str, StaffRule] = {
    "add_hours": keeps_diary_of,
    "end_hours": keeps_diary_of,
    "add_absence": keeps_diary_of,
    "remove_absence": keeps_diary_of,
}

_TABLE = Permissions(PERMISSIONS)
may, require = _TABLE.may, _TABLE.require

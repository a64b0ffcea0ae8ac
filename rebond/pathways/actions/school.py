"""School holidays that the library does not know, written by an administrator."""

from datetime import date

from django.db import transaction

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.people.actor import Actor
from rebond.programmes.models import SchoolPeriod


@transaction.atomic
def add_school_period(*, zone: str, name: str, first_day: date, last_day: date, by: Actor) -> SchoolPeriod:
    """Add holidays to a zone; those of the library on the same days give way.

    Raises ActRefused when they end before they start, last over three months, or meet others that were added.
    """
    policy.require(by, "manage_school_periods", SchoolPeriod)
    if last_day < first_day:
        raise ActRefused("Les vacances finissent avant de commencer.", field="last_day")
    if (last_day - first_day).days > 100:
        raise ActRefused("Des vacances de plus de trois mois ? Vérifiez les dates.", field="last_day")
    others = SchoolPeriod.objects.select_for_update().filter(
        zone=zone, first_day__lte=last_day, last_day__gte=first_day
    )
    if other := others.first():
        raise ActRefused(f"« {other.name} » est déjà écrit sur ces jours.", field="first_day")
    period = SchoolPeriod.objects.create(zone=zone, name=name, first_day=first_day, last_day=last_day)
    record("add_school_period", on=period, by=by, zone=zone, first_day=first_day.isoformat())
    return period


@transaction.atomic
def remove_school_period(*, period: SchoolPeriod, by: Actor) -> None:
    """Take back holidays that were added; what the library knows of these days holds again."""
    lock(period)
    policy.require(by, "manage_school_periods", SchoolPeriod)
    record("remove_school_period", on=period, by=by, zone=period.zone, first_day=period.first_day.isoformat())
    period.delete()

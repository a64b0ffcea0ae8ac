"""School holidays of a zone: the library's, completed or corrected by an administrator.

What is not known is said, never guessed: after the last holidays known of a zone, nothing says whether there is school.
"""

from datetime import date

from rebond.core.school import SchoolHolidays, library_holidays
from rebond.programmes.models import SchoolPeriod, SchoolZone


def school_holidays(zone: str) -> list[SchoolHolidays]:
    """All that is known of a zone, in order; an administrator's holidays replace those that share a day with them."""
    rows = SchoolPeriod.objects.filter(zone=zone)
    added = [SchoolHolidays(row.first_day, row.last_day, row.name) for row in rows]
    kept = [known for known in library_holidays(zone) if not any(known.meets(one) for one in added)]
    return sorted([*kept, *added])


def known_until(zone: str) -> date | None:
    """The last day of which one knows whether there is school; None when nothing is known of the zone."""
    return max((holidays.last_day for holidays in school_holidays(zone)), default=None)


def school_holidays_on(zone: str, day: date) -> SchoolHolidays | None:
    """The holidays that this day belongs to. None: there is school, or it is not known (`known_until`)."""
    return next((holidays for holidays in school_holidays(zone) if holidays.holds(day)), None)


def next_school_holidays(zone: str, day: date) -> SchoolHolidays | None:
    """The first holidays that begin on that day or later; None when none is known."""
    return next((holidays for holidays in school_holidays(zone) if holidays.first_day >= day), None)


def zone_in_words(zone: str) -> str:
    """« zone B », « La Réunion »."""
    label = str(SchoolZone(zone).label)
    return label.replace("Zone", "zone")


def in_words(holidays: SchoolHolidays) -> str:
    """« Vacances d'hiver, du 13/02/2027 au 28/02/2027 »."""
    return f"{holidays.name}, du {holidays.first_day:%d/%m/%Y} au {holidays.last_day:%d/%m/%Y}"


def day_in_words(zone: str, day: date) -> str:
    """What a planner should know of a day: holidays, or that nothing is known. Empty on a day of school, or without zone."""
    if not zone:
        return ""
    if holidays := school_holidays_on(zone, day):
        return f"Pendant les vacances scolaires ({zone_in_words(zone)}) : {in_words(holidays)}."
    until = known_until(zone)
    if until is None:
        return f"Les vacances scolaires ne sont pas connues ({zone_in_words(zone)})."
    if day > until:
        return (
            f"Les vacances scolaires ne sont pas connues après le {until:%d/%m/%Y} ({zone_in_words(zone)})."
        )
    return ""


def coming_in_words(zone: str, day: date) -> str:
    """The next holidays, for an action to be timed on them. Empty without zone, or when none is known."""
    holidays = next_school_holidays(zone, day) if zone else None
    return (
        f"Prochaines vacances scolaires ({zone_in_words(zone)}) : {in_words(holidays)}." if holidays else ""
    )

"""School holidays by zone, as the library of official calendars knows them.

It knows the zones A, B and C, until the end of the last school year that was published when it was released; nothing of Corsica
nor overseas. An administrator completes it on screen (rebond/programmes/school.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vacances_scolaires_france import SchoolHolidayDates

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class SchoolHolidays:
    """Days without school, bounds included, under their name."""

    first_day: date
    last_day: date
    name: str

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def meets(self, other: "SchoolHolidays") -> bool:
        """Whether they have a day in common."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


@cache
def library_holidays(zone: str) -> tuple[SchoolHolidays, ...]:
    """The holidays of a zone in their order; none for a zone that the library does not know."""
    if zone not in SchoolHolidayDates.SUPPORTED_ZONES:
        return ()
    known = SchoolHolidayDates()
    found: list[SchoolHolidays] = []
    for day in sorted(day for day in known.data if known.is_holiday_for_zone(day, zone)):
        name = str(known.data[day]["nom_vacances"])
        last = found[-1] if found else None
        if last and last.name == name and last.last_day + ONE_DAY == day:
            found[-1] = SchoolHolidays(last.first_day, day, name)
        else:
            found.append(SchoolHolidays(day, day, name))
    return tuple(found)

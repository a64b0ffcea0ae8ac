"""School holidays as the library knows them."""

from datetime import date
from itertools import pairwise

import pytest

from rebond.core.school import ONE_DAY, SchoolHolidays, library_holidays


@pytest.mark.parametrize(
    ("zone", "winter"),
    [
        ("A", (date(2027, 2, 13), date(2027, 2, 28))),
        ("B", (date(2027, 2, 20), date(2027, 3, 7))),
        ("C", (date(2027, 2, 6), date(2027, 2, 21))),
    ],
)
def test_each_zone_has_its_own_winter(zone, winter):
    """Dates of the official calendar of 2026-2027."""
    found = [(h.first_day, h.last_day) for h in library_holidays(zone) if h.name == "Vacances d'hiver"]
    assert winter in found


def test_holidays_over_the_new_year_are_one():
    christmas = SchoolHolidays(date(2026, 12, 19), date(2027, 1, 3), "Vacances de Noël")
    assert christmas in library_holidays("B")


@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_holidays_come_in_order_and_never_meet(zone):
    holidays = library_holidays(zone)
    assert all(
        one.last_day + ONE_DAY < other.first_day or one.name != other.name
        for one, other in pairwise(holidays)
    )
    assert not any(one.meets(other) for one, other in pairwise(holidays))


def test_nothing_is_known_elsewhere():
    assert library_holidays("reunion") == ()
    assert library_holidays("") == ()

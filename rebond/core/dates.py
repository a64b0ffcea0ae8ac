"""Dates: months that add up, working days of France, and the ways people write a date."""

import calendar
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from jours_feries_france import JoursFeries

_FRENCH = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
#: Day 0 of spreadsheet serial dates (1900 system, with its phantom 29 February 1900 absorbed).
_SPREADSHEET_EPOCH = date(1899, 12, 30)
#: Nobody lives, and nothing is planned, outside of these years; further on, the calendar itself ends.
_YEARS = range(1900, 2201)


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_index + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months elapsed from `start` to `end` (negative when `end` is earlier)."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(JoursFeries.for_year(year).values())


def is_working_day(day: date) -> bool:
    """Monday to Friday, French public holidays left out."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def is_day_of_rest(day: date) -> bool:
    """A Sunday or a French public holiday."""
    return day.weekday() == 6 or day in _public_holidays(day.year)


def next_working_day(day: date) -> date:
    """`day` itself when people work on it, else the first later day on which they do."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def parse_date(value: object) -> date:
    """Read dd/mm/yyyy, ISO, or a spreadsheet date (a date, a datetime or its serial number), from 1900 to 2200.

    Raises ValueError with a French reason.
    """
    day = _read_date(value)
    if day.year not in _YEARS:
        raise ValueError("Cette date n'est pas vraisemblable : vérifiez l'année.")
    return day


def _read_date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value))
    text = str(value).strip()
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        if len(match.group(3)) == 2:
            raise ValueError("L'année doit avoir quatre chiffres, par exemple 12/03/2019.")
    else:
        raise ValueError("Cette date n'est pas comprise. Écrivez-la comme 12/03/2019.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"La date {text} n'existe pas dans le calendrier.") from None


def _from_serial(serial: float) -> date:
    if not serial.is_integer() or not 1 <= serial <= 2_958_465:
        raise ValueError("Ce nombre n'est pas une date de tableur.")
    return _SPREADSHEET_EPOCH + timedelta(days=int(serial))

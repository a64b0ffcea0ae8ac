"""Amounts and days as banks and spreadsheets write them."""

import re
from datetime import date
from decimal import Decimal

from rebond.core.dates import parse_date
from rebond.core.money import parse_eur
from rebond.core.text import normalise

_MONTHS = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_ENGLISH = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,2})?")
_SHORT_YEAR = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{2})")
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})[/\-.](\d{4})|(\d{4})[/\-.](\d{1,2})")


def read_amount(value: object) -> Decimal:
    """« 1 234,56 », « -12.50 € », « +12,00 », « (12,00) », « 12,00- », « 1,234.56 », or a number.

    Raises ValueError with a French reason, for a formula too.
    """
    if isinstance(value, bool) or not isinstance(value, str):
        return parse_eur(value)
    text = value.replace("\u2212", "-").replace("\u202f", " ").replace("\xa0", " ").strip()
    if text.startswith("="):
        raise ValueError("C'est une formule : remplacez-la par sa valeur.")
    is_negative = (text.startswith("(") and text.endswith(")")) or text.endswith("-")
    text = text.strip("()").strip().removesuffix("-").removeprefix("+").strip()
    text = re.sub(r"^(-) +", r"\1", text)
    if _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    amount = parse_eur(text)
    return -abs(amount) if is_negative else amount


def read_day(value: object) -> date:
    """A day as dd/mm/yyyy, dd/mm/yy, ISO or a spreadsheet's; or a month: « mars 2026 », « 03/2026 », « 2026-03 ».

    A month is told by its first day. Raises ValueError with a French reason.
    """
    if not isinstance(value, str):
        return parse_date(value)
    text = value.strip().split("T")[0]
    if match := _SHORT_YEAR.fullmatch(text):
        return parse_date(f"{match[1]}/{match[3]}/20{match[4]}")
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return parse_date(f"{match[2] or match[3]}-{match[1] or match[4]}-01")
    words = normalise(text).split()
    if len(words) == 2 and words[0] in _MONTH_NUMBERS and words[1].isdecimal():
        year = f"20{words[1]}" if len(words[1]) == 2 else words[1]
        return parse_date(f"{year}-{_MONTH_NUMBERS[words[0]]}-01")
    return parse_date(text.split(" ")[0] if re.match(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4} ", text) else text)

"""Numbers and dates as French people read them."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import formats, timezone

from rebond.core.identifiers import format_phone
from rebond.core.money import NARROW_NBSP, format_eur

register = template.Library()


def _civil(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def long_date(value: date | None) -> str:
    """« mardi 12 mars 2026 », « mardi 1er octobre 2019 », empty for no date."""
    return formats.date_format(_civil(value), "l j F Y").replace(" 1 ", " 1er ", 1) if value else ""


@register.filter
def short_date(value: date | None) -> str:
    """« 12/03/2026 », empty for no date."""
    return _civil(value).strftime("%d/%m/%Y") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """« 12/03/2026 à 14 h 05 », empty for no instant."""
    return _civil(value).strftime("%d/%m/%Y à %H\u00a0h\u00a0%M") if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """« 14 h 05 », empty for no instant."""
    return _civil(value).strftime("%H\u00a0h\u00a0%M") if value else ""


@register.filter
def eur(value: Decimal | None) -> str:
    """« 1 250 € », empty for no amount."""
    return "" if value is None else format_eur(Decimal(value))


@register.filter
def weight(size_bytes: int) -> str:
    """The size of a file as people say it: « 51 Ko », « 1,2 Mo »; Django's own says « Kio »."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))}\u00a0Ko"
    return f"{size_bytes / 1_000_000:.1f}".replace(".", ",") + "\u00a0Mo"


@register.filter
def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """A share (0.5) as « 50 % », empty for none."""
    if value is None:
        return ""
    return f"{float(value) * 100:.{decimals}f}".replace(".", ",") + f"{NARROW_NBSP}%"


@register.filter
def change(value: Decimal | None, decimals: int = 0) -> str:
    """A relative change (0.75) as « + 75 % », « − 4 % », empty for none."""
    if value is None:
        return ""
    words = percent(abs(value), decimals)
    sign = "" if not any(digit in words for digit in "123456789") else "+" if value > 0 else "−"
    return f"{sign}{NARROW_NBSP}{words}" if sign else words


@register.filter
def phone(value: str) -> str:
    """« 06 39 98 00 01 », empty for no number."""
    return format_phone(value) if value else ""

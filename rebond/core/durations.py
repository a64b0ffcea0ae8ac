"""How long: durations as people say them in French."""

from datetime import date

from rebond.core.dates import months_between


def days_in_words(days: int) -> str:
    """« 1 jour », « 12 jours »."""
    return f"{days} jour{'s' if days > 1 else ''}"


def duration_in_words(start: date, end: date) -> str:
    """« 12 jours » under a month, then « 3 mois » under two years, then « 4 ans ». Whole units, rounded down."""
    months = months_between(start, end)
    if months < 1:
        return days_in_words((end - start).days)
    return f"{months} mois" if months < 24 else f"{months // 12} ans"


def months_expected(minimum: int | None, limit: int | None) -> str:
    """« entre 2 et 3 mois », « 3 mois », « sans durée limite »: what a programme gives a phase."""
    if limit is None:
        return "sans durée limite"
    if minimum is None or minimum == limit:
        return f"{limit} mois"
    return f"entre {minimum} et {limit} mois"

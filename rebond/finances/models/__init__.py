"""What is kept of a business's money."""

from rebond.finances.models.book import (
    LINE_CATEGORIES,
    MOST_EUR,
    MOST_HOURS,
    SHARED_COLUMNS,
    SHARED_LABELS,
    ActivityLine,
    Correction,
    LineTurnover,
    MonthlyFigures,
    Source,
)
from rebond.finances.models.statement import ImportedSum, SeenOperation, Statement

__all__ = [
    "LINE_CATEGORIES",
    "MOST_EUR",
    "MOST_HOURS",
    "SHARED_COLUMNS",
    "SHARED_LABELS",
    "ActivityLine",
    "Correction",
    "ImportedSum",
    "LineTurnover",
    "MonthlyFigures",
    "SeenOperation",
    "Source",
    "Statement",
]

"""Choosing rows one by one in a list of several pages, with or without JavaScript.

The form sends what its page listed and what was ticked there; what was set apart on the other pages travels with it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

#: The names in the form.
LISTED, TICKED, APART, STARTS_FULL, ALL, NONE = "listes", "choisis", "a-part", "complet", "tous", "aucun"


@dataclass(frozen=True)
class Selection:
    """All rows but those set apart or, when it does not start full, those set apart only."""

    starts_full: bool = True
    apart: frozenset[UUID] = frozenset()

    @classmethod
    def read(cls, data: QueryDict) -> "Selection":
        """What was chosen until now; everything when nothing was sent. What is no identifier is not a row."""
        if ALL in data or NONE in data or LISTED not in data:
            return cls(starts_full=NONE not in data)
        starts_full = data.get(STARTS_FULL) == "oui"
        listed, ticked = _keys(data.getlist(LISTED)), _keys(data.getlist(TICKED))
        moved_apart = listed - ticked if starts_full else ticked & listed
        return cls(starts_full, frozenset((_keys(data.get(APART, "").split()) - listed) | moved_apart))

    def holds(self, key: UUID) -> bool:
        return (key in self.apart) != self.starts_full

    def among(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.exclude(pk__in=self.apart) if self.starts_full else rows.filter(pk__in=self.apart)

    @property
    def apart_text(self) -> str:
        """What is set apart, as the form carries it."""
        return " ".join(sorted(map(str, self.apart)))


def _keys(texts: list[str]) -> set[UUID]:
    keys = set()
    for text in texts:
        try:
            keys.add(UUID(text))
        except ValueError:
            continue
    return keys

"""Something in a programme that does not hold together, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Where something stands in a document: keys and positions from its root.
Place = tuple[str | int, ...]
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Incoherence:
    message: str
    place: Place

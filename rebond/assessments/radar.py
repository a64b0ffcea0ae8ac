"""A radar drawn as numbers, for a small SVG: one axis for each domain, one line for each moment.

Read without colour: each line has its own dashes and its own marks. A domain that nobody rated breaks the line: it is
never drawn at zero. The same levels stand in the table beside.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebond.assessments.levels import HIGHEST
from rebond.programmes.vocabulary import Domain

WIDTH, HEIGHT = 520, 330
_X, _Y, _RADIUS = WIDTH // 2, 165, 125
#: Between the last ring and the words of an axis.
_GAP = 20
#: Half the size of a mark.
_MARK = 5
#: The look of the first line, of the second …: names of CSS classes.
LOOKS = ("first", "second", "third")
#: A circle, a square, a triangle.
_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "first": (),
    "second": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "third": ((0, -1.3), (1.2, 1), (-1.2, 1)),
}


@dataclass(frozen=True)
class Axis:
    #: The name of its domain, in one line above and below the drawing, in two on its sides, where room is short.
    words: tuple[str, ...]
    x: int
    y: int
    #: Where the first line stands, and how they are anchored.
    words_x: int
    words_y: int
    anchor: str


@dataclass(frozen=True)
class Mark:
    """The level of one domain; `points` draw it as a square or a triangle, a circle needs its centre only."""

    x: int
    y: int
    points: str
    label: str


@dataclass(frozen=True)
class Line:
    """One moment. `runs` are SVG points; more than one when a domain breaks the line."""

    label: str
    look: str
    runs: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Radar:
    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    lines: tuple[Line, ...]
    x: int = _X
    y: int = _Y
    width: int = WIDTH
    height: int = HEIGHT


def draw(series: Sequence[tuple[str, Mapping[str, int]]]) -> Radar:
    """Each of `series` is a moment and its levels, by domain; at most three are drawn, the last ones."""
    kept = list(series)[-len(LOOKS) :]
    return Radar(
        axes=tuple(_axis(place, domain) for place, domain in enumerate(Domain)),
        rings=tuple(_ring(level) for level in range(1, HIGHEST + 1)),
        lines=tuple(
            _line(label, levels, look) for (label, levels), look in zip(kept, LOOKS, strict=False) if levels
        ),
    )


def _point(place: int, level: float) -> tuple[int, int]:
    angle = 2 * math.pi * place / len(Domain) - math.pi / 2
    reach = _RADIUS * level / HIGHEST
    return round(_X + reach * math.cos(angle)), round(_Y + reach * math.sin(angle))


def _axis(place: int, domain: Domain) -> Axis:
    x, y = _point(place, HIGHEST)
    words_x, words_y = _point(place, HIGHEST * (1 + _GAP / _RADIUS))
    anchor = "middle" if abs(words_x - _X) < _GAP else ("start" if words_x > _X else "end")
    label = str(domain.label)
    words = (label,) if anchor == "middle" else _halves(label)
    return Axis(words, x, y, words_x, words_y + (4 if len(words) == 1 else -4), anchor)


def _halves(label: str) -> tuple[str, ...]:
    """« Organisation / et comptes »: broken at the space that makes the longer line shortest."""
    words = label.split(" ")
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(pairs, key=lambda pair: max(map(len, pair)), default=(label,))


def _ring(level: int) -> str:
    return _points([_point(place, level) for place in range(len(Domain))])


def _line(label: str, levels: Mapping[str, int], look: str) -> Line:
    known = [levels.get(domain) for domain in Domain]
    marks = [
        _mark(_point(place, level), look, f"{label}, {domain.label} : {level}")
        for place, (domain, level) in enumerate(zip(Domain, known, strict=True))
        if level is not None
    ]
    return Line(label, look, tuple(_runs(known)), tuple(marks))


def _runs(levels: Sequence[int | None]) -> list[str]:
    """Between neighbours that are both known; the whole way round when all are."""
    count = len(levels)
    places = [_point(place, level) if level is not None else None for place, level in enumerate(levels)]
    if all(places):
        return [_points([*places, places[0]])]  # type: ignore[list-item]
    pairs = [(places[place], places[(place + 1) % count]) for place in range(count)]
    return [_points([start, end]) for start, end in pairs if start and end]


def _mark(at: tuple[int, int], look: str, label: str) -> Mark:
    x, y = at
    points = [(round(x + _MARK * dx), round(y + _MARK * dy)) for dx, dy in _CORNERS[look]]
    return Mark(x, y, _points(points), label)


def _points(places: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)

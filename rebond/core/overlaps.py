"""What happens at the same time, and how to show it side by side. Pure: spans are pairs of instants, the end left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Pair = tuple[datetime, datetime]


@dataclass(frozen=True)
class Lane:
    """One column of those among which a stretch of time is shared: `place` counts from 0, `of` tells how many."""

    place: int
    of: int


def overlap(one: Pair, other: Pair) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def overlaps_of(spans: Sequence[Pair]) -> list[set[int]]:
    """For each span, the ranks of the others that share an instant with it."""
    found: list[set[int]] = [set() for _ in spans]
    still_on: list[int] = []
    for rank in sorted(range(len(spans)), key=lambda r: spans[r]):
        still_on = [other for other in still_on if spans[other][1] > spans[rank][0]]
        for other in still_on:
            if overlap(spans[rank], spans[other]):
                found[rank].add(other)
                found[other].add(rank)
        still_on.append(rank)
    return found


def side_by_side(spans: Sequence[Pair]) -> list[Lane]:
    """A lane for each span: two that overlap never share one, and those that touch one another divide the same width."""
    places: dict[int, int] = {}
    lanes: dict[int, Lane] = {}
    group: list[int] = []
    group_end: datetime | None = None
    for rank in sorted(range(len(spans)), key=lambda r: spans[r]):
        start, end = spans[rank]
        if group_end is not None and start >= group_end:
            lanes |= _closed(group, places)
            group, group_end = [], None
        taken = {places[other] for other in group if spans[other][1] > start}
        places[rank] = next(n for n in range(len(group) + 1) if n not in taken)
        group.append(rank)
        group_end = end if group_end is None else max(group_end, end)
    lanes |= _closed(group, places)
    return [lanes[rank] for rank in range(len(spans))]


def _closed(group: list[int], places: dict[int, int]) -> dict[int, Lane]:
    width = max((places[rank] for rank in group), default=0) + 1
    return {rank: Lane(places[rank], width) for rank in group}

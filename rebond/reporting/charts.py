"""Charts drawn as numbers: where each bar stands in a small SVG. The templates only write the shapes down."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from rebond.core.money import NARROW_NBSP
from rebond.programmes.vocabulary import ActivityStatus, RsaStatus
from rebond.reporting.cohorts import Cohort
from rebond.reporting.rounding import rounded
from rebond.reporting.words import number_in_words

WIDTH = 320
#: Columns: room above for the number, below for the year.
COLUMN_HEIGHT, TOP, BOTTOM = 110, 18, 20
#: Bars: one line of words, then the bar.
ROW_HEIGHT, BAR_TOP = 36, 20
#: Beyond this many years, one label in two.
MOST_LABELS = 10


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its count, and its place in the drawing, in whole units."""

    label: str
    count: int
    share: str
    x: int
    y: int
    width: int
    height: int
    is_labelled: bool = True
    is_unknown: bool = False

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bar_y(self) -> int:
        """Where the bar of a row starts, under its words."""
        return self.y + BAR_TOP

    @property
    def words_y(self) -> int:
        return self.y + 14

    @property
    def count_y(self) -> int:
        """Where the number over a column is written."""
        return self.y - 5


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    total: int
    width: int
    height: int

    @property
    def base_y(self) -> int:
        """The ground line of columns."""
        return TOP + COLUMN_HEIGHT

    @property
    def label_y(self) -> int:
        return TOP + COLUMN_HEIGHT + 15


def columns(counts: dict[str, int]) -> Chart:
    """Columns side by side, one per year."""
    highest = max(counts.values(), default=0) or 1
    slot = WIDTH // max(len(counts), 1)
    bars = []
    for place, (label, count) in enumerate(counts.items()):
        height = COLUMN_HEIGHT * count // highest
        bars.append(
            Bar(
                label=label,
                count=count,
                share=_share(count, sum(counts.values())),
                x=place * slot + slot // 6,
                y=TOP + COLUMN_HEIGHT - height,
                width=min(slot - 2 * (slot // 6), 44),
                height=height,
                is_labelled=len(counts) <= MOST_LABELS or place % 2 == 0,
            )
        )
    return Chart(bars=bars, total=sum(counts.values()), width=WIDTH, height=TOP + COLUMN_HEIGHT + BOTTOM)


def rows(counts: Iterable[tuple[str, int, bool]]) -> Chart:
    """Bars one under the other: (label, count, is it the unknown?)."""
    found = list(counts)
    total = sum(count for _, count, _ in found)
    highest = max((count for _, count, _ in found), default=0) or 1
    bars = [
        Bar(
            label=label,
            count=count,
            share=_share(count, total),
            x=0,
            y=place * ROW_HEIGHT,
            width=WIDTH * count // highest,
            height=10,
            is_unknown=is_unknown,
        )
        for place, (label, count, is_unknown) in enumerate(found)
    ]
    return Chart(bars=bars, total=total, width=WIDTH, height=len(found) * ROW_HEIGHT)


def activity_chart(cohort: Cohort) -> Chart:
    """What people do at the exit (E7), the unknown last and always there."""
    return _situations(cohort, "activity_at_exit", ActivityStatus.choices, ActivityStatus.UNKNOWN)


def rsa_chart(cohort: Cohort) -> Chart:
    """The RSA at the exit (E7), the unknown last and always there."""
    return _situations(cohort, "rsa_at_exit", RsaStatus.choices, RsaStatus.UNKNOWN)


def _situations(cohort: Cohort, variable: str, choices: list[tuple[str, str]], unknown: str) -> Chart:
    exits = cohort.pathways().filter(exited_on__isnull=False)
    found = exits.values(variable).annotate(exits=Count("pk")).values_list(variable, "exits")
    counts: dict[str, int] = dict(found)
    return rows((str(label), counts.get(value, 0), value == unknown) for value, label in choices)


def _share(count: int, total: int) -> str:
    return f"{number_in_words(rounded(Fraction(100 * count, total), 0))}{NARROW_NBSP}%" if total else ""

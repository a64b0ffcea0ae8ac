"""Charts of money drawn as numbers, for small SVGs. A month that is not declared is a gap, never a bar of nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.core.dates import add_months
from rebond.core.money import format_eur
from rebond.finances.book import Book
from rebond.finances.months import month_words, months_from, short_month_name, year_before
from rebond.finances.trends import Seasonality, rolling_sum

WIDTH, PLOT_HEIGHT = 640, 170
#: Room for the amounts at the left, above the plot, and for the months below.
LEFT, TOP, BOTTOM = 78, 14, 24
STEPS = (1, 2, 5)

Amount = Decimal | None


@dataclass(frozen=True)
class Tick:
    """A line across the plot, and its amount."""

    y: int
    label: str


@dataclass(frozen=True)
class Shape:
    """A bar, or a point of a line. `label` is what it says when pointed at; `kind` names its look."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    label: str


@dataclass(frozen=True)
class Slot:
    """The place of one month: its bars, or the mark of what is missing."""

    month: date
    x: int
    label: str
    shapes: tuple[Shape, ...]
    #: Where « ? » is written: nothing was declared.
    unknown_x: int | None = None


@dataclass(frozen=True)
class Chart:
    slots: tuple[Slot, ...]
    ticks: tuple[Tick, ...]
    base_y: int
    #: Lines as SVG points: « x,y x,y »; a gap starts another one.
    runs: tuple[str, ...] = ()
    width: int = WIDTH
    height: int = TOP + PLOT_HEIGHT + BOTTOM
    left: int = LEFT

    @property
    def tick_x(self) -> int:
        """Where the amounts end, left of the plot."""
        return self.left - 8

    @property
    def label_y(self) -> int:
        return TOP + PLOT_HEIGHT + 16

    @property
    def is_empty(self) -> bool:
        return not any(slot.shapes for slot in self.slots)


@dataclass(frozen=True)
class Scale:
    """From euros to the height of the plot."""

    lowest: Decimal
    highest: Decimal
    step: Decimal

    @classmethod
    def over(cls, amounts: Sequence[Amount]) -> "Scale":
        known = [amount for amount in amounts if amount is not None]
        highest, lowest = max([*known, Decimal(1)]), min([*known, Decimal(0)])
        step = _round_step((highest - lowest) / 4)
        return cls(-_ceil(-lowest, step), _ceil(highest, step), step)

    def y(self, amount: Decimal) -> int:
        share = (self.highest - amount) / (self.highest - self.lowest)
        return TOP + int(share * PLOT_HEIGHT)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        count = int((self.highest - self.lowest) / self.step)
        amounts = [self.lowest + self.step * index for index in range(count + 1)]
        return tuple(Tick(self.y(amount), format_eur(amount)) for amount in amounts)


def _round_step(rough: Decimal) -> Decimal:
    """The least of 1, 2, 5, 10, 20, 50 … that is not below."""
    power = Decimal(10) ** max(rough.adjusted(), 0)
    return next((power * step for step in STEPS if power * step >= rough), power * 10)


def _ceil(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(rounding="ROUND_CEILING") * step


def year_chart(book: Book, last: date) -> Chart:
    """The twelve months that end with `last`: what was cashed, beside the same month of the year before."""
    months = _year_until(last)
    pairs = [(book.turnover(year_before(month)), book.turnover(month)) for month in months]
    scale = Scale.over([amount for pair in pairs for amount in pair])
    slot_width = _slot_width(months)
    bar = slot_width * 2 // 5
    slots = []
    for index, (month, (before, after)) in enumerate(zip(months, pairs, strict=True)):
        x = LEFT + index * slot_width
        shapes = []
        if before is not None:
            shapes.append(_bar("before", scale, x + 2, bar, before, month_words(year_before(month))))
        if after is not None:
            shapes.append(_bar("after", scale, x + 3 + bar, bar, after, month_words(month)))
        unknown_x = x + 3 + bar + bar // 2 if _is_unknown(book, month, after) else None
        slots.append(Slot(month, x + slot_width // 2, short_month_name(month), tuple(shapes), unknown_x))
    return Chart(tuple(slots), scale.ticks, scale.y(Decimal(0)))


def rolling_chart(book: Book, last: date, months_count: int = 24) -> Chart:
    """What was cashed over the twelve months that end with each month: the trend, without the seasons."""
    months = _year_until(last, months_count)
    sums = {month: rolling_sum(book.turnover, month) for month in months}
    scale = Scale.over(list(sums.values()))
    slot_width = _slot_width(months)
    slots: list[Slot] = []
    runs: list[list[str]] = []
    run: list[str] = []
    for index, month in enumerate(months):
        x, amount = LEFT + index * slot_width + slot_width // 2, sums[month]
        label = short_month_name(month) if index % 3 == 0 else ""
        if amount is None:
            runs, run = [*runs, run], []
            slots.append(Slot(month, x, label, ()))
            continue
        y = scale.y(amount)
        run.append(f"{x},{y}")
        words = f"{month_words(month)} : {format_eur(amount)} sur 12 mois"
        slots.append(Slot(month, x, label, (Shape("point", x, y, 0, 0, words),)))
    lines = tuple(" ".join(points) for points in [*runs, run] if len(points) > 1)
    return Chart(tuple(slots), scale.ticks, scale.y(Decimal(0)), lines)


def left_chart(book: Book, last: date) -> Chart:
    """The twelve months that end with `last`: what was cashed, and within it what is left after expenses and contributions."""
    months = _year_until(last)
    pairs = [(book.turnover(month), book.left_over(month)) for month in months]
    scale = Scale.over([amount for pair in pairs for amount in pair])
    slot_width = _slot_width(months)
    bar = slot_width * 3 // 5
    slots = []
    for index, (month, (cashed, left)) in enumerate(zip(months, pairs, strict=True)):
        x = LEFT + index * slot_width
        shapes: tuple[Shape, ...] = ()
        if cashed is not None and left is not None:
            start = x + (slot_width - bar) // 2
            shapes = (
                _bar("cashed", scale, start, bar, cashed, f"{month_words(month)}, encaissé"),
                _bar(
                    "loss" if left < 0 else "left",
                    scale,
                    start,
                    bar,
                    left,
                    f"{month_words(month)}, ce qui reste",
                ),
            )
        middle = x + slot_width // 2
        unknown_x = middle if _is_unknown(book, month, left) else None
        slots.append(Slot(month, middle, short_month_name(month), shapes, unknown_x))
    return Chart(tuple(slots), scale.ticks, scale.y(Decimal(0)))


def season_chart(found: Seasonality) -> Chart:
    """An average year, from January."""
    scale = Scale.over([season.mean_eur for season in found.seasons])
    slot_width = (WIDTH - LEFT) // 12
    bar = slot_width * 3 // 5
    slots = tuple(
        Slot(
            season.month,
            LEFT + index * slot_width + slot_width // 2,
            short_month_name(season.month),
            (
                _bar(
                    "after",
                    scale,
                    LEFT + index * slot_width + (slot_width - bar) // 2,
                    bar,
                    season.mean_eur,
                    short_month_name(season.month),
                ),
            ),
        )
        for index, season in enumerate(found.seasons)
    )
    return Chart(slots, scale.ticks, scale.y(Decimal(0)))


def _year_until(last: date, count: int = 12) -> list[date]:
    return months_from(add_months(last, 1 - count), last)


def _is_unknown(book: Book, month: date, amount: Amount) -> bool:
    """Something was in activity, and it was not told."""
    return amount is None and bool(book.active_lines(month))


def _slot_width(months: Sequence[date]) -> int:
    return (WIDTH - LEFT) // len(months)


def _bar(kind: str, scale: Scale, x: int, width: int, amount: Decimal, of: str) -> Shape:
    """From the ground to the amount, upwards or downwards."""
    ground, y = scale.y(Decimal(0)), scale.y(amount)
    return Shape(kind, x, min(y, ground), width, abs(ground - y), f"{of} : {format_eur(amount)}")

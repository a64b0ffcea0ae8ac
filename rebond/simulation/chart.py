"""The curve of resources as numbers: where each layer stands in a small SVG. The template only writes the shapes down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10

from rebond.simulation.engine import Result
from rebond.simulation.study import Study
from rebond.simulation.words import EXIT_STEP_EUR, exact_in_euros, in_euros

#: The drawing, in its own units: as wide as a telephone, so that its words stay readable there.
WIDTH, HEIGHT = 400, 290
LEFT, RIGHT, TOP, BOTTOM = 40, 18, 40, 34
#: One row of the table for so many points of the curve.
TABLE_EVERY = 20
UPPER_WORDS, LOWER_WORDS = TOP - 25, TOP - 10
#: Room for the words of a mark.
WORDS_WIDTH = 115
#: Beyond this part of the width, the words of a mark are written to its left.
NEAR_THE_END = 0.55

#: From the bottom up: class in the style sheet, label, amount.
LAYERS: tuple[tuple[str, str, Callable[[Result], float]], ...] = (
    ("business", "Chiffre d'affaires, cotisations payées", lambda r: r.business_income),
    ("wages", "Salaires", lambda r: r.wages),
    ("housing", "Aide au logement", lambda r: r.housing_benefit),
    ("family", "Prestations familiales", lambda r: r.family_benefits_net),
    ("ppa", "Prime d'activité", lambda r: r.ppa_net_crds),
    ("rsa", "RSA", lambda r: r.rsa),
)


@dataclass(frozen=True)
class Layer:
    code: str
    label: str
    #: Corners of the surface, as SVG wants them.
    points: str


@dataclass(frozen=True)
class Tick:
    #: In the units of the drawing, written for SVG: never in French.
    place: str
    label: str


@dataclass(frozen=True)
class Mark:
    """A turnover worth seeing: today's, or the exit."""

    code: str
    label: str
    x: str
    words_y: int
    anchor: str
    words_x: str


@dataclass(frozen=True)
class Row:
    """One line of the table under the drawing; `note` says what stands there."""

    turnover: str
    amounts: list[str]
    total: str
    note: str = ""


@dataclass(frozen=True)
class Chart:
    layers: list[Layer]
    across: list[Tick]
    up: list[Tick]
    marks: list[Mark]
    heads: list[str]
    rows: list[Row]

    @property
    def legend(self) -> list[Layer]:
        """From the top of the drawing down, as one reads it."""
        return self.layers[::-1]

    width, height = WIDTH, HEIGHT
    left, right, top, ground = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM
    ticks_y = HEIGHT - BOTTOM + 14
    title_y = HEIGHT - 4


def chart_of(study: Study) -> Chart:
    """The drawing of a study, and the same as a table; layers that hold nothing are left out."""
    points = study.curve.points
    reach, highest = points[-1].turnover, _round_up(max(point.total for point in points))
    layers = [layer for layer in LAYERS if any(layer[2](point) >= 1 for point in points)]

    def x_of(turnover: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * turnover / reach, 1)

    def y_of(amount: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * amount / highest, 1)

    floors = [0.0] * len(points)
    drawn = []
    for code, label, amount_of in layers:
        tops = [floor + amount_of(point) for floor, point in zip(floors, points, strict=True)]
        edge = [(x_of(point.turnover), y_of(top)) for point, top in zip(points, tops, strict=True)]
        under = [(x_of(point.turnover), y_of(floor)) for point, floor in zip(points, floors, strict=True)]
        drawn.append(Layer(code, label, " ".join(f"{x},{y}" for x, y in [*edge, *reversed(under)])))
        floors = tops
    return Chart(
        layers=drawn,
        across=[Tick(str(x_of(value)), f"{value:,.0f}".replace(",", "\u202f")) for value in _steps(reach)],
        up=[Tick(str(y_of(value)), f"{value:,.0f}".replace(",", "\u202f")) for value in _steps(highest)],
        marks=_marks(study, x_of),
        heads=[label for _, label, _ in layers],
        rows=_rows(study, [amount_of for _, _, amount_of in layers]),
    )


def _marks(study: Study, x_of: Callable[[float], float]) -> list[Mark]:
    """Today and the exit, their words on two lines, so that no line crosses any word."""
    today = study.today
    places = [("today", f"Aujourd'hui {exact_in_euros(round(today.turnover, 2))}", today.turnover)]
    if today.exit_turnover > 0:
        exit_at = in_euros(today.exit_turnover, EXIT_STEP_EUR)
        places.append(("exit", f"Sortie du RSA {exit_at}", today.exit_turnover))
    places.sort(key=lambda place: place[2])
    xs = [x_of(turnover) for _, _, turnover in places]
    ends_leftwards = xs[-1] > WIDTH * NEAR_THE_END
    # The line of the mark that is written below starts below: the words above pass over it.
    rows = (LOWER_WORDS, UPPER_WORDS) if ends_leftwards else (UPPER_WORDS, LOWER_WORDS)
    marks = []
    for number, ((code, label, _), x) in enumerate(zip(places, xs, strict=True)):
        is_last = number == len(places) - 1
        is_squeezed = not is_last and ends_leftwards and xs[-1] - x < WORDS_WIDTH < x - LEFT
        is_left = ends_leftwards if is_last else is_squeezed
        words_x = x - 4 if is_left else x + 4
        y = rows[1 if is_last else 0]
        marks.append(Mark(code, label, str(x), y, "end" if is_left else "start", f"{words_x:.1f}"))
    return marks


def _rows(study: Study, amounts_of: list[Callable[[Result], float]]) -> list[Row]:
    noted = [(point, "") for point in study.curve.points[::TABLE_EVERY]]
    noted.append((study.today, "aujourd'hui"))
    rows = sorted(noted, key=lambda pair: (pair[0].turnover, pair[1]))
    return [
        Row(
            exact_in_euros(round(point.turnover, 2)),
            [in_euros(amount_of(point)) for amount_of in amounts_of],
            in_euros(point.total),
            note,
        )
        for point, note in rows
        if note or abs(point.turnover - study.today.turnover) >= 1
    ]


def _steps(end: float) -> list[float]:
    """Round values from 0 to `end`, five or six at most."""
    step = _round_up(end / 5, sizes=(1, 2, 2.5, 5, 10))
    return [step * number for number in range(int(end // step) + 1)]


def _round_up(amount: float, sizes: Sequence[float] = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)) -> float:
    """The next round value above: one of `sizes` × a power of ten, as an axis wants it."""
    power: float = 10 ** int(log10(max(amount, 1)))
    return next(power * size for size in sizes if power * size >= amount)

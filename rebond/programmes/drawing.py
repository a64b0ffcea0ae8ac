"""The path of a programme as a drawing: where each phase, arrow and exit stands, in units of an SVG. Pure geometry.

Phases stand in columns by rank (wide) or one under the other (narrow, for a telephone). An arrow is a choice that opens a
phase; phases that lead out have one to the exit.
"""

import textwrap
from dataclasses import dataclass, field

from rebond.programmes.editing import Content, Thing
from rebond.programmes.vocabulary import Effect, StepKind

_CARD_WIDTH, _CARD_HEIGHT = 216, 104
_COLUMN_GAP, _ROW_GAP, _MARGIN = 72, 44, 18
_EXIT_WIDTH, _EXIT_HEIGHT = 96, 44
#: Above the cards run the ways out of early phases; under them, the ways back.
_HEADROOM, _FOOTROOM = 56, 40
_DOT_GAP, _DOTS_SHOWN = 16, 11
_NARROW_WIDTH, _GUTTER = 330, 46


@dataclass(frozen=True)
class Dot:
    """A step: its centre, its kind (a shape), its name."""

    x: int
    y: int
    kind: str
    label: str

    @property
    def diamond(self) -> str:
        """The points of a diamond around the centre."""
        return f"{self.x},{self.y - 6} {self.x + 6},{self.y} {self.x},{self.y + 6} {self.x - 6},{self.y}"


@dataclass
class Card:
    """A phase: its box, its title on one or two lines, what is said under it, its steps."""

    code: str
    anchor: str
    x: int
    y: int
    lines: list[str]
    note: str
    dots: list[Dot] = field(default_factory=list)
    more: int = 0
    width: int = _CARD_WIDTH
    height: int = _CARD_HEIGHT

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def title(self) -> str:
        return " ".join(self.lines)

    @property
    def text_x(self) -> int:
        return self.x + 14

    @property
    def title_ys(self) -> list[tuple[str, int]]:
        """Each line of the title with its baseline."""
        return [(line, self.y + 24 + 17 * number) for number, line in enumerate(self.lines)]

    @property
    def note_y(self) -> int:
        return self.y + 26 + 17 * len(self.lines)

    @property
    def more_x(self) -> int:
        return self.text_x + _DOT_GAP * len(self.dots)

    @property
    def more_y(self) -> int:
        return self.y + self.height - 14


@dataclass(frozen=True)
class Arrow:
    """A way from a phase to another, or to the exit: a curve, and the choices that take it."""

    curve: str
    words: str
    is_exit: bool = False


@dataclass(frozen=True)
class Exit:
    x: int
    y: int
    width: int = _EXIT_WIDTH
    height: int = _EXIT_HEIGHT

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        return self.x + self.width // 2

    @property
    def baseline(self) -> int:
        return self.middle + 5


@dataclass(frozen=True)
class Drawing:
    name: str
    width: int
    height: int
    cards: list[Card]
    arrows: list[Arrow]
    exit: Exit


def wide_drawing(content: Content) -> Drawing:
    """Columns by rank, from left to right; branches one under the other."""
    phases = content["phases"]
    ranks = sorted({phase["rank"] for phase in phases})
    columns = {rank: [phase for phase in phases if phase["rank"] == rank] for rank in ranks}
    tallest = max(len(column) for column in columns.values())
    height = _HEADROOM + tallest * _CARD_HEIGHT + (tallest - 1) * _ROW_GAP + _FOOTROOM
    cards = {}
    for number, rank in enumerate(ranks):
        column = columns[rank]
        missing = tallest - len(column)
        top = _HEADROOM + missing * (_CARD_HEIGHT + _ROW_GAP) // 2
        for row, phase in enumerate(column):
            x, y = _MARGIN + number * (_CARD_WIDTH + _COLUMN_GAP), top + row * (_CARD_HEIGHT + _ROW_GAP)
            cards[phase["code"]] = _card(phase, phases.index(phase), x, y, _CARD_WIDTH)
    exit_x = _MARGIN + len(ranks) * (_CARD_WIDTH + _COLUMN_GAP)
    out = Exit(exit_x, (_HEADROOM + height - _FOOTROOM - _EXIT_HEIGHT) // 2)
    arrows = [_wide_arrow(cards, phase, target, words) for phase, target, words in _openings(phases)]
    arrows += [
        Arrow(_wide_exit(cards[phase["code"]], out, phase["rank"] == ranks[-1]), words, is_exit=True)
        for phase in phases
        if (words := _exit_words(phase))
    ]
    return Drawing("large", exit_x + _EXIT_WIDTH + _MARGIN, height, list(cards.values()), arrows, out)


def narrow_drawing(content: Content) -> Drawing:
    """One phase under the other; arrows run at the sides."""
    phases = sorted(content["phases"], key=lambda phase: phase["rank"])
    width = _NARROW_WIDTH - 2 * _GUTTER
    cards = {
        phase["code"]: _card(
            phase, content["phases"].index(phase), _GUTTER, _MARGIN + row * (_CARD_HEIGHT + _ROW_GAP), width
        )
        for row, phase in enumerate(phases)
    }
    bottom = _MARGIN + len(phases) * (_CARD_HEIGHT + _ROW_GAP)
    out = Exit((_NARROW_WIDTH - _EXIT_WIDTH) // 2, bottom)
    order = list(cards)
    arrows = [_narrow_arrow(cards, order, phase, target, words) for phase, target, words in _openings(phases)]
    for phase in phases:
        if words := _exit_words(phase):
            is_last = phase["code"] == order[-1]
            arrows.append(Arrow(_narrow_exit(cards[phase["code"]], out, is_last), words, is_exit=True))
    return Drawing(
        "etroit", _NARROW_WIDTH, bottom + _EXIT_HEIGHT + _MARGIN, list(cards.values()), arrows, out
    )


def _card(phase: Thing, position: int, x: int, y: int, width: int) -> Card:
    limit, count = phase.get("duration_months"), len(phase["steps"])
    steps = f"{count} étape{'s' if count > 1 else ''}" if count else "aucune étape"
    note = f"{limit} mois · {steps}" if limit else f"sans durée fixée · {steps}"
    lines = textwrap.wrap(phase["label"], width // 8, max_lines=2, placeholder="…") or [phase["code"]]
    card = Card(phase["code"], f"phases-{position}", x, y, lines, note, width=width)
    shown = phase["steps"][:_DOTS_SHOWN]
    card.dots = [
        Dot(card.text_x + 6 + number * _DOT_GAP, y + _CARD_HEIGHT - 18, step["kind"], step["label"])
        for number, step in enumerate(shown)
    ]
    card.more = count - len(shown)
    return card


def _openings(phases: list[Thing]) -> list[tuple[Thing, str, str]]:
    """Each pair of phases that a choice links, and the labels of those choices."""
    codes = {phase["code"] for phase in phases}
    links: dict[tuple[str, str], list[str]] = {}
    for phase in phases:
        for choice in phase["choices"]:
            if choice["effect"] == Effect.OPEN_PHASE and choice.get("opens") in codes:
                links.setdefault((phase["code"], choice["opens"]), []).append(choice["label"])
    by_code = {phase["code"]: phase for phase in phases}
    return [(by_code[source], target, ", ".join(labels)) for (source, target), labels in links.items()]


def _exit_words(phase: Thing) -> str:
    return ", ".join(c["label"] for c in phase["choices"] if c["effect"] in (Effect.EXIT, Effect.REORIENT))


def _wide_arrow(cards: dict[str, Card], phase: Thing, target: str, words: str) -> Arrow:
    one, other = cards[phase["code"]], cards[target]
    if other.x > one.x:
        start, end, bend = one.x + one.width, other.x, (other.x - one.x - one.width) // 2
        curve = f"M{start},{one.middle} C{start + bend},{one.middle} {end - bend},{other.middle} {end - 2},{other.middle}"
    elif other.x == one.x and other.y != one.y:
        # Between branches: down on the left part, back up on the right part, so that both ways are seen.
        goes_down = other.y > one.y
        x = one.x + (one.width // 3 if goes_down else 2 * one.width // 3)
        start, end = (one.y + one.height, other.y - 2) if goes_down else (one.y, other.y + other.height + 2)
        curve = f"M{x},{start} L{x},{end}"
    else:
        low = max(one.y + one.height, other.y + other.height) + 26
        start, end = one.x + one.width // 2, other.x + other.width // 2
        end = end - 40 if other is one else end
        curve = f"M{start},{one.y + one.height} C{start},{low} {end},{low} {end},{other.y + other.height + 2}"
    return Arrow(curve, f"{one.title} vers {other.title} : {words}")


def _wide_exit(card: Card, out: Exit, is_last: bool) -> str:
    start = card.x + card.width
    if is_last:
        bend = (out.x - start) // 2
        return f"M{start},{card.middle} C{start + bend},{card.middle} {out.x - bend},{out.middle} {out.x - 2},{out.middle}"
    # From an earlier rank: over the top of what stands between.
    return f"M{card.x + card.width // 2},{card.y} C{card.x + card.width // 2},4 {out.centre},4 {out.centre},{out.y - 2}"


def _narrow_arrow(cards: dict[str, Card], order: list[str], phase: Thing, target: str, words: str) -> Arrow:
    one, other = cards[phase["code"]], cards[target]
    distance = order.index(target) - order.index(phase["code"])
    if distance == 1:
        x = one.x + one.width // 2
        curve = f"M{x},{one.y + one.height} L{x},{other.y - 2}"
    elif distance > 1:
        reach = min(12 + 8 * distance, _GUTTER - 6)
        curve = f"M{one.x},{one.middle} C{one.x - reach},{one.middle} {one.x - reach},{other.middle} {other.x - 2},{other.middle}"
    else:
        x, reach = one.x + one.width, min(12 + 8 * max(1, -distance), _GUTTER - 6)
        end = other.middle - 14
        curve = f"M{x},{one.middle} C{x + reach},{one.middle} {x + reach},{end} {x + 2},{end}"
    return Arrow(curve, f"{one.title} vers {other.title} : {words}")


def _narrow_exit(card: Card, out: Exit, is_last: bool) -> str:
    if is_last:
        return f"M{out.centre},{card.y + card.height} L{out.centre},{out.y - 2}"
    x, start = card.x + card.width, card.middle + 16
    side = x + 30
    out_of = f"M{x},{start} C{side},{start} {side},{start + 20} {side},{start + 40}"
    return f"{out_of} L{side},{out.middle - 20} Q{side},{out.middle} {out.x + out.width + 2},{out.middle}"


def kinds_used(content: Content) -> list[tuple[str, str]]:
    """The legend: each kind of step that the programme uses, with its label."""
    used = {step["kind"] for phase in content["phases"] for step in phase["steps"]}
    return [(kind.value, str(kind.label)) for kind in StepKind if kind.value in used]

"""The ribbon of a path: its stations in order, the time spent in each, and its appointments as dots.

Pure: it is given what was read (`rebond.pathways.file`) and the present instant, and words what is seen.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from rebond.core import clock
from rebond.core.dates import months_between
from rebond.core.durations import days_in_words, duration_in_words, months_expected
from rebond.pathways.dating import clock_start
from rebond.pathways.models import Pathway, Phase, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.programmes.models import ClockStart, PhaseSpec

#: Occurrences of one step that are drawn, around the present; the others are told together.
MAX_DOTS_OF_A_STEP = 8
#: Appointments added beside the planned sequence that are drawn; further ones are only counted.
MAX_ADDED_DOTS = 6
PAST, CURRENT, AHEAD = "past", "current", "ahead"


@dataclass(frozen=True)
class Dot:
    """One appointment: `kind` chooses the shape (see DOT_WORDS), `words` say what the shape means here.

    With no step of its own, it stands for `count` occurrences of a step that comes many times: of kind FOLD, or late.
    """

    kind: str
    label: str
    words: str
    step_id: UUID | None
    count: int = 1


FOLD = "fold"


#: The shapes, in the order of the legend, and the word of each.
DOT_WORDS = {
    "done": "Honoré",
    "planned": "Planifié",
    "to_report": "Compte rendu attendu",
    "late": "En retard",
    "due": "À planifier",
    "absent": "Absence",
    "excused": "Excusé",
    "skipped": "Non nécessaire",
    "cancelled": "Annulé",
}


#: What is still to do.
OPEN_KINDS = {"planned", "to_report", "late", "due"}


@dataclass(frozen=True)
class Span:
    """Time spent in a phase, in days, against its limit (none: never late, A4)."""

    words: str
    elapsed_days: int
    limit_days: int | None
    is_late: bool


@dataclass(frozen=True)
class Station:
    """One stop of the path."""

    label: str
    place: str  # PAST, CURRENT or AHEAD
    dates: str
    span: Span | None = None
    note: str = ""
    dots: list[Dot] = field(default_factory=list)
    added_count: int = 0


def draw_ribbon(
    pathway: Pathway,
    *,
    phases: Sequence[Phase],
    steps: Sequence[Step],
    specs: Sequence[PhaseSpec],
    now: datetime,
) -> list[Station]:
    """The stations from the referral to the exit: phases lived, then those that may come, by rank.

    `steps` come in the order of the programme.
    """
    by_phase: dict[int, list[Step]] = {phase.pk: [] for phase in phases}
    for step in steps:
        by_phase[step.phase_id].append(step)
    lived = [_lived(pathway, phase, by_phase[phase.pk], now) for phase in phases]
    return [_orientation(pathway), *lived, *_ahead(phases, specs), _exit(pathway, phases)]


def legend(stations: Iterable[Station]) -> list[tuple[str, str]]:
    """The shapes that are drawn, each with its word."""
    drawn = {dot.kind for station in stations for dot in station.dots}
    return [(kind, word) for kind, word in DOT_WORDS.items() if kind in drawn]


def _orientation(pathway: Pathway) -> Station:
    days = (pathway.entered_on - pathway.referred_on).days
    note = f"Acceptée après {days_in_words(days)}" if days else "Acceptée le jour même"
    return Station("Orientation", PAST, f"Le {_day(pathway.referred_on)}", note=note)


def _lived(pathway: Pathway, phase: Phase, steps: Sequence[Step], now: datetime) -> Station:
    # A suspended path stands still: its limits will move by the days of the pause.
    is_suspended = pathway.state == PathwayState.SUSPENDED
    as_of = pathway.suspended_on if is_suspended and pathway.suspended_on else clock.civil_date(now)
    planned = sorted(
        (s for s in steps if s.spec),
        key=lambda s: (s.spec.position if s.spec else 0, s.occurrence, s.attempt),
    )
    added = [dot_of(s, as_of=as_of, now=now) for s in steps if not s.spec]
    dots = _dots(planned, as_of, now) + added[-MAX_ADDED_DOTS:]
    is_asleep = is_suspended and not phase.ended_on
    return Station(
        phase.spec.label,
        PAST if phase.ended_on else CURRENT,
        _dates(phase),
        span=_span(phase, as_of),
        note=suspension_in_words(pathway, clock.civil_date(now)) if is_asleep else "",
        dots=dots,
        added_count=max(0, len(added) - MAX_ADDED_DOTS),
    )


def suspension_in_words(pathway: Pathway, today: date) -> str:
    """« Suspendu depuis le 29/04/2019, au plus jusqu'au 29/07/2019 », and whether that day has passed."""
    words = f"Suspendu depuis le {_day(pathway.suspended_on)}" if pathway.suspended_on else "Suspendu"
    if pathway.suspended_until is None:
        return words
    words += f", au plus jusqu'au {_day(pathway.suspended_until)}"
    return f"{words} : cette date est passée" if pathway.is_suspended_too_long(today) else words


def _dots(planned: Sequence[Step], as_of: date, now: datetime) -> list[Dot]:
    """The dots of the programme's steps; of a step that comes many times, those around the present."""
    dots: list[Dot] = []
    for _, group in groupby(planned, key=lambda step: step.spec_id):
        of_step = list(group)
        drawn = [dot_of(step, as_of=as_of, now=now) for step in of_step]
        if len(drawn) <= MAX_DOTS_OF_A_STEP:
            dots += drawn
            continue
        label = str(of_step[0].spec)
        present = max((place + 1 for place, dot in enumerate(drawn) if dot.kind not in OPEN_KINDS), default=0)
        start = max(0, min(present - MAX_DOTS_OF_A_STEP // 2, len(drawn) - MAX_DOTS_OF_A_STEP))
        end = start + MAX_DOTS_OF_A_STEP
        dots += [*_fold(drawn[:start], label), *drawn[start:end], *_fold(drawn[end:], label)]
    return dots


def _fold(dots: Sequence[Dot], label: str) -> list[Dot]:
    """« Visite mensuelle, 12 fois : Honoré (10), Absence (2) »."""
    if len(dots) < 2:
        return list(dots)
    counts = Counter(dot.kind for dot in dots)
    words = ", ".join(f"{word} ({counts[kind]})" for kind, word in DOT_WORDS.items() if counts[kind])
    return [Dot("late" if counts["late"] else FOLD, f"{label}, {len(dots)} fois", words, None, len(dots))]


def _dates(phase: Phase) -> str:
    if phase.ended_on:
        return f"{_day(phase.opened_on)} – {_day(phase.ended_on)}"
    limit = f", limite {_day(phase.due_on)}" if phase.due_on else ""
    return f"Depuis le {_day(phase.opened_on)}{limit}"


def _span(phase: Phase, as_of: date) -> Span:
    end = phase.ended_on or max(as_of, phase.opened_on)
    if phase.due_on is None or phase.spec.duration_months is None:
        return _unlimited(phase, end)
    # The limit was moved by the days of past pauses: they do not count as time spent.
    start = (clock_start(phase) or phase.opened_on) + timedelta(days=phase.paused_days)
    end = max(end, start)
    words = _out_of(start, end, phase) + _counted(phase)
    over_days = (end - phase.due_on).days
    if over_days > 0:
        ending = "après la limite" if phase.ended_on else "de retard"
        words = f"{words} : {duration_in_words(phase.due_on, end)} {ending}"
    # A phase that ended late is told, but nothing is late any more.
    is_late = over_days > 0 and phase.ended_on is None
    return Span(words, (end - start).days, (phase.due_on - start).days, is_late)


def _unlimited(phase: Phase, end: date) -> Span:
    """No limit, or none yet: nothing is late (A4)."""
    words = duration_in_words(phase.opened_on, end)
    if phase.ended_on is None:
        fact = _CLOCK_FACTS.get(ClockStart(phase.spec.clock), "plus tard")
        words += f", limite fixée {fact}" if phase.spec.duration_months else ", sans durée limite"
    return Span(words, (end - phase.opened_on).days, None, False)


#: What gives a limit to a phase that has none yet, though the programme gives its duration.
_CLOCK_FACTS = {
    ClockStart.CONTRACT: "dès la signature du contrat d'engagement",
    ClockStart.BUSINESS_CREATION: "dès que la date de création de l'entreprise est connue",
}


def _out_of(start: date, end: date, phase: Phase) -> str:
    """« 2 mois sur 3 », « 12 jours sur 3 mois », « 1 mois (entre 2 et 3 mois prévus) »."""
    assert phase.spec.duration_months is not None
    limit, minimum = phase.spec.duration_months + phase.extended_months, phase.spec.duration_min_months
    if minimum and minimum < limit:
        return f"{duration_in_words(start, end)} ({months_expected(minimum, limit)} prévus)"
    months = months_between(start, end)
    if months < 1:
        return f"{duration_in_words(start, end)} sur {limit} mois"
    return f"{months} mois sur {limit}"


def _counted(phase: Phase) -> str:
    """From when, where it is not from the end of the phase before."""
    clock_of_phase = ClockStart(phase.spec.clock)
    return "" if clock_of_phase == ClockStart.PREVIOUS else f", depuis {clock_of_phase.label}"


def dot_of(step: Step, *, as_of: date, now: datetime) -> Dot:
    """How one appointment is drawn, and said."""
    kind = _kind(step, as_of, now)
    day = _day(clock.civil_date(step.starts_at)) if step.starts_at else ""
    expected = f", attendu le {_day(step.expected_on)}" if step.expected_on and not day else ""
    words = f"{DOT_WORDS[kind]} le {day}" if day else f"{DOT_WORDS[kind]}{expected}"
    if kind == "to_report":
        words = f"{DOT_WORDS[kind]} depuis le {day}"
    elif kind in {"skipped", "cancelled"}:
        words = DOT_WORDS[kind]
    return Dot(kind, step.label, words, step.pk)


_SETTLED_KINDS = {
    StepState.HELD: "done",
    StepState.NO_SHOW: "absent",
    StepState.EXCUSED: "excused",
    StepState.CANCELLED: "cancelled",
    StepState.SKIPPED: "skipped",
}


def _kind(step: Step, as_of: date, now: datetime) -> str:
    state = StepState(step.state)
    if state in _SETTLED_KINDS:
        return _SETTLED_KINDS[state]
    if state == StepState.PLANNED:
        return "to_report" if step.starts_at and step.starts_at <= now else "planned"
    return "late" if step.is_late(as_of) else "due"


def _ahead(phases: Sequence[Phase], specs: Sequence[PhaseSpec]) -> list[Station]:
    """Phases that may still come: those of a later rank than the one under way, branches together."""
    current = next((phase for phase in phases if phase.ended_on is None), None)
    if current is None:
        return []
    later = sorted(
        (spec for spec in specs if spec.rank > current.spec.rank), key=lambda s: (s.rank, s.position)
    )
    return [_possible(list(branches)) for _, branches in groupby(later, key=lambda spec: spec.rank)]


def _possible(branches: Sequence[PhaseSpec]) -> Station:
    limits = [_expected_length(spec) for spec in branches]
    return Station(" ou ".join(spec.label for spec in branches), AHEAD, " ou ".join(limits).capitalize())


def _expected_length(spec: PhaseSpec) -> str:
    length = months_expected(spec.duration_min_months, spec.duration_months)
    is_usual = spec.duration_months is None or spec.clock == ClockStart.PREVIOUS
    return length if is_usual else f"{length} depuis {ClockStart(spec.clock).label}"


def _exit(pathway: Pathway, phases: Sequence[Phase]) -> Station:
    if pathway.exited_on:
        stay = f"Après {duration_in_words(pathway.entered_on, pathway.exited_on)}"
        return Station("Sortie", PAST, f"Le {_day(pathway.exited_on)}", note=stay)
    if all(phase.ended_on for phase in phases):
        return Station("Sortie", CURRENT, "À enregistrer")
    return Station("Sortie", AHEAD, "À venir")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

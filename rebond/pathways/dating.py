"""When a phase ends and when its steps are expected: functions of the programme and of facts, nothing else.

docs/algorithms/dating.md works them out with dates. What the programme does not know stays None: never late (A4).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rebond.core.dates import add_months, next_working_day
from rebond.pathways.models import Phase
from rebond.programmes.models import Anchor, ClockStart, Repeat, StepSpec

#: A regular step with no end in sight is planned one at a time; with one, never more than this.
MAX_OCCURRENCES = 60

#: For each step of the programme, the civil dates on which it was held in this phase, put off by the pauses that followed.
HeldDates = Mapping[int, Sequence[date]]


def clock_start(phase: Phase) -> date | None:
    """The day from which the duration of the phase is counted; None when that fact is not known yet."""
    pathway = phase.pathway
    match ClockStart(phase.spec.clock):
        case ClockStart.PREVIOUS:
            return phase.opened_on
        case ClockStart.REFERRAL:
            return pathway.referred_on
        case ClockStart.ACCEPTANCE:
            return pathway.entered_on
        case ClockStart.CONTRACT:
            return pathway.contract_signed_on
        case ClockStart.BUSINESS_CREATION:
            return pathway.business.created_on


def limit_of(phase: Phase) -> date | None:
    """The day the phase should end by: clock + duration + extensions + days of suspension. None: no limit."""
    start = clock_start(phase)
    if start is None or phase.spec.duration_months is None:
        return None
    limit = add_months(start, phase.spec.duration_months + phase.extended_months)
    return limit + timedelta(days=phase.paused_days)


def occurrences_of(spec: StepSpec, phase: Phase) -> int:
    """How many occurrences of a step its phase starts with: one, the minimum, or one per interval up to the limit."""
    if spec.repeat == Repeat.COUNT:
        return spec.count_min or 1
    if spec.repeat == Repeat.ONCE or phase.due_on is None:
        return 1
    count = 1
    while count < MAX_OCCURRENCES and _interval_start(spec, phase, count + 1) < phase.due_on:
        count += 1
    return count


def _interval_start(spec: StepSpec, phase: Phase, occurrence: int) -> date:
    # Months first, then the days of pause, as for the limit: a pause never changes how many intervals fit.
    start = add_months(phase.opened_on, (spec.every_months or 1) * (occurrence - 1))
    return start + timedelta(days=phase.paused_days)


def expected_date(spec: StepSpec, occurrence: int, phase: Phase, held: HeldDates) -> date | None:
    """The working day on which an occurrence is expected; None when the programme, or the past, does not say.

    Counted from the opening of the phase or, for a step that comes after another, from the day that one was held.
    The nth of a counted step is expected after n times the offset; of a regular one, in the nth interval.
    """
    if spec.repeat == Repeat.EVERY:
        return next_working_day(
            _interval_start(spec, phase, occurrence) + timedelta(days=spec.offset_days or 0)
        )
    if spec.offset_days is None:
        return None
    start = _anchor(spec, phase, held)
    if start is None:
        return None
    return next_working_day(start + timedelta(days=spec.offset_days * occurrence))


def _anchor(spec: StepSpec, phase: Phase, held: HeldDates) -> date | None:
    if spec.after_step_id is None:
        return phase.opened_on + timedelta(days=phase.paused_days)
    dates = held.get(spec.after_step_id)
    if not dates:
        return None
    return min(dates) if spec.after_which == Anchor.FIRST else max(dates)

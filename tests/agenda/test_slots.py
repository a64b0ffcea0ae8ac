"""Free slots: general rules on any diary (hypothesis), and worked days over a change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.agenda.slots import (
    GRID_MINUTES,
    Opening,
    Span,
    common,
    joined,
    open_spans,
    slots_in,
    span_of,
    whole_days,
    without,
)
from rebond.core.dates import is_working_day

#: A busy machine is slow, not wrong.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARIS = ZoneInfo("Europe/Paris")
#: Holds a change to summer time (29 March), Easter Monday (6 April), the first of May and a change back (25 October).
FIRST, LAST = date(2026, 3, 23), date(2026, 10, 31)
days = st.dates(FIRST, LAST)
quarters = st.integers(6 * 4, 22 * 4)


@st.composite
def openings(draw) -> Opening:
    opens, closes = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    until = draw(st.none() | days)
    return Opening(draw(st.integers(0, 6)), wall(opens), wall(closes), draw(days), until)


def wall(quarter: int) -> time:
    return time(quarter // 4, quarter % 4 * 15)


@st.composite
def spans(draw) -> Span:
    start = datetime.combine(draw(days), time.min, UTC) + timedelta(minutes=draw(st.integers(0, 1439)))
    return Span(start, start + timedelta(minutes=draw(st.integers(1, 3000))))


@st.composite
def windows(draw) -> tuple[date, date]:
    first = draw(days)
    return first, min(LAST, first + timedelta(days=draw(st.integers(0, 20))))


@unhurried
@given(
    st.lists(openings(), max_size=6),
    st.lists(spans(), max_size=6),
    windows(),
    st.integers(10, 240),
    days,
)
def test_a_slot_keeps_to_its_hours_and_overlaps_nothing(rules, taken, window, minutes, soonest):
    first, last = window
    not_before = datetime.combine(soonest, time(11, 7), PARIS)
    opened = open_spans(rules, first=first, last=last, zone=PARIS, is_open_day=is_working_day)
    for start in slots_in(without(opened, taken), minutes=minutes, not_before=not_before):
        slot = Span(start, start + timedelta(minutes=minutes))
        begins, ends = slot.starts_at.astimezone(PARIS), slot.ends_at.astimezone(PARIS)
        assert not any(slot.overlaps(busy) for busy in taken)
        assert start >= not_before
        assert first <= begins.date() <= last
        assert is_working_day(begins.date())
        assert begins.date() == ends.date()
        assert start.minute % GRID_MINUTES == 0
        # Every instant of it lies in hours opened that day, as the clock on the wall tells them.
        moments = (begins + timedelta(minutes=count) for count in range(0, minutes, 5))
        assert all(
            any(r.is_on(begins.date()) and r.opens_at <= m.time() < r.closes_at for r in rules)
            for m in moments
        )


@unhurried
@given(st.lists(openings(), max_size=4), st.lists(openings(), max_size=4), windows(), st.integers(10, 120))
def test_a_common_slot_is_a_slot_of_each(ours, theirs, window, minutes):
    first, last = window
    each = [
        open_spans(rules, first=first, last=last, zone=PARIS, is_open_day=is_working_day)
        for rules in (ours, theirs)
    ]
    soonest = datetime.combine(first, time.min, PARIS)
    both = slots_in(common(each), minutes=minutes, not_before=soonest)
    alone = [set(slots_in(spans_, minutes=minutes, not_before=soonest)) for spans_ in each]
    assert set(both) == alone[0] & alone[1]


@unhurried
@given(st.lists(spans(), max_size=8), st.lists(spans(), max_size=8))
def test_what_is_taken_out_is_out_and_the_rest_stays(opened, taken):
    left = without(opened, taken)
    assert not any(a.overlaps(b) for a in left for b in taken)
    assert left == joined(left)
    put_back = joined([*left, *(piece for piece in common([joined(opened), joined(taken)]))])
    assert put_back == joined(opened)


def test_the_hour_on_the_wall_is_kept_when_the_clocks_change():
    """Thursdays at nine: eight o'clock UTC before 29 March 2026, seven after."""
    rule = Opening(3, time(9), time(10), FIRST)
    thursdays = open_spans([rule], first=FIRST, last=date(2026, 4, 3), zone=PARIS, is_open_day=is_working_day)
    starts = slots_in(thursdays, minutes=60, not_before=datetime(2026, 1, 1, tzinfo=UTC))
    assert starts == [datetime(2026, 3, 26, 8, tzinfo=UTC), datetime(2026, 4, 2, 7, tzinfo=UTC)]
    back = open_spans(
        [rule], first=date(2026, 10, 22), last=date(2026, 10, 29), zone=PARIS, is_open_day=is_working_day
    )
    assert [span.starts_at.hour for span in back] == [7, 8]


def test_a_day_away_is_as_long_as_the_day_is():
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    lengths = [whole_days(day, day, PARIS) for day in (spring, autumn, date(2026, 7, 1))]
    assert [(span.ends_at - span.starts_at) / timedelta(hours=1) for span in lengths] == [23, 25, 24]


def test_no_slot_on_a_public_holiday_nor_on_a_day_away():
    """Mondays at nine: 6 April 2026 is Easter Monday, and the 13th somebody is away."""
    rule = Opening(0, time(9), time(10), FIRST)
    mondays = open_spans([rule], first=FIRST, last=date(2026, 4, 20), zone=PARIS, is_open_day=is_working_day)
    left = without(mondays, [whole_days(date(2026, 4, 13), date(2026, 4, 13), PARIS)])
    assert [span.starts_at.day for span in left] == [23, 30, 20]


def test_a_slot_begins_on_the_half_hour_after_what_precedes_it():
    opened = [span_of(date(2026, 6, 1), time(9), time(12), PARIS)]
    busy = [span_of(date(2026, 6, 1), time(9, 20), time(9, 50), PARIS)]
    starts = slots_in(without(opened, busy), minutes=60, not_before=datetime(2026, 1, 1, tzinfo=UTC))
    assert [f"{start.astimezone(PARIS):%H:%M}" for start in starts] == ["10:00", "10:30", "11:00"]

"""What happens at the same time: general rules on any stretches of a day, and one worked morning."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rebond.core.overlaps import Lane, overlap, overlaps_of, side_by_side

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(
        lambda pair: (MORNING + timedelta(minutes=15 * pair[0]), MORNING + timedelta(minutes=15 * sum(pair)))
    ),
    max_size=12,
)


def at(start: int, end: int) -> tuple[datetime, datetime]:
    return MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end)


@given(spans)
def test_overlaps_are_those_that_one_would_find_by_hand(spans):
    by_hand = [
        {other for other, span in enumerate(spans) if other != rank and overlap(span, spans[rank])}
        for rank in range(len(spans))
    ]
    assert overlaps_of(spans) == by_hand


@given(spans)
def test_two_that_overlap_stand_side_by_side_in_lanes_of_one_width(spans):
    lanes = side_by_side(spans)
    for rank, others in enumerate(overlaps_of(spans)):
        assert 0 <= lanes[rank].place < lanes[rank].of
        for other in others:
            assert lanes[rank].place != lanes[other].place
            assert lanes[rank].of == lanes[other].of
        if not others:
            assert lanes[rank] == Lane(0, 1)


def test_one_after_the_other_is_no_overlap():
    assert overlaps_of([at(0, 60), at(60, 120)]) == [set(), set()]
    assert side_by_side([at(0, 60), at(60, 120)]) == [Lane(0, 1), Lane(0, 1)]


def test_a_morning_of_three():
    """A long one, beside which two short ones follow each other."""
    assert side_by_side([at(0, 120), at(0, 30), at(45, 90)]) == [Lane(1, 2), Lane(0, 2), Lane(0, 2)]

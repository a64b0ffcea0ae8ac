"""The radar: every level at its place, a domain that nobody rated never drawn at zero."""

from hypothesis import given
from hypothesis import strategies as st

from rebond.assessments.radar import HEIGHT, WIDTH, draw
from rebond.programmes.vocabulary import Domain

LEVELS = st.dictionaries(st.sampled_from(Domain), st.integers(min_value=0, max_value=4))


@given(st.lists(st.tuples(st.text(max_size=10), LEVELS), max_size=5))
def test_whatever_is_known_is_drawn_within_the_frame(series):
    radar = draw(series)
    kept = [levels for _, levels in series[-3:] if levels]
    assert [len(line.marks) for line in radar.lines] == [len(levels) for levels in kept]
    assert len({line.look for line in radar.lines}) == len(radar.lines)
    for line in radar.lines:
        assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in line.marks)


def test_all_known_it_closes_and_one_unknown_breaks_it():
    whole = dict.fromkeys(Domain, 2)
    assert len(draw([("Départ", whole)]).lines[0].runs) == 1
    broken = {domain: level for domain, level in whole.items() if domain != Domain.MARKET}
    line = draw([("Départ", broken)]).lines[0]
    assert len(line.runs) == 4
    assert len(line.marks) == 5


def test_each_mark_says_its_moment_its_domain_and_its_level():
    mark = draw([("Départ", {Domain.MONEY: 1})]).lines[0].marks[0]
    assert mark.label == "Départ, Argent de l'entreprise : 1"


def test_the_words_of_an_axis_stay_within_the_frame():
    """At the largest size of its style sheet, 16 units a letter high and some 10 wide."""
    for axis in draw([("Départ", {Domain.MONEY: 1})]).axes:
        length = 10 * max(map(len, axis.words))
        left = {"start": 0, "end": length, "middle": length / 2}[axis.anchor]
        assert axis.words_x - left >= 0
        assert axis.words_x + length - left <= WIDTH

"""Rolling sums, what is left, seasons and charts: a missing month breaks them, and is never a zero."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rebond.core.dates import add_months
from rebond.finances.charts import Scale, left_chart, rolling_chart, season_chart, year_chart
from rebond.finances.months import (
    last_ended_month,
    last_expected_month,
    months_from,
    months_in_words,
    period_in_words,
)
from rebond.finances.trends import rolling_sum, seasonality
from tests.finances.books import START, book_of, line, run_from

AMOUNTS = st.one_of(st.none(), st.decimals(0, 9000, places=2))


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=1, max_size=30), st.integers(1, 12))
def test_a_rolling_sum_is_whole_or_nothing(amounts, window):
    book = book_of((line(), run_from(START, *amounts)))
    for index in range(len(amounts)):
        found = rolling_sum(book.turnover, add_months(START, index), window)
        wanted = amounts[max(index + 1 - window, 0) : index + 1]
        if len(wanted) < window or None in wanted:
            assert found is None
        else:
            assert found == sum(wanted)


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_what_is_left_needs_all_three(turnover, expenses, contributions):
    book = book_of(
        (line(), {START: turnover}), expenses_eur={START: expenses}, contributions_eur={START: contributions}
    )
    if None in (turnover, expenses, contributions):
        assert book.left_over(START) is None
    else:
        assert book.left_over(START) == turnover - expenses - contributions


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=26, max_size=26))
def test_charts_draw_what_is_known_and_nothing_else(amounts):
    book = book_of((line(), run_from(START, *amounts)))
    last = add_months(START, 25)
    months = months_from(add_months(last, -11), last)
    drawn = year_chart(book, last)
    for slot, month in zip(drawn.slots, months, strict=True):
        kinds = [shape.kind for shape in slot.shapes]
        assert ("after" in kinds) == (book.turnover(month) is not None)
        assert ("before" in kinds) == (book.turnover(add_months(month, -12)) is not None)
        assert (slot.unknown_x is None) == (book.turnover(month) is not None)
        assert all(shape.y >= 0 and shape.y + shape.height <= drawn.height for shape in slot.shapes)
        assert all(drawn.left <= shape.x <= drawn.width - shape.width for shape in slot.shapes)
    rolling = rolling_chart(book, last)
    points = sum(1 for slot in rolling.slots for shape in slot.shapes if shape.kind == "point")
    known = [rolling_sum(book.turnover, month) for month in months_from(add_months(last, -23), last)]
    assert points == len([amount for amount in known if amount is not None])
    assert left_chart(book, last).is_empty


def test_a_loss_is_drawn_below_the_ground():
    book = book_of((line(), {START: 100}), expenses_eur={START: 300}, contributions_eur={START: 0})
    drawn = left_chart(book, START)
    cashed, left = drawn.slots[-1].shapes
    assert (cashed.kind, left.kind) == ("cashed", "loss")
    assert cashed.y + cashed.height == left.y == drawn.base_y


def test_before_the_business_no_month_is_missing():
    assert [slot.unknown_x for slot in year_chart(book_of((line(), {})), START).slots[:-1]] == [None] * 11


def test_ticks_are_round():
    labels = [tick.label.replace("\u202f", " ") for tick in Scale.over([Decimal(1330)]).ticks]
    assert labels == ["0 €", "500 €", "1 000 €", "1 500 €"]


def test_seasons_want_two_whole_years():
    year = [
        100,
        100,
        100,
        100,
        100,
        100,
        300,
        100,
        100,
        100,
        100,
        20,
    ]  # from May: November is strong, April weak
    found = seasonality(book_of((line(), run_from(START, *year, *year))))
    assert found.years == 2
    assert [(s.name, s.mean_eur) for s in found.strong] == [("novembre", Decimal("300.00"))]
    assert [s.name for s in found.weak] == ["avril"]
    assert found.words == "Mois forts : novembre. Mois creux : avril. Moyenne de 2 années."
    assert [slot.label for slot in season_chart(found).slots][:2] == ["janv.", "févr."]


def test_a_hole_hides_the_seasons_and_says_why():
    months = [100] * 24
    months[3] = None
    found = seasonality(book_of((line(), run_from(START, *months))))
    assert (found.seasons, found.reason) == (
        (),
        "Il faut deux années déclarées sans trou. Il manque : août 2018.",
    )
    assert "deux années" in seasonality(book_of((line(), run_from(START, 1, 2)))).reason
    assert seasonality(book_of((line(), {}))).reason == "Aucun mois n'est déclaré."
    assert seasonality(book_of((line(), run_from(START, *[0] * 24)))).reason


def test_months_in_words():
    run = months_from(date(2018, 11, 1), date(2019, 2, 1))
    assert months_in_words([]) == ""
    assert months_in_words(run[:1]) == "novembre 2018"
    assert months_in_words(run) == "novembre, décembre 2018, janvier et février 2019"
    assert (
        months_in_words([*run, date(2019, 3, 1)])
        == "novembre, décembre 2018, janvier, février 2019 et 1 autre mois"
    )
    assert period_in_words(run[0], run[-1]) == "novembre 2018 à février 2019"
    assert period_in_words(run[0], run[0]) == "novembre 2018"


def test_a_month_is_expected_from_the_eleventh_of_the_next():
    assert last_expected_month(date(2019, 6, 10)) == date(2019, 4, 1)
    assert last_expected_month(date(2019, 6, 11)) == date(2019, 5, 1)
    assert last_ended_month(date(2019, 1, 1)) == date(2018, 12, 1)

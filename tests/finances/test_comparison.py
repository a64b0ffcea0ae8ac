"""Comparable periods only (E11): the calendar sets them, and a missing month never counts as zero."""

from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rebond.core.dates import add_months
from rebond.finances.comparison import compare, compare_last_year
from rebond.finances.months import months_from, year_before
from rebond.finances.turnover import average_of
from rebond.people.models import IncomeCategory
from tests.finances.books import START, book_of, line, run_from

MAY_2019, SEPTEMBER_2019 = date(2019, 5, 1), date(2019, 9, 1)
AMOUNTS = st.one_of(st.none(), st.decimals(0, 5000, places=2))


def delphine_book():
    alterations, classes = line(), line(date(2019, 7, 1), IncomeCategory.BNC)
    first_year = run_from(START, 380, 460, 520, 430, 610, 540, 480, 650, 350, 390, 420, 450)
    return book_of(
        (alterations, first_year | run_from(MAY_2019, 560, 590, 600, 520, 700)),
        (classes, run_from(date(2019, 7, 1), 410, 480, 340)),
    )


def test_delphine_s_turnover_grew_by_75_percent():
    """May to September, the months that both years have: 2,400 € in 2018, 4,200 € in 2019."""
    found = compare_last_year(delphine_book(), today=date(2019, 10, 14))
    assert found is not None
    assert (found.first, found.last, found.months_count) == (MAY_2019, SEPTEMBER_2019, 5)
    assert (found.before_eur, found.after_eur) == (Decimal("2400.00"), Decimal("4200.00"))
    assert found.rate == Decimal("0.75")
    assert found.period_words == "mai à septembre 2019"
    assert [one.category for one in found.changed_lines] == ["bnc"]


def test_the_month_under_way_is_left_out():
    book = delphine_book()
    (first, *_) = book.lines
    book.turnovers[first.pk, date(2019, 10, 1)] = Decimal("10.00")
    book.turnovers[book.lines[1].pk, date(2019, 10, 1)] = Decimal("0.00")
    found = compare_last_year(book, today=date(2019, 10, 14))
    assert found is not None
    assert found.last == SEPTEMBER_2019


def test_a_missing_month_gives_no_rate_and_says_which():
    book = delphine_book()
    del book.turnovers[book.lines[0].pk, date(2018, 6, 1)]
    found = compare_last_year(book, today=date(2019, 10, 14))
    assert found is not None
    assert found.rate is None
    assert found.before_eur is None
    assert found.reason == "Chiffre d'affaires non connu : juin 2018."


def test_one_line_missing_is_a_month_missing():
    book = delphine_book()
    del book.turnovers[book.lines[1].pk, date(2019, 8, 1)]
    found = compare(book, MAY_2019, SEPTEMBER_2019)
    assert (found.rate, found.reason) == (None, "Chiffre d'affaires non connu : août 2019.")


def test_a_start_from_zero_has_no_rate_but_both_totals():
    book = book_of((line(), run_from(START, 0, *[None] * 11, 500)))
    found = compare(book, MAY_2019, MAY_2019)
    assert (found.rate, found.reason) == (None, "Le chiffre d'affaires de départ est nul.")
    assert found.difference_eur == Decimal("500.00")


def test_before_the_business_nothing_is_known():
    found = compare(delphine_book(), date(2019, 4, 1), MAY_2019)
    assert found.rate is None
    assert found.reason == "Chiffre d'affaires non connu : avril 2018."


def test_a_young_business_has_nothing_to_compare():
    assert compare_last_year(book_of((line(), run_from(START, 100, 200))), today=date(2018, 8, 1)) is None
    assert compare_last_year(book_of((line(), {})), today=date(2019, 8, 1)) is None


def test_a_period_has_one_to_twelve_months():
    for first, last in ((MAY_2019, date(2020, 5, 1)), (SEPTEMBER_2019, MAY_2019)):
        assert compare(delphine_book(), first, last).reason == "Une comparaison porte sur 1 à 12 mois."


@settings(deadline=None, max_examples=60)
@given(
    st.lists(AMOUNTS, min_size=24, max_size=24),
    st.lists(AMOUNTS, min_size=24, max_size=24),
    st.integers(0, 11),
    st.integers(1, 12),
)
def test_a_rate_exists_only_when_nothing_is_missing(first_line, second_line, offset, length):
    assume(offset + length <= 12)
    one, two = line(), line(category=IncomeCategory.SALES)
    book = book_of((one, run_from(START, *first_line)), (two, run_from(START, *second_line)))
    first = add_months(START, 12 + offset)
    months = months_from(first, add_months(first, length - 1))
    found = compare(book, months[0], months[-1])
    places = [12 + offset + index for index in range(length)]
    later = [column[place] for place in places for column in (first_line, second_line)]
    earlier = [column[place - 12] for place in places for column in (first_line, second_line)]
    if None in later or None in earlier:
        assert found.rate is None
        assert found.reason
        return
    assert found.after_eur == sum(later)
    assert found.before_eur == sum(earlier)
    if sum(earlier):
        assert found.rate == (sum(later) - sum(earlier)) / sum(earlier)
    else:
        assert found.rate is None


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=6, max_size=6), st.integers(1, 6))
def test_an_average_never_takes_a_missing_month_for_zero(amounts, months):
    book = book_of((line(), run_from(START, *amounts)))
    last = add_months(START, 5)
    found = average_of(book, months=months, until=last)
    wanted = amounts[6 - months :]
    if None in wanted:
        assert found.amount_eur is None
        assert len(found.missing) == wanted.count(None)
        assert found.by_category == {}
    else:
        assert found.amount_eur is not None
        assert abs(found.amount_eur * months - sum(wanted)) <= Decimal("0.01") * months
        assert sum(found.by_category.values()) == found.amount_eur


def test_the_average_splits_between_kinds_of_activity():
    found = average_of(delphine_book(), months=3, until=date(2019, 9, 30))
    assert found.amount_eur == Decimal("1016.67")  # (1 010 + 1 000 + 1 040) / 3
    assert found.by_category == {"services_bic": Decimal("606.67"), "bnc": Decimal("410.00")}


def test_no_average_before_the_first_month():
    found = average_of(delphine_book(), months=3, until=date(2018, 6, 30))
    assert (found.amount_eur, found.reason) == (None, "Chiffre d'affaires non déclaré : avril 2018.")


def test_the_year_before_is_the_same_month():
    assert year_before(date(2020, 2, 1)) == date(2019, 2, 1)

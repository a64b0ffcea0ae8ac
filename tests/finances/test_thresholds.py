"""The ceilings of the micro regime: dated, prorated in the first year, told and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from rebond.finances.thresholds import CEILINGS, ceiling_of, check_year, prorated
from rebond.people.models import Business, IncomeCategory, LegalForm
from tests.finances.books import book_of, line, run_from

JANUARY_2026 = date(2026, 1, 1)


def seller(start: date = date(2025, 1, 1)):
    return line(start, IncomeCategory.SALES)


def test_the_ceilings_are_those_of_their_years():
    assert [(c.first_year, c.last_year, c.sales_eur, c.services_eur) for c in CEILINGS] == [
        (2020, 2022, 176_200, 72_600),
        (2023, 2025, 188_700, 77_700),
        (2026, 2028, 203_100, 83_600),
    ]
    assert ceiling_of(2019) is None
    assert ceiling_of(2029) is None


@pytest.mark.parametrize(
    ("created_on", "whole", "expected"),
    [
        (date(2020, 4, 5), 72_600, 53_704),  # the example of the chambers of commerce
        (date(2020, 1, 1), 72_600, 72_600),
        (date(2019, 4, 5), 72_600, 72_600),
        (date(2020, 12, 31), 72_600, 0),
        (None, 72_600, 72_600),
    ],
)
def test_the_first_year_is_prorated(created_on, whole, expected):
    assert prorated(Decimal(whole), Business(created_on=created_on), 2020) == expected


def test_services_alone_have_their_own_ceiling():
    check = check_year(book_of((line(), run_from(JANUARY_2026, *[7000] * 10))), 2026, until=date(2026, 10, 1))
    (gauge,) = check.gauges
    assert (gauge.label, gauge.cashed_eur, gauge.ceiling_eur) == ("Services", 70_000, 83_600)
    assert (gauge.is_near, gauge.left_eur) == (True, 13_600)
    assert check.is_near
    assert not check.is_over


def test_a_mixed_business_has_two_ceilings():
    book = book_of(
        (seller(), run_from(JANUARY_2026, *[10_000] * 6)), (line(), run_from(JANUARY_2026, *[15_000] * 6))
    )
    check = check_year(book, 2026, until=date(2026, 6, 1))
    assert [(g.label, g.cashed_eur, g.is_over) for g in check.gauges] == [
        ("Ventes et services", 150_000, False),
        ("Services", 90_000, True),
    ]
    assert check.quarter_eur == Decimal(50_775)


def test_leaving_needs_two_years_in_a_row():
    first = run_from(date(2025, 1, 1), *[16_000] * 12)
    for before, leaves in ((first, True), ({}, False)):
        book = book_of((seller(), before | run_from(JANUARY_2026, *[18_000] * 12)))
        check = check_year(book, 2026, until=date(2026, 12, 1))
        assert check.is_over
        assert check.leaves_regime is leaves


def test_missing_months_are_counted_and_never_taken_for_zero():
    book = book_of((seller(), run_from(JANUARY_2026, 1000, None, 1000)))
    check = check_year(book, 2026, until=date(2026, 3, 1))
    assert check.missing == (date(2026, 2, 1),)
    assert check.gauges[0].cashed_eur == 2000


def test_other_regimes_have_no_ceiling_here():
    book = book_of((line(), {}))
    book.business.legal_form = LegalForm.EURL
    assert check_year(book, 2026, until=JANUARY_2026) is None
    assert check_year(book_of(), 2026, until=JANUARY_2026) is None


def test_an_unknown_year_says_nothing():
    check = check_year(
        book_of((line(), run_from(date(2018, 5, 1), 9_000_000))), 2018, until=date(2018, 12, 1)
    )
    assert check.gauges == ()
    assert not check.is_over

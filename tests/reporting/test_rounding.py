from decimal import Decimal
from fractions import Fraction

import pytest

from rebond.reporting.rounding import rounded


@pytest.mark.parametrize(
    ("exact", "decimals", "expected"),
    [
        (Fraction(16200, 545), 2, "29.72"),
        (Fraction(16200, 545), 0, "30"),  # truncated, it would be 29 (E9)
        (Fraction(5000, 300), 0, "17"),
        (Fraction(25000, 300), 0, "83"),
        (Fraction(33, 2), 0, "17"),  # 16.5 goes up
        (Fraction(16495, 1000), 0, "16"),  # not through 16.50
        (Fraction(-33, 2), 0, "-17"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_half_goes_up_from_the_exact_fraction(exact, decimals, expected):
    assert rounded(exact, decimals) == Decimal(expected)

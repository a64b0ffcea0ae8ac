"""How a figure becomes a number with so many decimals: half up, and always from the exact fraction."""

from decimal import Decimal
from fractions import Fraction

#: Said under the figures.
ROUNDING_RULE = (
    "Les pourcentages sont arrondis au plus proche, 0,5 vers le haut, à partir des nombres exacts."
)


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """`exact` with so many decimals, half away from zero: 162/545 is 29.72 %, shown 30 (A18, E9).

    The division is exact: never round a number that was rounded before.
    """
    scale = 10**decimals
    quotient, remainder = divmod(abs(exact.numerator) * scale, exact.denominator)
    units = quotient + (1 if 2 * remainder >= exact.denominator else 0)
    return Decimal(units if exact >= 0 else -units).scaleb(-decimals)

"""Amounts in euros, as people write them in French."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"-?\d{1,3}(?:[ .]\d{3})*(?:,\d{1,2})?|-?\d+(?:[.,]\d{1,2})?")
NARROW_NBSP = "\u202f"
_BEYOND_REASON = Decimal(10) ** 12


def parse_eur(value: object) -> Decimal:
    """Read « 1 250,50 € », « 1250.5 », 1250.5 … in euros, to the cent.

    Raises ValueError with a French reason.
    """
    if isinstance(value, bool):
        raise ValueError("Ce n'est pas un montant.")
    if isinstance(value, int | float | Decimal):
        return _to_the_cent(str(value))
    text = re.sub(r"\s+", " ", str(value).replace("\u202f", " ").replace("\xa0", " ")).strip()
    text = re.sub(r"(?i) ?(€|euros?|eur)$", "", text)
    if not _AMOUNT.fullmatch(text):
        raise ValueError("Ce montant n'est pas compris. Écrivez-le comme 1 250,50.")
    digits = text.replace(" ", "")
    if "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+", digits):
        digits = digits.replace(".", "")
    return _to_the_cent(digits)


def _to_the_cent(digits: str) -> Decimal:
    amount = Decimal(digits)
    if not amount.is_finite() or abs(amount) >= _BEYOND_REASON:
        raise ValueError("Ce montant n'est pas vraisemblable : vérifiez les zéros.")
    return amount.quantize(Decimal("0.01"))


def format_eur(amount: Decimal) -> str:
    """« 1 250 € », with cents only when there are some; narrow no-break spaces."""
    cents = amount.quantize(Decimal("0.01"))
    pattern = f"{cents:,.0f}" if cents == cents.to_integral_value() else f"{cents:,.2f}"
    return pattern.replace(",", NARROW_NBSP).replace(".", ",") + f"{NARROW_NBSP}€"


def change_rate(before: Decimal, after: Decimal) -> Decimal | None:
    """Relative change from `before` to `after` (0.75 is + 75 %); None when `before` is not positive."""
    return (after - before) / before if before > 0 else None

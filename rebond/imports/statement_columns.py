"""Which column of a bank's file is the day, the words, the money in and out; or the figures of a table of months."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rebond.core.text import normalise
from rebond.finances.operations import TURNOVER
from rebond.imports.sheets import is_blank

_DAY = (
    "date operation",
    "date de l operation",
    "date d operation",
    "date de comptabilisation",
    "date comptable",
    "date",
)
_MONTH = ("mois", "periode", "jour")
_WORDS = (
    "libelle",
    "intitule",
    "description",
    "details",
    "detail",
    "objet",
    "motif",
    "nature",
    "client",
    "label",
    "operation",
)
_AMOUNT = ("montant", "amount", "somme", "montant eur", "montant en euros")
_DEBIT, _CREDIT = ("debit", "debits", "sortie", "sorties"), ("credit", "credits", "entree", "entrees")
#: Columns of a table of months: our figure, its titles, and whether it is money in or out.
_FIGURES: tuple[tuple[str, tuple[str, ...], int], ...] = (
    (
        TURNOVER,
        (
            "chiffre d affaires",
            "ca",
            "recettes",
            "recette",
            "encaissements",
            "encaisse",
            "ventes",
            "total encaisse",
        ),
        1,
    ),
    ("expenses_eur", ("depenses", "depense", "charges", "frais", "achats"), -1),
    ("contributions_eur", ("cotisations", "cotisation", "urssaf"), -1),
    ("own_pay_eur", ("verse a soi", "remuneration", "prelevement personnel", "prelevements personnels"), -1),
    ("salaried_eur", ("salaire net", "salaire", "salaires"), 1),
)


@dataclass(frozen=True)
class Columns:
    """Places in a line. `amounts` are (use, place, sign): see `statements._signed`."""

    day: int
    words: int | None
    amounts: tuple[tuple[str, int, int], ...]

    @property
    def score(self) -> int:
        return 1 + (self.words is not None) + len(self.amounts)


def find_columns(cells: Sequence[Any]) -> Columns | None:
    """The columns that this line of titles names; None when it is not such a line."""
    titles = {
        index: normalise(cell)
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and not is_blank(cell)
    }
    day = _first(titles, _DAY) if _first(titles, _DAY) is not None else _first(titles, _MONTH)
    if day is None:
        return None
    rest = {index: title for index, title in titles.items() if index != day and not title.startswith("date")}
    amounts = _bank_amounts(rest) or _figures(rest)
    if not amounts:
        return None
    taken = {place for _, place, _ in amounts}
    free = {index: title for index, title in rest.items() if index not in taken}
    return Columns(day, _first(free, _WORDS), amounts)


def _bank_amounts(titles: dict[int, str]) -> tuple[tuple[str, int, int], ...]:
    debit, credit = _first(titles, _DEBIT), _first(titles, _CREDIT)
    if debit is not None and credit is not None:
        return (("", debit, -1), ("", credit, 1))
    amount = _first(titles, _AMOUNT)
    return (("", amount, 0),) if amount is not None else ()


def _figures(titles: dict[int, str]) -> tuple[tuple[str, int, int], ...]:
    found = []
    for use, names, sign in _FIGURES:
        place = _first(titles, names)
        if place is not None:
            found.append((use, place, sign))
    return tuple(found) if any(use == TURNOVER for use, _, _ in found) else ()


def _first(titles: dict[int, str], names: Sequence[str]) -> int | None:
    """The column named exactly so, else the first whose title begins so; the first name counts most."""
    for name in names:
        for index, title in titles.items():
            if title == name:
                return index
    for name in names:
        for index, title in titles.items():
            if title.startswith(f"{name} "):
                return index
    return None

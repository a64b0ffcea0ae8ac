"""What the file knows already, shown beside the questions and frozen with the answers: never typed again, never scored."""

from dataclasses import dataclass
from decimal import Decimal

from rebond.core.money import NARROW_NBSP, format_eur
from rebond.core.plain_words import spelled
from rebond.pathways.figures import Figures, read_figures
from rebond.pathways.models import Pathway
from rebond.pathways.simulating import scenario_sentences


@dataclass(frozen=True)
class Fact:
    label: str
    words: str


@dataclass(frozen=True)
class MonthFacts:
    """One month, in words; « non déclaré » is never a zero."""

    label: str
    turnover: str
    expenses: str
    left: str


@dataclass(frozen=True)
class Money:
    facts: list[Fact]
    months: list[MonthFacts]
    scenarios: list[str]


def business_facts(pathway: Pathway) -> list[Fact]:
    """Legal form, regime and age, as the business's own page has them; without acronyms: the person reads them too."""
    business = pathway.business
    known = [
        ("Activité", business.activity),
        ("Forme juridique et régime", spelled(business.get_legal_form_display())),
        ("Catégorie de revenus", spelled(business.get_income_category_display())),
        ("Créée le", f"{business.created_on:%d/%m/%Y}" if business.created_on else ""),
    ]
    return [Fact(label, words) for label, words in known if words]


def money_facts(pathway: Pathway) -> Money:
    """Turnover and expenses month by month, what they come to, and the scenarios kept of the exit simulator."""
    figures = read_figures(pathway)
    return Money(_facts(figures), _months(figures), scenario_sentences(pathway))


def _facts(figures: Figures) -> list[Fact]:
    average = figures.average
    found = [
        Fact(
            "Chiffre d'affaires moyen par mois",
            f"{format_eur(average.amount_eur)} ({figures.average_words})"
            if average.amount_eur is not None
            else average.reason,
        )
    ]
    if figures.rolling_eur is not None:
        found.append(Fact("Sur douze mois", format_eur(figures.rolling_eur)))
    if figures.left_eur is not None:
        found.append(Fact("Ce qui reste après les dépenses, sur douze mois", format_eur(figures.left_eur)))
    if (comparison := figures.comparison) is not None:
        told = _change(comparison.rate) if comparison.rate is not None else comparison.reason
        found.append(Fact("Par rapport aux mêmes mois de l'année d'avant", told))
    return found


def _months(figures: Figures) -> list[MonthFacts]:
    if figures.is_empty:
        return []
    return [
        MonthFacts(line.words, _eur(line.turnover_eur), _eur(line.expenses_eur), _eur(line.left_eur))
        for line in figures.months
        if line.turnover_eur is not None or line.expenses_eur is not None
    ]


def _eur(amount: Decimal | None) -> str:
    return "non déclaré" if amount is None else format_eur(amount)


def _change(rate: Decimal) -> str:
    """« + 75 % »."""
    percent = round(rate * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{NARROW_NBSP}{abs(percent)}{NARROW_NBSP}%".strip()

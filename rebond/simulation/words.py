"""What the simulator says: words first, amounts rounded to 5 €, the exit to 10 €. Never an entitlement."""

import math
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from rebond.core.money import NARROW_NBSP, format_eur
from rebond.simulation.engine import Case, Household, Result
from rebond.simulation.parameters import Value, month_in_words, snapshot
from rebond.simulation.study import MORE_EUR, Study

#: Amounts on screen, and the exit.
STEP_EUR, EXIT_STEP_EUR = 5, 10
YOUNG_AGE = 25

CAVEAT = "Estimation : seule la CAF décide."
DECLARATION = "Ce simulateur ne remplace pas la déclaration trimestrielle de ressources, à faire auprès de la CAF, même à zéro."
NOT_COUNTED = (
    "les dépenses de l'entreprise : retirez-les du total",
    "l'impôt sur le revenu et son versement libératoire",
    "l'ACRE et les autres réductions de cotisations, les taxes de chambre consulaire",
    "la baisse de l'aide au logement quand les revenus changent",
    "les aides qui vont avec le RSA : prime de Noël, complémentaire santé, aides locales",
    "les autres revenus : chômage, pensions, indemnités, épargne, loyers",
    "le RSA des moins de 25 ans sans enfant, la garde alternée, la grossesse",
    "les régimes réels et l'agriculture (MSA), l'outre-mer",
)


def rounded(amount: float, step: int = STEP_EUR) -> Decimal:
    """The nearest multiple of `step` euros, half up."""
    return Decimal(math.floor(amount / step + 0.5) * step)


def in_euros(amount: float, step: int = STEP_EUR) -> str:
    """« 1 290 € »."""
    return format_eur(rounded(amount, step))


def exact_in_euros(amount: float) -> str:
    """An amount that somebody typed, as it is."""
    return format_eur(Decimal(str(amount)))


def exit_sentence(today: Result, case: Case) -> str:
    """« À 1 290 € de chiffre d'affaires par mois, vous ne toucheriez plus le RSA. »"""
    if is_too_young(case.household):
        return "Avant 25 ans et sans enfant, le RSA suit d'autres règles : il n'est pas calculé ici."
    if today.exit_turnover <= 0:
        return "Avec ces ressources, vous ne toucheriez pas le RSA, même sans chiffre d'affaires."
    beside = ""
    if case.activity.own_net_wages:
        beside = f" et {exact_in_euros(case.activity.own_net_wages)} de salaire"
    at = in_euros(today.exit_turnover, EXIT_STEP_EUR)
    return f"À {at} de chiffre d'affaires{beside} par mois, vous ne toucheriez plus le RSA."


def gap_sentence(today: Result) -> str:
    """How far the exit is, in euros and in share of today's turnover; empty when there is no exit."""
    if today.exit_turnover <= 0:
        return ""
    gap = today.exit_turnover - today.turnover
    now = exact_in_euros(round(today.turnover, 2))
    if gap <= 0:
        return f"À {now} par mois, vous avez passé ce seuil de {in_euros(-gap, EXIT_STEP_EUR)}."
    missing = in_euros(gap, EXIT_STEP_EUR)
    if today.turnover <= 0:
        return f"Sans chiffre d'affaires aujourd'hui, il manque {missing} par mois."
    share = math.floor(100 * gap / today.turnover + 0.5)
    return f"À {now} par mois, il manque {missing}, soit {share}{NARROW_NBSP}% de plus."


def more_sentence(study: Study) -> str:
    """What remains of a hundred euros more."""
    left = rounded(study.left_of_more)
    more = exact_in_euros(MORE_EUR)
    if left <= 0:
        return f"À cet endroit, {more} de chiffre d'affaires en plus ne laissent rien de plus : une aide s'arrête."
    return (
        f"Sur {more} de chiffre d'affaires en plus, il reste environ {format_eur(left)}, cotisations payées."
    )


def scenario_sentence(label: str, case: Case, result: Result) -> str:
    """A scenario told in the minutes of a meeting, a diagnostic or a plan: figures, month of the law, and the caveat."""
    wages = ""
    if case.activity.own_net_wages:
        wages = f" et {exact_in_euros(case.activity.own_net_wages)} de salaire net"
    told = (
        f"« {label} » : avec {exact_in_euros(round(result.turnover, 2))} de chiffre d'affaires{wages} par mois,"
        f" RSA {in_euros(result.rsa)}, prime d'activité {in_euros(result.ppa_net_crds)},"
        f" ressources du foyer {in_euros(result.total)}"
    )
    if result.exit_turnover > 0:
        told += f" ; sortie du RSA à {in_euros(result.exit_turnover, EXIT_STEP_EUR)} de chiffre d'affaires"
    return f"{told}. Estimation, droit de {month_in_words(case.month)} : seule la CAF décide."


def aim_label(result: Result) -> str:
    """A scenario as an aim of the action plan."""
    at = in_euros(result.exit_turnover, EXIT_STEP_EUR)
    return f"Atteindre {at} de chiffre d'affaires par mois, seuil estimé de sortie du RSA"


def law_sentence(month: date) -> str:
    """« RSA du 1er avril 2026 (Décret …), prime d'activité du 1er avril 2026 (…). »"""
    rsa, ppa = snapshot().sets(month)
    return f"Droit de {month_in_words(month)} : RSA {_since(rsa)}, prime d'activité {_since(ppa)}."


def _since(value: Value) -> str:
    source = f" ({value.source})" if value.source else ""
    return f"du {day_in_words(value.since)}{source}"


def day_in_words(day: date) -> str:
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {month_in_words(day)}"


def engine_sentence(study: Study) -> str:
    """Which engine answered; the fallback says that it is one."""
    if study.engine_name.startswith("OpenFisca"):
        return f"Calculé par {study.engine_name} {study.engine_version}."
    return (
        "OpenFisca-France n'est pas utilisé sur cette installation : calcul interne,"
        f" {study.engine_version}, vérifié au centime sur les mêmes cas."
    )


def is_too_young(home: Household) -> bool:
    return home.age < YOUNG_AGE and not home.children_ages


def household_in_words(home: Household) -> str:
    """« En couple, 2 enfants (6 et 11 ans), 380 € d'aide au logement »."""
    parts = ["en couple" if home.couple else "personne seule"]
    if home.children_ages:
        count = len(home.children_ages)
        parts.append(
            f"{count} enfant{'s' if count > 1 else ''} ({_listed(map(str, home.children_ages))} ans)"
        )
    if home.housing_benefit:
        parts.append(f"{exact_in_euros(home.housing_benefit)} d'aide au logement")
    if home.partner_net_wage:
        parts.append(f"{exact_in_euros(home.partner_net_wage)} de salaire du conjoint")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} et {last}" if first else last

"""Figures said in French: the same words on the screen, in the document and on the terminal."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from rebond.core.money import NARROW_NBSP
from rebond.pathways.hours import hours_words
from rebond.programmes.models import POSITIVE_EXIT
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import Figure, Results
from rebond.reporting.indicators import Unit
from rebond.reporting.rounding import rounded

#: Shown instead of a value that cannot be computed.
NOTHING = "—"


def value_in_words(figure: Figure) -> str:
    """« 300 », « 17 % », « +75 % », « 12 jours », « 50 par an », « 126 h 30 »; « — » when there is nothing to compute."""
    if figure.exact is None:
        return NOTHING
    match figure.indicator.unit:
        case Unit.PERCENT | Unit.CHANGE as unit:
            share = rounded(figure.exact, 0)
            sign = "+" if unit == Unit.CHANGE and share > 0 else ""
            return f"{sign}{number_in_words(share)}{NARROW_NBSP}%"
        case Unit.DAYS:
            days = rounded(figure.exact, 1)
            return f"{number_in_words(days)} jour{'s' if abs(days) >= 2 else ''}"
        case Unit.HOURS:
            return hours_words(int(figure.exact * 60))
        case Unit.PER_YEAR:
            return f"{number_in_words(rounded(figure.exact, 1))} par an"
    return number_in_words(rounded(figure.exact, 0))


def counts_in_words(figure: Figure) -> str:
    """« 50 / 300 », or the count alone where there is no denominator."""
    numerator = number_in_words(figure.numerator)
    if figure.denominator is None:
        return numerator
    years = " an" + "s" * (figure.denominator >= 2) if figure.indicator.unit == Unit.PER_YEAR else ""
    return f"{numerator} / {number_in_words(figure.denominator)}{years}"


def number_in_words(number: int | Decimal) -> str:
    """« 1 250 », « 12,5 »: no useless zero, a comma, narrow spaces, a real minus sign."""
    decimal = Decimal(number)
    whole = decimal == decimal.to_integral_value()
    text = f"{decimal:,.0f}" if whole else f"{decimal.normalize():,f}"
    text = text.replace(",", NARROW_NBSP).replace(".", ",")
    return "0" if text == "-0" else text.replace("-", "−")


def bounds_in_words(figure: Figure) -> str:
    """« entre 20 et 33 % »: all unknown answers negative, or left out (E10); empty when nothing is unknown."""
    if figure.low is None or figure.high is None:
        return ""
    low = rounded(Fraction(100 * figure.numerator, figure.known + figure.unknown), 0)
    high = rounded(Fraction(100 * figure.numerator, figure.known), 0)
    if low == high:
        return f"{number_in_words(low)}{NARROW_NBSP}% dans tous les cas"
    return f"entre {number_in_words(low)} et {number_in_words(high)}{NARROW_NBSP}%"


def unknown_in_words(figure: Figure) -> str:
    """« 3 sorties dont l'activité n'est pas connue », « Rien n'est inconnu »."""
    if not figure.indicator.unknown_text:
        return ""
    if not figure.unknown:
        return "Rien n'est inconnu"
    text = figure.indicator.unknown_text
    if figure.unknown == 1:
        text = _singular(text)
    return f"{number_in_words(figure.unknown)} {text}"


def _singular(text: str) -> str:
    noun, _, rest = text.partition(" ")
    return f"{noun.removesuffix('s')} {rest}".replace("elles sont positives", "elle est positive")


def period_in_words(cohort: Cohort) -> str:
    """« entrées du 01/01/2017 au 31/12/2022 », « depuis le début, référents : CCAS de Valbruyère »."""
    parts = [
        _period("entrées", cohort.entered_from, cohort.entered_to),
        _period("sorties", cohort.exited_from, cohort.exited_to),
    ]
    period = ", ".join(part for part in parts if part) or "depuis le début"
    return f"{period}, référents : {cohort.territory}" if cohort.territory else period


def _period(noun: str, first: date | None, last: date | None) -> str:
    if first and last:
        return f"{noun} du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    if first:
        return f"{noun} à partir du {first:%d/%m/%Y}"
    return f"{noun} jusqu'au {last:%d/%m/%Y}" if last else ""


def sentence(results: Results) -> str:
    """The results in a few sentences, for somebody who reads no table."""
    people, paths = results.figure("people").numerator, results.figure("pathways").numerator
    if not paths:
        return "Aucun parcours dans cette période."
    said = [f"{_plural(people, 'personne')} en {_plural(paths, 'parcours')}."]
    if not results.figure("turnover_change").denominator:
        return " ".join([*said, "Aucun parcours n'est encore terminé."])
    positive = results.rate(POSITIVE_EXIT)
    if positive and positive.denominator:
        verb = "est positive" if positive.numerator == 1 else "sont positives"
        said.append(
            f"Sur {_plural(positive.denominator, 'sortie')}, {number_in_words(positive.numerator)} {verb} "
            f"({value_in_words(positive)})."
        )
    said += _activity_sentence(results)
    return " ".join(said)


def _activity_sentence(results: Results) -> list[str]:
    """Where the programme defines these two rates."""
    exits, ceased = results.rate("still_self_employed"), results.rate("ceased")
    if not (exits and ceased and exits.denominator):
        return []
    return [
        (
            f"Dans {_plural(exits.numerator, 'sortie')} sur {number_in_words(exits.denominator)}, la personne est toujours "
            f"à son compte ({value_in_words(exits)})\u202f; dans {number_in_words(ceased.numerator)}, elle a cessé son activité "
            f"({value_in_words(ceased)})."
        )
    ]


def _plural(count: int, noun: str) -> str:
    ending = "s" if count >= 2 and not noun.endswith("s") else ""
    return f"{number_in_words(count)} {noun}{ending}"

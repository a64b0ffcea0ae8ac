"""Do the rates of a programme compute on the vocabulary? Part of its coherence (rebond/programmes/coherence.py)."""

from collections.abc import Iterator
from typing import Any

from rebond.programmes.incoherence import Content, Incoherence, Place
from rebond.programmes.models import POSITIVE_EXIT

#: Figures that every programme has, whatever its rates: their codes are taken.
TAKEN_CODES = {
    "people",
    "pathways",
    "delay_referral_to_first_appointment",
    "no_show_rate",
    "turnover_change",
    "entered_per_year",
    "trained_people",
    "training_participations",
    "training_attendance",
    "training_hours",
}
#: What says of which paths a rate is made: a rate among another has that of the other one.
_POPULATION = ("denominator", "withdrawn", "minimum_stay_days")


def unwritable_rates(content: Content) -> Iterator[Incoherence]:
    """A situation twice, a rate among one that does not exist, two ways of observing. In French."""
    rates = {rate["code"]: rate for rate in content["rates"]}
    for number, rate in enumerate(content["rates"]):
        here: Place = ("rates", number)
        for position, clause in enumerate(rate["clauses"]):
            if clause in rate["clauses"][:position]:
                yield Incoherence("Cette situation est déjà écrite.", (*here, "clauses", position))
        if rate.get("among") and rate["among"] not in rates:
            yield Incoherence(f"Le taux « {rate['among']} » n'existe pas.", (*here, "among"))
        if rate.get("observed_within_months") and rate.get("observed_at_months"):
            message = "Un taux s'observe jusqu'à un terme (observed_within_months) ou à un terme (observed_at_months)."
            yield Incoherence(message, (*here, "observed_at_months"))


def incoherent_rates(content: Content) -> Iterator[Incoherence]:
    """What keeps a rate from being computed, or from saying something. In French."""
    rates = {rate["code"]: rate for rate in content["rates"]}
    if POSITIVE_EXIT not in rates:
        message = f"Aucun taux ne dit ce qu'est une sortie positive : son code est « {POSITIVE_EXIT} »."
        yield Incoherence(message, ("rates",))
    for number, rate in enumerate(content["rates"]):
        here: Place = ("rates", number)
        if rate["code"] in TAKEN_CODES:
            message = f"Le code « {rate['code']} » est celui d'un chiffre que tous les programmes ont."
            yield Incoherence(message, (*here, "code"))
        if not rate["clauses"]:
            yield Incoherence(f"Le taux « {rate['label']} » ne compte aucune situation.", (*here, "clauses"))
        yield from _population(rate, rates, here)
        yield from _observation(rate, content["follow_up_months"], here)


def _population(rate: dict[str, Any], rates: dict[str, Any], here: Place) -> Iterator[Incoherence]:
    """The paths that the rate divides by are said once, and its situations can be among them."""
    if other := rates.get(rate.get("among", "")):
        if rate["code"] == POSITIVE_EXIT or "among" in other:
            message = f"« {rate['label']} » ne peut pas se compter parmi « {other['label']} »."
            yield Incoherence(message, (*here, "among"))
        for key in _POPULATION:
            if rate.get(key) not in (None, [], 0, "exited"):
                message = f"Un taux parmi un autre (among) en prend les parcours : retirez « {key} »."
                yield Incoherence(message, (*here, key))
    if rate.get("denominator") == "entered":
        yield from _of_the_entered(rate, here)
    yield from _never_counted(rate, here)


def _never_counted(rate: dict[str, Any], here: Place) -> Iterator[Incoherence]:
    for position, clause in enumerate(rate["clauses"]):
        if clause.get("exit_reason") in rate.get("withdrawn", []):
            message = "Les sorties pour ce motif sont écartées du taux (withdrawn) : cette situation ne compterait jamais."
            yield Incoherence(message, (*here, "clauses", position))


def _of_the_entered(rate: dict[str, Any], here: Place) -> Iterator[Incoherence]:
    for key in ("withdrawn", "minimum_stay_days"):
        if rate.get(key):
            message = f"« {key} » écarte des sorties : ce taux se rapporte aux parcours entrés (denominator)."
            yield Incoherence(message, (*here, key))


def _observation(rate: dict[str, Any], follow_ups: list[int], here: Place) -> Iterator[Incoherence]:
    """People are asked again when the rate looks."""
    within, at = rate.get("observed_within_months", 0), rate.get("observed_at_months")
    if within and not any(months <= within for months in follow_ups):
        message = f"Ce taux regarde {within} mois après la sortie, et aucun suivi n'est demandé d'ici là."
        yield Incoherence(message, (*here, "observed_within_months"))
    if at and at not in follow_ups:
        message = f"Ce taux regarde le suivi à {at} mois, qui n'est pas demandé (follow_up_months)."
        yield Incoherence(message, (*here, "observed_at_months"))

"""Reading cases written as JSON: each fault is told in French, with the case and the field where it stands."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from rebond.simulation.engine import (
    MONTHS_TOLD,
    MOST_CHILDREN,
    Activity,
    Case,
    Household,
    Housing,
    Kind,
)
from rebond.simulation.parameters import snapshot

T = TypeVar("T")
#: Euros a month: beyond, a figure was mistyped.
MOST_EUR = 100_000
#: A child of that age counts for nobody's RSA; a person is not accompanied before the other age.
CHILD_AGE_LIMIT, LEAST_AGE, MOST_AGE = 25, 18, 99
NAMES = {"name", "id", "label", "comment"}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the dotted name of a field."""

    field: str
    reason: str


class CaseRefused(ValueError):
    """A case that cannot be worked out. Its text is French and names the field, never what was typed in it."""

    def __init__(self, faults: list[Fault]) -> None:
        told = " ; ".join(f"« {fault.field} » : {fault.reason.rstrip('.')}" for fault in faults)
        super().__init__(f"{told}.")
        self.faults = faults


def read_case(written: Any) -> Case:
    """A case from what JSON gave. Raises CaseRefused with every fault that was found."""
    if not isinstance(written, Mapping):
        raise CaseRefused([Fault("cas", "un objet JSON est attendu.")])
    reader = _Reader(written)
    household = _household(reader.inner("household"))
    kind = reader.field("activity", lambda v: _one_of(Kind, v), Kind.SERVICES, is_required=True)
    no_turnover: tuple[float, ...] = (0.0,)
    turnover = reader.field("ca", _turnover, no_turnover, is_required=True)
    own_net_wages = reader.field("own_net_wages", _amount, 0.0)
    month = reader.field("month", _month, snapshot().last_month, is_required=True)
    reader.refuse_unknown(NAMES)
    if reader.faults:
        raise CaseRefused(reader.faults)
    return Case(month=month, household=household, activity=Activity(kind, turnover, own_net_wages))


def _household(reader: "_Reader") -> Household:
    default = Household()
    household = Household(
        couple=reader.field("couple", _truth, default.couple),
        children_ages=reader.field("children_ages", _ages, default.children_ages),
        housing=reader.field("housing", lambda v: _one_of(Housing, v), default.housing),
        housing_benefit=reader.field("housing_benefit", _amount, default.housing_benefit),
        partner_net_wage=reader.field("partner_net_wage", _amount, default.partner_net_wage),
        recently_isolated=reader.field("recently_isolated", _truth, default.recently_isolated),
        asf_received=reader.field("asf_received", _truth, default.asf_received),
        age=reader.field("age", _age, default.age),
    )
    reader.refuse_unknown(set())
    reader.faults += [Fault(f"{reader.prefix}{f.field}", f.reason) for f in contradictions(household)]
    return household


def contradictions(home: Household) -> Iterator[Fault]:
    """What cannot be true at once; screens ask too."""
    if home.partner_net_wage and not home.couple:
        yield Fault("partner_net_wage", "un salaire du conjoint suppose de vivre en couple.")
    if home.recently_isolated and home.couple:
        yield Fault("recently_isolated", "une personne en couple n'est pas isolée.")
    if home.asf_received and home.couple:
        yield Fault("asf_received", "l'allocation de soutien familial n'est versée qu'à un parent isolé.")
    if home.asf_received and not home.children_ages:
        yield Fault("asf_received", "l'allocation de soutien familial suppose un enfant à charge.")


class _Reader:
    """The fields of one JSON object. Faults are gathered, and a default stands in for what is wrong."""

    def __init__(self, written: Any, prefix: str = "", faults: list[Fault] | None = None) -> None:
        self.prefix = prefix
        self.faults: list[Fault] = [] if faults is None else faults
        self.asked: set[str] = set()
        if not isinstance(written, Mapping):
            self.faults.append(Fault(prefix.rstrip("."), "un objet JSON est attendu."))
            written = {}
        self.written: Mapping[str, Any] = written

    def inner(self, name: str) -> "_Reader":
        self.asked.add(name)
        if self.written.get(name) is None:
            self.faults.append(Fault(f"{self.prefix}{name}", "ce champ manque."))
            return _Reader({}, f"{self.prefix}{name}.", self.faults)
        return _Reader(self.written[name], f"{self.prefix}{name}.", self.faults)

    def field(self, name: str, read: Callable[[Any], T], default: T, *, is_required: bool = False) -> T:
        self.asked.add(name)
        found = self.written.get(name)
        if found is None:
            if is_required:
                self.faults.append(Fault(f"{self.prefix}{name}", "ce champ manque."))
            return default
        try:
            return read(found)
        except ValueError as reason:
            self.faults.append(Fault(f"{self.prefix}{name}", str(reason)))
            return default

    def refuse_unknown(self, known: set[str]) -> None:
        """A misspelt field would otherwise be left out without a word."""
        for name in sorted(set(map(str, self.written)) - self.asked - known):
            self.faults.append(Fault(f"{self.prefix}{name[:40]}", "ce champ n'est pas connu."))


def _amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("un nombre d'euros par mois est attendu.")
    if value < 0:
        raise ValueError("un montant ne peut pas être négatif.")
    if value > MOST_EUR:
        raise ValueError("ce montant par mois n'est pas vraisemblable.")
    return float(value)


def _turnover(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        return (_amount(value),)
    if len(value) != MONTHS_TOLD:
        raise ValueError("donnez un nombre, ou cinq mois de M-4 à M.")
    return tuple(_amount(month) for month in value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true ou false est attendu.")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError("un âge en années entières est attendu.")
    return int(value)


def _age(value: Any) -> int:
    age = _whole(value)
    if not LEAST_AGE <= age <= MOST_AGE:
        raise ValueError(f"l'âge doit être compris entre {LEAST_AGE} et {MOST_AGE} ans.")
    return age


def _ages(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError("une liste d'âges est attendue.")
    return checked_ages([_whole(age) for age in value])


def checked_ages(ages: list[int]) -> tuple[int, ...]:
    """Raises ValueError, in French, for children whom RSA does not know. Screens ask too."""
    if len(ages) > MOST_CHILDREN:
        raise ValueError(f"le simulateur compte {MOST_CHILDREN} enfants au plus.")
    if any(age < 0 for age in ages):
        raise ValueError("un âge ne peut pas être négatif.")
    if any(age >= CHILD_AGE_LIMIT for age in ages):
        raise ValueError(f"un enfant de {CHILD_AGE_LIMIT} ans ou plus n'est plus compté au RSA : retirez-le.")
    return tuple(ages)


def _one_of(choices: type[T], value: Any) -> T:
    try:
        return choices(value)  # type: ignore[call-arg]
    except ValueError:
        known = ", ".join(str(choice) for choice in choices)  # type: ignore[attr-defined]
        raise ValueError(f"une de ces valeurs est attendue : {known}.") from None


def _month(value: Any) -> date:
    try:
        month = date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValueError("un mois est attendu, écrit comme 2026-11.") from None
    snapshot().require_verified(month)
    return month

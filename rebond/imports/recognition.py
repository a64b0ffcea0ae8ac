"""Who a row is about, and whether its path is there already: for a whole file, without a query per row.

The rules are stricter than those that warn while a referral is typed (`pathways.matching`), since nobody looks at
each row. Two people are the same when
- they have the same name (any order, accents and case ignored) and the same birth date; or
- the same CAF number and the same birth date, or the same name where a birth date is missing; or
- the same name and telephone where a birth date is missing.
A CAF number alone does not make one person of two: a couple shares it. Same name with nothing to tell: refused.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rebond.core.text import name_key
from rebond.imports.rows import PathRow
from rebond.pathways.models import Pathway, Referral
from rebond.pathways.models.referral import LIVE_STATES
from rebond.people.models import Beneficiary
from rebond.programmes.models import Programme


class Verdict(StrEnum):
    NEW = "new"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Stay:
    """A path that exists, or that an earlier row of the file brings."""

    entered_on: date
    exited_on: date | None
    row: PathRow | None = None

    def overlaps(self, row: PathRow) -> bool:
        starts_later = self.exited_on is not None and row.entered_on >= self.exited_on
        ends_before = row.exited_on is not None and row.exited_on <= self.entered_on
        return not (starts_later or ends_before)


@dataclass
class Person:
    """Somebody known, or brought by an earlier row of the file (`is_new`)."""

    id: uuid.UUID
    key: str
    birth_date: date | None
    caf_number: str
    phone: str
    is_new: bool = False
    stays: list[Stay] = field(default_factory=list)
    has_live_referral: bool = False


@dataclass(frozen=True)
class Recognised:
    """What becomes of a row. `column` and `reason` say why it is refused; `note` says what else to know."""

    row: PathRow
    verdict: Verdict
    person: Person | None = None
    column: str = ""
    reason: str = ""
    note: str = ""


class KnownPeople:
    """Everybody the Département knows, indexed; rows are placed one after the other."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_key: dict[str, list[Person]] = defaultdict(list)
        self._by_caf_number: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._add(person)

    @classmethod
    def of(cls, programme: Programme) -> "KnownPeople":
        """Three queries, however many rows the file has."""
        columns = ("id", "name_key", "birth_date", "caf_number", "phone")
        referred = Referral.objects.filter(programme__commissioner=programme.commissioner_id)
        known = (
            Beneficiary.objects.filter(pk__in=referred.values("beneficiary")).order_by().values_list(*columns)
        )
        people = {row[0]: Person(*row) for row in known}
        stays = Pathway.objects.filter(programme=programme).order_by()
        for pk, entered_on, exited_on in stays.values_list("beneficiary", "entered_on", "exited_on"):
            people[pk].stays.append(Stay(entered_on, exited_on))
        live = referred.filter(programme=programme, state__in=LIVE_STATES).order_by()
        for pk in live.values_list("beneficiary", flat=True):
            people[pk].has_live_referral = True
        return cls(people.values())

    def place(self, row: PathRow) -> Recognised:
        """What the row brings. A row that is taken is known to the rows after it."""
        namesakes, certain, clash = self._candidates(row)
        if clash:
            return _refused(row, "birth_date", clash)
        if len(certain) > 1:
            return _refused(
                row, "last_name", "Plusieurs personnes connues correspondent : précisez le numéro CAF."
            )
        if certain:
            return self._place_known(row, certain[0])
        if doubtful := [p for p in namesakes if not (p.birth_date and row.birth_date)]:
            return self._place_doubtful(row, doubtful)
        person = Person(
            uuid.uuid4(),
            name_key(row.last_name, row.first_name),
            row.birth_date,
            row.caf_number,
            row.phone,
            is_new=True,
        )
        self._add(person)
        person.stays.append(Stay(row.entered_on, row.exited_on, row))
        return Recognised(row, Verdict.NEW, person)

    def _candidates(self, row: PathRow) -> tuple[list[Person], list[Person], str]:
        key = name_key(row.last_name, row.first_name)
        namesakes = self._by_key.get(key, [])
        sharers = self._by_caf_number.get(row.caf_number, []) if row.caf_number else []
        certain = {person.id: person for person in [*namesakes, *sharers] if _is_same(person, row, key)}
        clash = ""
        if any(p.key == key and p.id not in certain for p in sharers):
            clash = "Même nom et même numéro CAF qu'une personne connue, mais une autre date de naissance : vérifiez."
        return namesakes, list(certain.values()), clash

    def _place_known(self, row: PathRow, person: Person) -> Recognised:
        same = next((stay for stay in person.stays if stay.entered_on == row.entered_on), None)
        if same:
            return _repeated(row, same)
        if person.has_live_referral and row.exited_on is None:
            return _refused(
                row, "exited_on", "Cette personne a une orientation en attente de réponse dans Rebond."
            )
        if crossed := next((stay for stay in person.stays if stay.overlaps(row)), None):
            end = f"au {crossed.exited_on:%d/%m/%Y}" if crossed.exited_on else "à aujourd'hui (en cours)"
            reason = f"Ce parcours en chevauche un autre de la même personne, du {crossed.entered_on:%d/%m/%Y} {end}."
            return _refused(row, "entered_on", reason)
        note = "Personne déjà connue : nouvelle participation." if person.stays else "Personne déjà connue."
        person.stays.append(Stay(row.entered_on, row.exited_on, row))
        return Recognised(row, Verdict.NEW, person, note=note)

    def _place_doubtful(self, row: PathRow, doubtful: list[Person]) -> Recognised:
        # A row without a birth date that was taken over before is itself, not a namesake.
        for person in doubtful:
            for stay in person.stays:
                if stay.entered_on == row.entered_on and person.birth_date == row.birth_date:
                    return _repeated(row, stay)
        reason = (
            "Une personne du même nom est déjà connue, et rien ne dit si c'est elle : "
            "indiquez la date de naissance, le téléphone ou le numéro CAF."
        )
        return _refused(row, "last_name", reason)

    def _add(self, person: Person) -> None:
        self._by_key[person.key].append(person)
        if person.caf_number:
            self._by_caf_number[person.caf_number].append(person)


def _is_same(person: Person, row: PathRow, key: str) -> bool:
    same_name = person.key == key
    both_born = bool(person.birth_date and row.birth_date)
    if both_born and person.birth_date != row.birth_date:
        return False
    same_caf = bool(row.caf_number) and person.caf_number == row.caf_number
    if both_born:
        return same_name or same_caf
    same_phone = bool(row.phone) and person.phone == row.phone
    return same_name and (same_caf or same_phone)


def _repeated(row: PathRow, stay: Stay) -> Recognised:
    if stay.row is None:
        note = "Déjà dans Rebond."
        if stay.exited_on != row.exited_on:
            note += " La date de sortie diffère : corrigez-la dans le dossier."
        return Recognised(row, Verdict.ALREADY, note=note)
    if row.same_values(stay.row):
        return Recognised(row, Verdict.ALREADY, note=f"Même ligne que la ligne {stay.row.line}.")
    reason = f"Même personne et même date d'entrée qu'à la ligne {stay.row.line}, mais d'autres cellules diffèrent."
    return _refused(row, "entered_on", reason)


def _refused(row: PathRow, column: str, reason: str) -> Recognised:
    return Recognised(row, Verdict.REFUSED, column=column, reason=reason)

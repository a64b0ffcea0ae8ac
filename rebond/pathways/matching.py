"""Does somebody like this exist already? Asked while a referral is typed, and by the import."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from rebond.core.text import name_key, normalise
from rebond.pathways.models.referral import LIVE_STATES
from rebond.pathways.states import PathwayState
from rebond.people.models import Beneficiary, Organisation
from rebond.programmes.models import Programme

MAX_MATCHES = 5


@dataclass(frozen=True)
class Identity:
    """What tells a person: any part may be missing."""

    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    caf_number: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Match:
    beneficiary: Beneficiary
    reasons: list[str] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        """Same CAF number, or same name and same birth date."""
        return "même numéro CAF" in self.reasons or {"même nom", "même date de naissance"} <= set(
            self.reasons
        )


def similar_beneficiaries(identity: Identity, *, programme: Programme) -> list[Match]:
    """People already known to the same Département who look like this one, surest first.

    Accents, case and swapped names do not matter. A birth date alone counts only with a name in common.
    """
    key = name_key(identity.last_name, identity.first_name)
    clues = Q()
    if len(key.split()) > 1:
        clues |= Q(name_key=key)
    if identity.caf_number:
        clues |= Q(caf_number=identity.caf_number)
    if identity.phone:
        clues |= Q(phone=identity.phone)
    if identity.birth_date and key:
        clues |= Q(birth_date=identity.birth_date)
    if not clues:
        return []
    known = Beneficiary.objects.filter(
        clues, referrals__programme__commissioner=programme.commissioner_id
    ).distinct()
    matches = [match for person in known[:50] if (match := _compare(person, identity, key)).reasons]
    matches.sort(key=lambda match: (not match.is_certain, -len(match.reasons), match.beneficiary.sort_name))
    return matches[:MAX_MATCHES]


def _compare(person: Beneficiary, identity: Identity, key: str) -> Match:
    shared_words = set(normalise(key).split()) & set(person.name_key.split())
    same_birth = bool(identity.birth_date) and person.birth_date == identity.birth_date
    reasons = []
    if identity.caf_number and person.caf_number == identity.caf_number:
        reasons.append("même numéro CAF")
    if person.name_key == key:
        reasons.append("même nom")
    if same_birth and shared_words:
        reasons.append("même date de naissance")
    if identity.phone and person.phone == identity.phone:
        reasons.append("même téléphone")
    return Match(person, reasons)


def organisation_following(person: Beneficiary, *, programme: Programme) -> Organisation | None:
    """The body that accompanies this person now, or was asked to, for the same Département; None when nobody does."""
    here = {"programme__commissioner": programme.commissioner_id}
    running = (
        person.pathways.filter(**here).exclude(state=PathwayState.CLOSED).select_related("contractor").first()
    )
    if running:
        return running.contractor
    asked = person.referrals.filter(**here, state__in=LIVE_STATES).select_related("contractor").first()
    return asked.contractor if asked else None

"""Who a référent or an adviser named in a file is: by e-mail, or by name in any order, accents and case ignored."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Q

from rebond.core.text import name_key
from rebond.pathways.policy import CONTRACTOR_MANAGERS
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.programmes.models import BodyPart, Programme


@dataclass(frozen=True)
class Seat:
    """Somebody in a role of an organisation. People who left may be named on paths that are closed."""

    user_id: int
    organisation_id: int
    name: str
    is_active: bool


class StaffDirectory:
    """The référents and advisers that a file may name, read once."""

    def __init__(self, lead_workers: Iterable[Membership], advisers: Iterable[Membership]) -> None:
        self.lead_workers = _index(lead_workers)
        self.advisers = _index(advisers)

    @classmethod
    def of(cls, programme: Programme, by: Actor) -> "StaffDirectory":
        """Référents of the commissioner and of the referrers; advisers of the contractors.

        A contractor's managers name their own advisers only.
        """
        bodies = programme.bodies.all()
        referrers = [
            programme.commissioner_id,
            *(b.organisation_id for b in bodies if b.part == BodyPart.REFERRER),
        ]
        contractors = [b.organisation_id for b in bodies if b.part == BodyPart.CONTRACTOR]
        if by.role in CONTRACTOR_MANAGERS:
            contractors = [pk for pk in contractors if pk == by.organisation_id]
        seats = Membership.objects.select_related("user").filter(
            Q(role=Role.LEAD_WORKER, organisation__in=referrers)
            | Q(role=Role.BUSINESS_ADVISER, organisation__in=contractors)
        )
        # Somebody of two organisations is taken in the commissioner's, then where they still work.
        ordered = sorted(
            seats, key=lambda s: (s.organisation_id != programme.commissioner_id, not s.is_active, s.pk)
        )
        return cls(
            lead_workers=[seat for seat in ordered if seat.role == Role.LEAD_WORKER],
            advisers=[seat for seat in ordered if seat.role == Role.BUSINESS_ADVISER],
        )

    def lead_worker(self, text: str) -> Seat:
        """Raises ValueError with a French reason when nobody, or several people, are called so."""
        return _find(self.lead_workers, text, "référent RSA")

    def adviser(self, text: str) -> Seat:
        """Raises ValueError with a French reason when nobody, or several people, are called so."""
        return _find(self.advisers, text, "conseiller-formateur")

    def lead_workers_at_work(self) -> list[str]:
        return _at_work(self.lead_workers)

    def advisers_at_work(self) -> list[str]:
        return _at_work(self.advisers)


def _at_work(known: dict[str, dict[int, Seat]]) -> list[str]:
    """What to write to name each one: their name, or their e-mail where several people bear the same name."""
    written = []
    for email, seats in known.items():
        seat = next(iter(seats.values()))
        if "@" in email and seat.is_active:
            is_alone = len(known[name_key(seat.name)]) == 1
            written.append(seat.name if is_alone else email)
    return sorted(written, key=name_key)


def _index(memberships: Iterable[Membership]) -> dict[str, dict[int, Seat]]:
    """E-mail or name key → the people it means, one seat each."""
    known: dict[str, dict[int, Seat]] = {}
    for membership in memberships:
        user = membership.user
        seat = Seat(user.pk, membership.organisation_id, str(user), membership.is_active and user.is_active)
        for key in (user.email.lower(), name_key(user.first_name, user.last_name)):
            known.setdefault(key, {}).setdefault(user.pk, seat)
    return known


def _find(known: dict[str, dict[int, Seat]], text: str, title: str) -> Seat:
    key = text.lower() if "@" in text else name_key(text)
    found = list(known.get(key, {}).values())
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"Plusieurs personnes s'appellent ainsi : écrivez le courriel du {title}.")
    near = [next(iter(known[name].values())).name for name in get_close_matches(key, known, n=1, cutoff=0.75)]
    hint = f" Vouliez-vous écrire {near[0]} ?" if near else ""
    raise ValueError(f"Cette personne n'est pas connue comme {title} de ce programme.{hint}")

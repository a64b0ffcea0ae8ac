"""The door of the person's space: a key sent to whoever an address or a telephone number belongs to.

The answer is the same for everybody: nobody learns here who is accompanied.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from rebond.core import clock
from rebond.core.identifiers import clean_phone, format_phone
from rebond.links.doors import Key, open_link_with_code, opened_since
from rebond.links.models import Purpose
from rebond.messaging.outbox import queue
from rebond.pathways.models import Pathway
from rebond.people.models import Beneficiary

#: How long a link to the space lives.
KEY_MINUTES = 20
#: One person is sent so many keys within so many minutes; further requests are answered alike, and send nothing.
KEYS_MAX = 4
KEYS_WITHIN_MINUTES = 60
#: A household shares an address, not a village.
PEOPLE_MAX = 6


@transaction.atomic
def send_keys(contact: str) -> None:
    """Send a key to each person who has this e-mail address or telephone number; to nobody when there is none."""
    for person in _people_at(contact)[:PEOPLE_MAX]:
        since = clock.now() - timedelta(minutes=KEYS_WITHIN_MINUTES)
        if opened_since(Purpose.SIGN_IN, beneficiary=person, since=since) < KEYS_MAX:
            send_key(person)


def send_key(person: Beneficiary) -> bool:
    """Send one person a link and its code; called within an act. False when no message can reach them."""
    if not person.email:
        return False
    key = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=person, expires_at=clock.now() + timedelta(minutes=KEY_MINUTES)
    )
    _tell(person, key)
    return True


def _tell(person: Beneficiary, key: Key) -> None:
    pathway = latest_pathway(person)
    assert pathway is not None  # only those in a path are sent a key
    phone = pathway.contractor.phone
    queue(
        "space_link",
        to=person.email,
        title="Votre lien pour ouvrir votre espace",
        beneficiary=person,
        person=person,
        key=key,
        minutes=KEY_MINUTES,
        contractor=pathway.contractor,
        phone=format_phone(phone) if phone else "",
    )


def latest_pathway(person: Beneficiary) -> Pathway | None:
    """The path that the space shows: the one under way, else the last one that ended."""
    paths = Pathway.objects.filter(beneficiary=person).select_related("contractor")
    return paths.order_by("-entered_on", "-pk").first()


def _people_at(contact: str) -> QuerySet[Beneficiary]:
    """Those who are, or were, in a path."""
    wanted = contact.strip()
    if "@" in wanted:
        found = Q(email__iexact=wanted)
    else:
        try:
            found = Q(phone=clean_phone(wanted))
        except ValueError:
            return Beneficiary.objects.none()
    in_path = Exists(Pathway.objects.filter(beneficiary=OuterRef("pk")))
    return Beneficiary.objects.filter(found, in_path).order_by("pk")

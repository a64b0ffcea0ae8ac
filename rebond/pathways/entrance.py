"""The door of the person's space: a key sent to whoever an address or a telephone number belongs to.

The answer is the same for everybody: nobody learns here who is accompanied.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from rebond.core import clock
from rebond.core.identifiers import clean_phone, receives_sms
from rebond.links.doors import Key, open_link_with_code, opened_since
from rebond.links.models import Purpose
from rebond.messaging.models import Channel
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.pathways.telling import channel_of, tell_person
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
            by_sms = "@" not in contact and receives_sms(person.phone)
            send_key(person, to=(Channel.SMS, person.phone) if by_sms else None)


def send_key(person: Beneficiary, *, to: tuple[Channel, str] | None = None) -> bool:
    """Send one person a link and its code, within an act; False when neither e-mail nor telephone can reach them."""
    channel, address = to or channel_of(person)
    pathway = latest_pathway(person)
    if channel == Channel.LETTER or pathway is None:
        return False
    expires_at = clock.now() + timedelta(minutes=KEY_MINUTES)
    key = open_link_with_code(Purpose.SIGN_IN, beneficiary=person, expires_at=expires_at)
    words = _in_short(person, key) if channel == Channel.SMS else _in_full(person, key)
    tell_person("space_link", pathway=pathway, values={"lien": words}, is_urgent=True, to=(channel, address))
    return True


def _in_full(person: Beneficiary, key: Key) -> str:
    """Couples share an address: each message says whose it is."""
    return (
        f"{_address('enter_by_link', key.secret)}\n\n"
        f"Sur un autre appareil : ouvrez {_address('type_code')} et tapez le code {key.spaced_code}.\n\n"
        f"Ce lien et ce code sont pour {person.first_name}, et pour personne d'autre. "
        f"Ils marchent pendant {KEY_MINUTES} minutes.\n"
        "Vous n'avez rien demandé ? Ne faites rien : personne n'entre sans ce message."
    )


def _in_short(person: Beneficiary, key: Key) -> str:
    return f"{person.first_name}, {_address('enter_by_link', key.secret)} ou code {key.spaced_code}"


def _address(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def beneficiary_with(pk: str) -> Beneficiary | None:
    """Whose session this is; None once the person's row is gone."""
    return Beneficiary.objects.filter(pk=pk).first()


def demo_people(email: str) -> list[Beneficiary]:
    """The invented person with this address, and one whose path is under way with an appointment to come."""
    in_path = Exists(Pathway.objects.filter(beneficiary=OuterRef("pk")))
    reference = Beneficiary.objects.filter(in_path, email=email).order_by("created_at", "pk")
    coming = Step.objects.filter(
        state=StepState.PLANNED,
        starts_at__gt=clock.now(),
        pathway__state=PathwayState.OPEN,
        pathway__adviser__is_demo=True,
        pathway__aims__isnull=False,
    )
    following = coming.order_by("starts_at", "pk").values_list("pathway__beneficiary", flat=True)
    alive = Beneficiary.objects.filter(pk__in=list(following[:1])).exclude(email=email)
    return [*reference[:1], *alive]


def latest_pathway(person: Beneficiary) -> Pathway | None:
    """The path that the space shows: the one under way, else the last one that ended."""
    paths = Pathway.objects.filter(beneficiary=person)
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

"""The person's own space: who lets them in, and that they came in."""

from datetime import timedelta

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.links.doors import Key, open_link_with_code, use_link
from rebond.links.models import Link, Purpose
from rebond.pathways import policy
from rebond.pathways.contact import note_contact
from rebond.pathways.entrance import KEY_MINUTES, send_key
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor, PersonActor


@transaction.atomic
def offer_space(*, pathway: Pathway, by: Actor) -> Key:
    """Open the space with the person: the code to type on their telephone, shown to whoever sits with them."""
    policy.require(by, "offer_space", pathway)
    expires_at = clock.now() + timedelta(minutes=KEY_MINUTES)
    key = open_link_with_code(Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=expires_at)
    record("offer_space", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id)
    return key


@transaction.atomic
def send_space_link(*, pathway: Pathway, by: Actor) -> bool:
    """Send the person a link to their space at once; False when no message can reach them."""
    policy.require(by, "offer_space", pathway)
    record("send_space_link", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id)
    return send_key(pathway.beneficiary)


@transaction.atomic
def open_space(*, link: Link, pathway: Pathway, by: PersonActor) -> None:
    """The person comes in, by a link or a code that serves once. Raises LinkClosed."""
    policy.require(by, "open_space", pathway)
    use_link(link)
    note_contact(pathway)
    record("open_space", on=pathway, by=by, beneficiary_id=by.beneficiary.pk)

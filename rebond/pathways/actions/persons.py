"""Putting right who the person is and what the business is, during the path."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from rebond.audit.journal import record
from rebond.pathways import policy
from rebond.pathways.actions.contracts import redate_current_phase
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Business


@transaction.atomic
def update_beneficiary(
    *, pathway: Pathway, values: Mapping[str, Any], by: Actor, seen_revision: int | None = None
) -> Beneficiary:
    """Change identity or contact. Raises StaleEdit."""
    _update("update_beneficiary", pathway.beneficiary, pathway, values, by, seen_revision)
    return pathway.beneficiary


@transaction.atomic
def update_business(
    *, pathway: Pathway, values: Mapping[str, Any], by: Actor, seen_revision: int | None = None
) -> Business:
    """Change what is known of the business; phases counted from its creation get their dates. Raises StaleEdit."""
    created_on = pathway.business.created_on
    _update("update_business", pathway.business, pathway, values, by, seen_revision)
    if pathway.business.created_on != created_on:
        lock(pathway)
        redate_current_phase(pathway)
    return pathway.business


def _update(
    verb: str,
    thing: Beneficiary | Business,
    pathway: Pathway,
    values: Mapping[str, Any],
    by: Actor,
    seen_revision: int | None,
) -> None:
    lock_revision(thing, seen_revision)
    policy.require(by, verb, pathway)
    changed = sorted(name for name, value in values.items() if getattr(thing, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(thing, name, values[name])
    thing.full_clean()
    thing.save()
    # The journal names the fields, never what they held.
    record(verb, on=thing, by=by, beneficiary_id=pathway.beneficiary_id, fields=changed)

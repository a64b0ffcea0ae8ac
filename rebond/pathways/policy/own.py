"""What a person may do on their own path, by a link or in their own space, and nothing else."""

from collections.abc import Callable
from typing import Any

from rebond.pathways.models import Pathway, Step
from rebond.people.actor import PersonActor


def owns(by: PersonActor, thing: Pathway | Step) -> bool:
    """The path, or the appointment, is the person's own."""
    pathway = thing if isinstance(thing, Pathway) else thing.pathway
    return pathway.beneficiary_id == by.beneficiary.pk


OWN_PERMISSIONS: dict[str, Callable[[PersonActor, Any], bool]] = {
    "open_activity_line": owns,
    "declare_months": owns,
    # on their path
    "open_space": owns,
}

"""A thread on a path, for the tables of addresses."""

from rebond.core.identity import new_id
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.tutoring import actions


def thread(pathway: Pathway, *, by: Actor) -> None:
    """A note of `by`."""
    actions.write_note(pathway=pathway, exchange_id=new_id(), text="Elle prépare ses cours.", by=by)

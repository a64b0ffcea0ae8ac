"""A thread on a path, for the tables of addresses."""

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.tutoring import actions
from rebond.tutoring.models import HeldMail


def thread(pathway: Pathway, *, by: Actor) -> None:
    """A note of `by`, with its time, a task of theirs, and a model of message."""
    note = actions.write_note(pathway=pathway, exchange_id=new_id(), text="Elle prépare ses cours.", by=by)
    actions.note_time(pathway=pathway, time_id=new_id(), exchange=note, minutes=15, by=by)
    day = clock.today()
    actions.set_task(
        pathway=pathway, task_id=new_id(), label="Rappeler l'imprimeur", due_on=day, owner=by.user, by=by
    )
    HeldMail.objects.create(
        pathway=pathway, organisation=by.organisation, text="Bonjour", reason="other_sender", source_key="1"
    )
    actions.save_template(label="Papiers à apporter", text="Bonjour {prenom}", by=by)

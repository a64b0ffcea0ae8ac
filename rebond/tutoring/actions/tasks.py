"""Small tasks: set, done, dropped, taken up again."""

from datetime import date
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.audience import Audience
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.pathways.seats import colleagues_on
from rebond.people.actor import Actor, Anybody
from rebond.people.models import User
from rebond.tutoring import policy
from rebond.tutoring.models import Task
from rebond.tutoring.states import TASK


@transaction.atomic
def set_task(
    *, pathway: Pathway, task_id: UUID, label: str, due_on: date, owner: User | None, by: Actor
) -> Task:
    """Note something to do before a day, for a colleague of the path or, with no `owner`, for the person.

    Whose it is says who reads it. Sent twice, it is set once. Raises ActRefused.
    """
    lock(pathway)
    policy.require(by, "set_task", pathway)
    if kept := Task.objects.filter(pathway=pathway, pk=task_id).first():
        return kept
    if due_on < clock.today():
        raise ActRefused("Choisissez un jour à venir, ou aujourd'hui.", field="due_on")
    task = Task.objects.create(
        id=task_id,
        pathway=pathway,
        organisation=by.organisation,
        audience=_audience_for(owner, pathway, by),
        label=label,
        due_on=due_on,
        owner=owner,
        set_by=by.user,
        set_at=clock.now(),
    )
    facts = {"owner": owner.pk if owner else "beneficiary", "due_on": due_on.isoformat()}
    record("set_task", on=task, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return task


def _audience_for(owner: User | None, pathway: Pathway, by: Actor) -> Audience:
    if owner is None:
        return Audience.PERSON
    bodies = dict(colleagues_on(pathway))
    if owner == by.user or bodies.get(owner) == by.organisation:
        return Audience.ORGANISATION
    if owner not in bodies:
        raise ActRefused("Choisissez quelqu'un qui suit ce parcours.", field="owner")
    return Audience.PARTIES


@transaction.atomic
def finish_task(*, task: Task, by: Anybody) -> None:
    """It is done. Raises NotInThisState for one that is over."""
    _move(task, "finish_task", by)


@transaction.atomic
def drop_task(*, task: Task, by: Actor) -> None:
    """It will not be done, and that is well. Raises NotInThisState for one that is over."""
    _move(task, "drop_task", by)


@transaction.atomic
def reopen_task(*, task: Task, by: Anybody) -> None:
    """It was not over. Raises NotInThisState for one that is still to do."""
    _move(task, "reopen_task", by)


def _move(task: Task, verb: str, by: Anybody) -> None:
    lock(task)
    policy.require(by, verb, task)
    task.state = TASK.after(task.state, verb)
    task.ended_at = None if task.is_open else clock.now()
    task.save(update_fields=["state", "ended_at"])
    note_own_contact(task.pathway, by=by)
    record(verb, on=task, by=by, beneficiary_id=task.pathway.beneficiary_id)

"""« À faire »: what people wrote and that nobody answered, and one's small tasks."""

from datetime import timedelta

from rebond.core import clock
from rebond.pathways.attention import NOTICE_DAYS, Delays
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.models import Exchange
from rebond.tutoring.models import Task as SmallTask
from rebond.tutoring.states import TaskState


def messages_to_answer(by: Actor, delays: Delays) -> Batch:
    """One line for each message; answering answers all those of the person."""
    waiting = policy.messages_to_answer(by).select_related("pathway__beneficiary")
    rows, total = bounded(waiting, "happened_at")
    return Batch(
        "messages auxquels répondre",
        [_answer(row) for row in rows],
        total,
        more_url_name="list_messages_to_answer",
    )


def _answer(exchange: Exchange) -> Task:
    day = clock.civil_date(exchange.happened_at)
    person = exchange.pathway.beneficiary
    return Task(
        kind="answer_message",
        label=f"Répondre à {person.first_name}",
        person=person.full_name,
        note=f"Message reçu le {on(day)} ({ago(day)}).",
        due_on=day,
        url_name="write_to_person",
        url_pk=exchange.pathway_id,
        button="Répondre",
        icon="chat-left-text",
        pathway_pk=exchange.pathway_id,
    )


def tasks_to_do(by: Actor, delays: Delays) -> Batch:
    """One's own, late or within a week."""
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    own = policy.tasks_visible_to(by).filter(owner=by.user_id, state=TaskState.TO_DO, due_on__lte=until)
    rows, total = bounded(own.select_related("pathway__beneficiary"), "due_on")
    return Batch("tâches", [_do(row) for row in rows], total)


def _do(task: SmallTask) -> Task:
    return Task(
        kind="finish_task",
        label=task.label,
        person=task.pathway.beneficiary.full_name,
        note=f"Tâche pour le {on(task.due_on)}.",
        due_on=task.due_on,
        url_name="show_task",
        url_pk=task.pk,
        button="Ouvrir",
        icon="check2-square",
        pathway_pk=task.pathway_id,
        quick_url_name="finish_task",
        quick_button="Fait",
    )

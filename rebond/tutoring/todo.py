"""« À faire »: what people wrote and that nobody answered, and one's small tasks."""

from datetime import timedelta

from django.db.models import QuerySet

from rebond.core import clock
from rebond.pathways.attention import NOTICE_DAYS, Delays
from rebond.pathways.todo.tasks import Batch, Listed, Task, ago, bounded, on
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.models import Exchange, HeldMail, WhyHeld
from rebond.tutoring.models import Task as SmallTask
from rebond.tutoring.states import TaskState


def _messages(by: Actor) -> QuerySet[Exchange]:
    return policy.messages_to_answer(by).select_related("pathway__beneficiary")


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


#: One line for each message; answering answers all those of the person.
messages_to_answer = Listed("messages", "messages auxquels répondre", _messages, "happened_at", _answer)


def _tasks(by: Actor) -> QuerySet[SmallTask]:
    """One's own, late or within a week."""
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    own = policy.tasks_visible_to(by).filter(owner=by.user_id, state=TaskState.TO_DO, due_on__lte=until)
    return own.select_related("pathway__beneficiary")


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


tasks_to_do = Listed("taches", "tâches", _tasks, "due_on", _do)


def mails_to_look_at(by: Actor, delays: Delays) -> Batch:
    """Put aside, and perhaps from the person; what a machine wrote asks for nobody."""
    waiting = policy.held_mails_visible_to(by).filter(settled_at=None).exclude(reason=WhyHeld.AUTOMATIC)
    rows, total = bounded(waiting.select_related("pathway__beneficiary"), "received_at")
    return Batch(
        "courriels mis de côté", [_look(row) for row in rows], total, more_url_name="list_held_mails"
    )


def _look(mail: HeldMail) -> Task:
    day = clock.civil_date(mail.received_at)
    return Task(
        kind="held_mail",
        label="Courriel à vérifier",
        person=mail.pathway.beneficiary.full_name if mail.pathway else "",
        note=f"{mail.get_reason_display()} ; reçu le {on(day)} ({ago(day)}).",
        due_on=day,
        url_name="show_held_mail",
        url_pk=mail.pk,
        button="Voir",
        icon="envelope-exclamation",
        pathway_pk=mail.pathway_id,
    )

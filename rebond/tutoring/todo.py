"""« À faire »: what people wrote and that nobody answered."""

from rebond.core import clock
from rebond.pathways.attention import Delays
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.models import Exchange


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

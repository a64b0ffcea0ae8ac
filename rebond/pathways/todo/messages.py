"""Messages: what was not delivered, and letters to post."""

from django.db.models import QuerySet

from rebond.core import clock
from rebond.messaging.models import Channel, Message, MessageState
from rebond.pathways import policy
from rebond.pathways.attention import Delays
from rebond.pathways.correspondence import Letter, read
from rebond.pathways.models import Pathway
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor


def undelivered(by: Actor, delays: Delays) -> Batch:
    """Somebody did not read what was written to them: call them, or put their address right."""
    dead = policy.messages_visible_to(by).filter(state=MessageState.DEAD)
    return _batch("messages non remis", dead, "list_messages")


def letters_to_post(by: Actor, delays: Delays) -> Batch:
    return _batch("courriers et appels", policy.letters_to_post(by), "list_letters")


def _batch(label: str, messages: QuerySet[Message], list_name: str) -> Batch:
    rows, total = bounded(messages, "queued_at")
    return Batch(label, [_task(letter) for letter in read(rows)], total, more_url_name=list_name)


def _task(letter: Letter) -> Task:
    message = letter.message
    day = clock.civil_date(message.queued_at)
    is_dead = message.state == MessageState.DEAD
    reason = f" {message.get_last_error_display()}" if is_dead else ""
    return Task(
        kind="undelivered" if is_dead else "post_letter",
        label=f"{_label(message)} : {message.title}",
        person=letter.reader,
        note=f"Écrit le {on(day)} ({ago(day)}).{reason}",
        due_on=clock.today(),
        url_name="show_message",
        url_pk=message.pk,
        button="Voir le message",
        icon="envelope-exclamation"
        if is_dead
        else "mailbox"
        if message.channel == Channel.LETTER
        else "telephone",
        pathway_pk=letter.file.pk if isinstance(letter.file, Pathway) else None,
    )


def _label(message: Message) -> str:
    if message.state == MessageState.DEAD:
        return "Message non remis"
    return "Poster un courrier" if message.channel == Channel.LETTER else "Appeler pour dire"

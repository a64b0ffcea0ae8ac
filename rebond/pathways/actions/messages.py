"""What people do about messages: try again what was not delivered, post a letter, give one up."""

from datetime import date, datetime, time

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.messaging.failures import Failure
from rebond.messaging.models import BY_HAND, Channel, Message, MessageState
from rebond.messaging.quiet import opening
from rebond.messaging.secrecy import without_secrets
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.states import MESSAGE
from rebond.pathways.telling import address_on
from rebond.people.actor import Actor
from rebond.people.models import Organisation

#: What a service that is back may deliver; a refused address stays refused.
WORTH_TRYING = (Failure.UNREACHABLE, Failure.NOT_SET_UP)


@transaction.atomic
def retry_message(*, message: Message, by: Actor) -> None:
    """Send again a message that was not delivered, to the person's present address. Raises NotInThisState."""
    lock(message)
    policy.require(by, "retry_message", message)
    message.state = MESSAGE.after(message.state, "retry_message")
    if message.is_to_person and message.beneficiary:
        message.address = address_on(message.beneficiary, Channel(message.channel)) or message.address
    message.attempts_count = 0
    message.due_at = opening(message, clock.now())
    message.save(update_fields=["state", "address", "attempts_count", "due_at"])
    record("retry_message", on=message, by=by, beneficiary_id=message.beneficiary_id)


@transaction.atomic
def retry_messages(*, organisation: Organisation, by: Actor) -> int:
    """After a failure of the service, send again all that it did not take; returns how many.

    An administrator does it without reading them.
    """
    policy.require(by, "retry_messages", organisation)
    dead = Message.objects.filter(state=MessageState.DEAD, last_error__in=WORTH_TRYING)
    count = dead.update(state=MessageState.WAITING, attempts_count=0, due_at=clock.now())
    record("retry_messages", on=organisation, by=by, count=count)
    return count


@transaction.atomic
def post_letter(*, message: Message, posted_on: date, by: Actor) -> None:
    """Say that a letter was posted or handed over, or the person called, on this day. Raises NotInThisState, ActRefused."""
    lock(message)
    policy.require(by, "post_letter", message)
    if message.channel not in BY_HAND:
        raise ActRefused("Ce message n'est ni un courrier ni un appel.")
    message.state = MESSAGE.after(message.state, "post_letter")
    if not clock.civil_date(message.queued_at) <= posted_on <= clock.today():
        raise ActRefused("Ce jour n'est pas entre l'écriture du message et aujourd'hui.", field="posted_on")
    is_today = posted_on == clock.today()
    noon = datetime.combine(posted_on, time(12), tzinfo=clock.ZONE)
    message.sent_at, message.sent_by = clock.now() if is_today else max(noon, message.queued_at), by.user
    if message.beneficiary:
        message.address = address_on(message.beneficiary, Channel(message.channel))
    message.body = without_secrets(message.body)
    message.save(update_fields=["state", "sent_at", "sent_by", "address", "body"])
    record("post_letter", on=message, by=by, beneficiary_id=message.beneficiary_id)


@transaction.atomic
def drop_message(*, message: Message, by: Actor) -> None:
    """Do not send a message, or stop trying: it stays on the file as such. Raises NotInThisState."""
    lock(message)
    policy.require(by, "drop_message", message)
    message.state = MESSAGE.after(message.state, "drop_message")
    message.save(update_fields=["state"])
    record("drop_message", on=message, by=by, beneficiary_id=message.beneficiary_id)

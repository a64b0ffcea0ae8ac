"""Replies by e-mail: taken in when it is surely the person who answers one of our messages, put aside otherwise."""

from datetime import timedelta

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.identity import new_id
from rebond.links.doors import LinkClosed, follow_link
from rebond.links.models import Purpose
from rebond.pathways.attention import start_of
from rebond.pathways.audience import Audience
from rebond.pathways.contact import note_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Beneficiary, Organisation
from rebond.tutoring import policy, telling
from rebond.tutoring.actions.joined import join_what_can_be
from rebond.tutoring.actions.lines import new_line
from rebond.tutoring.actions.messages import write_to_adviser
from rebond.tutoring.mail import Mail, read_mail
from rebond.tutoring.models import Door, Exchange, ExchangeKind, HeldMail, Received, WhyHeld

#: Mails of one person in a day; beyond, a machine writes, and nothing more is kept of it.
DAILY_MAX = 30
#: What was put aside is kept so long, then forgotten, looked at or not.
KEPT_DAYS = 90


@transaction.atomic
def receive_mail(raw: bytes) -> Received:
    """Take in one mail, as the mail server brings it. Raises mail.Unreadable when it is no mail.

    The same mail brought twice is kept once. Nobody is ever answered from here: there is nothing to loop with.
    """
    mail = read_mail(raw)
    if mail.is_ours:
        return Received.IGNORED
    if _is_known(mail):
        return Received.AGAIN
    answered = _message_answered(mail)
    pathway = answered.pathway if answered else _path_of_sender(mail)
    if pathway and _count_today(pathway) >= DAILY_MAX:
        return Received.IGNORED
    reason = _why_held(mail, answered)
    if reason or answered is None:
        organisation = answered.organisation if answered else pathway.contractor if pathway else None
        return _hold(mail, reason or WhyHeld.UNKNOWN_ADDRESS, pathway, organisation)
    person = PersonActor(answered.pathway.beneficiary)
    exchange = write_to_adviser(
        pathway=answered.pathway,
        exchange_id=new_id(),
        text=mail.said or "(message sans texte)",
        quoted=mail.quoted,
        to=answered.organisation,
        door=Door.MAIL,
        source_key=mail.key,
        by=person,
    )
    if refused := join_what_can_be(exchange, mail.files, by=person):
        exchange.text += "\n\n" + "\n".join(f"[Pièce jointe non gardée – {words}]" for words in refused)
        exchange.derive()
        exchange.save(update_fields=["text", "search_text"])
    return Received.KEPT


def _is_known(mail: Mail) -> bool:
    known = HeldMail.objects.filter(source_key=mail.key).exists()
    return known or Exchange.objects.filter(source_key=mail.key).exists()


def _message_answered(mail: Mail) -> Exchange | None:
    if mail.secret is None:
        return None
    try:
        link = follow_link(mail.secret, Purpose.REPLY_BY_MAIL)
    except LinkClosed:
        return None
    joined = ("pathway__beneficiary", "pathway__contractor", "organisation")
    answered = Exchange.objects.select_related(*joined)
    return answered.filter(pk=link.object_id).first() if link.object_id else None


def _path_of_sender(mail: Mail) -> Pathway | None:
    """The file of the one person who has this address: staff look there. A couple has two, and then nobody does."""
    if not mail.sender:
        return None
    people = list(
        Beneficiary.objects.filter(email__iexact=mail.sender, pathways__isnull=False).distinct()[:2]
    )
    if len(people) != 1:
        return None
    paths = Pathway.objects.filter(beneficiary=people[0]).select_related("beneficiary", "contractor")
    return paths.order_by("-entered_on", "-pk").first()


def _count_today(pathway: Pathway) -> int:
    since = start_of(clock.today())
    kept = Exchange.objects.filter(pathway=pathway, door=Door.MAIL, written_at__gte=since).count()
    return kept + HeldMail.objects.filter(pathway=pathway, received_at__gte=since).count()


def _why_held(mail: Mail, answered: Exchange | None) -> WhyHeld | None:
    if mail.is_automatic:
        return WhyHeld.AUTOMATIC
    if answered is None:
        return WhyHeld.UNKNOWN_ADDRESS
    if mail.sender != answered.pathway.beneficiary.email.lower():
        return WhyHeld.OTHER_SENDER
    if mail.is_forged:
        return WhyHeld.FORGED
    return None if mail.said or mail.files else WhyHeld.EMPTY


def _hold(
    mail: Mail, reason: WhyHeld, pathway: Pathway | None, organisation: Organisation | None
) -> Received:
    HeldMail.objects.create(
        pathway=pathway,
        organisation=organisation,
        sender=mail.sender,
        # Words that belong to no file are read by nobody here: they are not kept.
        text=mail.said if pathway else "",
        reason=reason,
        files_count=len(mail.files),
        received_at=clock.now(),
        source_key=mail.key,
    )
    return Received.HELD


@transaction.atomic
def accept_mail(*, mail: HeldMail, by: Actor) -> Exchange:
    """Say that a mail put aside is from the person after all: it joins the thread. Raises ActRefused."""
    lock(mail)
    policy.require(by, "accept_mail", mail)
    if mail.settled_at or mail.pathway is None or not mail.text:
        raise ActRefused("Ce courriel n'est plus à classer.")
    exchange = new_line(
        pathway=mail.pathway,
        exchange_id=new_id(),
        kind=ExchangeKind.MESSAGE_RECEIVED,
        text=mail.text + _not_kept(mail.files_count),
        audience=Audience.PERSON,
        organisation=by.organisation,
    )
    exchange.door, exchange.source_key, exchange.happened_at = Door.MAIL, mail.source_key, mail.received_at
    exchange.save(force_insert=True)
    note_contact(mail.pathway, at=mail.received_at)
    _settle(mail, by)
    facts = {"exchange_id": str(exchange.pk), "is_contact": True}
    record("accept_mail", on=mail, by=by, beneficiary_id=mail.pathway.beneficiary_id, **facts)
    telling.tell_staff(exchange)
    return exchange


def _not_kept(count: int) -> str:
    """What the thread says of files that nobody knew to be the person's: they were not kept, and are asked for again."""
    if not count:
        return ""
    return "\n\n[1 pièce jointe non gardée]" if count == 1 else f"\n\n[{count} pièces jointes non gardées]"


@transaction.atomic
def drop_mail(*, mail: HeldMail, by: Actor) -> None:
    """Say that a mail put aside is not for the file. Said twice, the first time stands."""
    lock(mail)
    policy.require(by, "drop_mail", mail)
    if mail.settled_at is None:
        _settle(mail, by)
        beneficiary_id = mail.pathway.beneficiary_id if mail.pathway else None
        record("drop_mail", on=mail, by=by, beneficiary_id=beneficiary_id)


def _settle(mail: HeldMail, by: Actor) -> None:
    mail.settled_at, mail.settled_by = clock.now(), by.user
    mail.save(update_fields=["settled_at", "settled_by"])


def forget_held_mails() -> int:
    """A daily job: what was put aside does not stay; returns 0, nothing waits for it."""
    HeldMail.objects.filter(received_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()
    return 0

"""Telling the person: on a channel they have, in the programme's words, always with a number to call."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import formats, timezone
from django.utils.text import get_text_list

from rebond.core.acts import ActRefused
from rebond.core.identifiers import format_phone, receives_sms
from rebond.messaging.models import BY_HAND, Channel, Message
from rebond.messaging.outbox import Attachment, offers_sms, write
from rebond.pathways.models import Pathway, Step
from rebond.pathways.short_texts import short_text
from rebond.people.models import Beneficiary, Organisation
from rebond.programmes.letters import filled
from rebond.programmes.vocabulary import LetterCode


def tell_person(
    code: str,
    *,
    pathway: Pathway,
    values: Mapping[str, str] | None = None,
    attachments: Iterable[Attachment] = (),
    step: Step | None = None,
    dedupe_key: str = "",
    not_before: datetime | None = None,
    is_urgent: bool = False,
    to: tuple[Channel, str] | None = None,
    reserved_to: Organisation | None = None,
    reply_to: str = "",
) -> Message:
    """Queue one of the programme's letters (`code`) for the person, in the current transaction.

    `values` fill the placeholders that neither the path nor `step` fills (`lien` …) or replace them. The channel is
    the person's e-mail, else their mobile telephone, else a letter that the staff prints; or the one where they asked
    for it (`to`). `is_urgent`: they asked for it themselves just now. `reserved_to`: the only body whose staff read it.
    `reply_to`: the address that takes an answer by e-mail. Raises ActRefused when nobody gave a telephone
    number where the person may call, KeyError when a placeholder of the letter has no value.
    """
    person = pathway.beneficiary
    channel, address = to or channel_of(person)
    known = {**_values_of(pathway), **(_values_of_step(step) if step else {}), **(values or {})}
    letter = filled(pathway.version, LetterCode(code), known)
    body = short_text(code, known) if channel == Channel.SMS else letter.body
    return write(
        Message(
            channel=channel,
            address=address,
            title=letter.title,
            body=_with_number(body, channel, known),
            template=code,
            beneficiary=person,
            is_to_person=True,
            is_urgent=is_urgent,
            reserved_to=reserved_to,
            reply_to=reply_to if channel == Channel.EMAIL else "",
            file_id=pathway.pk,
            object_id=step.pk if step else None,
            dedupe_key=dedupe_key,
        ),
        # A telephone shows no file; paper carries what is printed with it.
        attachments=attachments if channel == Channel.EMAIL else (),
        not_before=not_before,
    )


def channel_of(person: Beneficiary) -> tuple[Channel, str]:
    """How to tell somebody, and the address there; that of a letter, or the number of a call, may be unknown.

    What they prefer, as long as they have it; else e-mail, SMS, a letter.
    """
    if person.preferred_channel:
        preferred = Channel(person.preferred_channel)
        address = address_on(person, preferred)
        if address or preferred in BY_HAND:
            return preferred, address
    if person.email:
        return Channel.EMAIL, person.email
    if number := address_on(person, Channel.SMS):
        return Channel.SMS, number
    return Channel.LETTER, postal_address(person)


def address_on(person: Beneficiary, channel: Channel) -> str:
    """The person's present address on one channel; empty when they have none there."""
    match channel:
        case Channel.EMAIL:
            return person.email
        case Channel.SMS:
            return person.phone if offers_sms() and receives_sms(person.phone) else ""
        case Channel.CALL:
            return person.phone
        case Channel.LETTER:
            return postal_address(person)


def postal_address(person: Beneficiary) -> str:
    """On one line; empty while the town is not known."""
    if not person.city:
        return ""
    town = f"{person.postcode} {person.city}".strip()
    return f"{person.street}, {town}" if person.street else town


def contact_number(pathway: Pathway) -> str:
    """Where the person calls, as they would dial it: the adviser, else a body of the path. Raises ActRefused."""
    numbers = (
        pathway.adviser.phone,
        pathway.contractor.phone,
        pathway.lead_organisation.phone,
        pathway.programme.commissioner.phone,
    )
    for number in numbers:
        if number:
            return format_phone(number)
    raise ActRefused(
        f"Aucun numéro où rappeler n'est connu : ajoutez celui de {pathway.contractor} avant d'écrire à la personne."
    )


def _values_of(pathway: Pathway) -> dict[str, str]:
    return {
        "prenom": pathway.beneficiary.first_name,
        "conseiller": pathway.adviser.get_full_name(),
        "organisme": str(pathway.contractor),
        "telephone": contact_number(pathway),
        "programme": str(pathway.programme),
    }


def _values_of_step(step: Step) -> dict[str, str]:
    values = {"intitule": step.label, "lieu": _place(step), "avec": _company(step)}
    if step.starts_at:
        values |= moment_in_words(step.starts_at)
    return values


def moment_in_words(instant: datetime) -> dict[str, str]:
    """The placeholders `date` (« mardi 1er octobre 2019 ») and `heure` (« 9 h », « 9 h 30 ») of a letter, in local time."""
    local = timezone.localtime(instant)
    return {
        "date": formats.date_format(local, "l j F Y").replace(" 1 ", " 1er ", 1),
        "heure": f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h",
    }


def _company(step: Step) -> str:
    """« Maïwenn Tilleul et Inès Mélisse »: each once, though they may hold two seats."""
    parties = step.parties.select_related("user").order_by("pk")
    return get_text_list(list(dict.fromkeys(str(party.user) for party in parties if party.user)), "et")


def _place(step: Step) -> str:
    parts = [str(step.place) if step.place else "", step.place_detail]
    return ", ".join(part for part in parts if part)


def _with_number(body: str, channel: Channel, values: Mapping[str, str]) -> str:
    number = values["telephone"]
    if number not in body:
        body += f" Tél. {number}" if channel == Channel.SMS else f"\n\nUne question ? Appelez le {number}."
    return body.strip() + "\n"

"""The placeholders of a model of message, from the closed vocabulary of letters; filled, they are plain text."""

import re
from collections.abc import Iterator, Mapping

from rebond.core.identifiers import format_phone
from rebond.pathways.models import Pathway
from rebond.pathways.telling import contact_number
from rebond.people.actor import Actor
from rebond.programmes.letters import Text, fill

#: Those that every letter admits: a model says nothing of an appointment.
PLACEHOLDERS = ("prenom", "conseiller", "organisme", "telephone", "programme")
_FOUND = re.compile(r"\{([^{}\n]*)\}")


def unknown_placeholders(text: str) -> Iterator[str]:
    """What stands between braces and that nothing fills."""
    return (name for name in dict.fromkeys(_FOUND.findall(text)) if name not in PLACEHOLDERS)


def filled_for(text: str, pathway: Pathway, by: Actor) -> str:
    """The model as `by` would write it to this person."""
    values = {"prenom": pathway.beneficiary.first_name, "programme": str(pathway.programme)}
    return fill(Text("", text), {**values, **signature_of(by, pathway)}).body


def added_to(typed: str, text: str) -> str:
    """What was typed first, then the model: nothing typed is lost."""
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text


def signature_of(by: Actor, pathway: Pathway) -> Mapping[str, str]:
    """Whoever writes signs, and gives their own number."""
    number = by.user.phone or by.organisation.phone
    return {
        "conseiller": by.user.get_full_name(),
        "organisme": str(by.organisation),
        "telephone": format_phone(number) if number else contact_number(pathway),
    }

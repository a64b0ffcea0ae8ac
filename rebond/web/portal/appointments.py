"""« Votre prochain rendez-vous »: when, where, with whom, and what to do about it."""

import re
from typing import Any
from urllib.parse import urlencode

from rebond.pathways.models import Step
from rebond.pathways.states import PathwayState
from rebond.programmes.vocabulary import PartyRole
from rebond.web.portal.sections import Opened, Section

#: A street and its number, or a postcode and its town: what a map can find.
_ADDRESS = re.compile(r"\d+\s*(?:bis|ter)?,?\s+\w+\s+\w+|\d{5}\s+\w+", re.IGNORECASE)
_MAP = "https://www.openstreetmap.org/search"


def read(opened: Opened) -> dict[str, Any] | None:
    if opened.file.pathway.state != PathwayState.OPEN:
        return None
    step = opened.file.next_appointment
    if step is None:
        return {"step": None}
    return {"step": step, "with": _others(step), "map_url": _map_url(step.place_detail)}


def _others(step: Step) -> list[str]:
    """Who else sits there, by name."""
    return [
        str(party.user) for party in step.parties.all() if party.user and party.role != PartyRole.BENEFICIARY
    ]


def _map_url(detail: str) -> str:
    """A map, when the place was written as an address."""
    return f"{_MAP}?{urlencode({'query': detail})}" if _ADDRESS.search(detail) else ""


SECTION = Section("appointment", "portal/home/appointment.html", read)

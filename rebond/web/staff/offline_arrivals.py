"""What a device sends after working without network: read strictly, as anything that comes from outside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from rebond.drafts import store
from rebond.drafts.models import Draft
from rebond.people.actor import Actor
from rebond.web.requests import StaffRequest

#: Bytes of one item without its photos: twice what its longest fields may hold.
MAX_BYTES = 200_000
#: Outcomes of an arrival: it joined the file, or its author compares and chooses.
DONE, CONFLICT = "done", "conflict"
DRAFT_PREFIX = "hors-connexion-"
GONE = "Ce dossier n'est plus ouvert pour vous, ou n'existe plus. Votre saisie reste sur cet appareil : copiez-la si besoin."
#: Names that the draft of an arrival adds to those of its form.
ABOUT = ("offline_kind", "offline_thing", "offline_typed_at", "offline_part")


class Garbage(ValueError):
    """What came is not what our own application sends."""


class Refused(Exception):
    """The form has faults: nothing is done, the device keeps what was typed and shows them next to each field."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__()
        self.errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}


@dataclass(frozen=True)
class Arrival:
    """One item, as its device sent it. `part` says which part of the thing (a section of the diagnostic)."""

    item: UUID
    kind: str
    thing: UUID
    part: str
    membership: int
    #: The revision, or the date, that was taken along: whatever differs now was changed meanwhile.
    taken: Mapping[str, str]
    typed_at: datetime
    answers: Mapping[str, list[str]]

    @property
    def data(self) -> QueryDict:
        """The answers, as a browser posts them."""
        return query_of(self.answers)

    def taken_instant(self, name: str) -> datetime:
        """Raises Garbage."""
        try:
            return _instant(self.taken.get(name))
        except ValueError as fault:
            raise Garbage("no date was taken along") from fault


def query_of(answers: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in answers.items():
        data.setlist(name, values)
    return data


def read_arrival(body: bytes) -> Arrival:
    """Raises Garbage."""
    try:
        sent = json.loads(body)
        return Arrival(
            item=UUID(_text(sent["item"])),
            kind=_text(sent["kind"]),
            thing=UUID(_text(sent["thing"])),
            part=_text(sent["part"]),
            membership=int(sent["membership"]),
            taken={_text(name): _text(value) for name, value in sent["taken"].items()},
            typed_at=_instant(sent["typed_at"]),
            answers={
                _text(name): [_text(value) for value in values] for name, values in sent["answers"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Garbage("not an item of ours") from fault


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_BYTES or "\x00" in value:
        raise Garbage("not a text")
    return value


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise Garbage("no time zone")
    return instant


def keep_as_draft(arrival: Arrival, by: Actor) -> None:
    """Keep what came, for its author to settle: the device may then forget it."""
    about = {
        "offline_kind": [arrival.kind],
        "offline_thing": [str(arrival.thing)],
        "offline_part": [arrival.part],
        "offline_typed_at": [arrival.typed_at.isoformat()],
    }
    # First, since a draft keeps so many fields and no more; and last, since no answer may speak in their name.
    data = {**about, **arrival.answers, **about}
    store.save_draft(user=by.user, key=f"{DRAFT_PREFIX}{arrival.item}", data=data)


@dataclass(frozen=True)
class Kept:
    """A conflict that waits for its author: what was typed on site, and about what."""

    item: UUID
    draft: Draft

    @property
    def kind(self) -> str:
        return self._about("offline_kind")

    @property
    def thing(self) -> UUID:
        return UUID(self._about("offline_thing"))

    @property
    def part(self) -> str:
        return self._about("offline_part")

    @property
    def typed_at(self) -> datetime:
        return datetime.fromisoformat(self._about("offline_typed_at"))

    @property
    def answers(self) -> dict[str, list[str]]:
        return {name: values for name, values in self.draft.data.items() if name not in ABOUT}

    @property
    def data(self) -> QueryDict:
        return query_of(self.answers)

    def _about(self, name: str) -> str:
        return str(self.draft.data[name][0])


def actor_in(request: StaffRequest, membership: int | None) -> Actor:
    """The role in which an item was taken along, whichever is worn now; taken away meanwhile, the one that is left."""
    taken_in = (m for m in request.memberships if m.pk == membership)
    return Actor.of(next(taken_in, request.membership))


def find_kept(by: Actor, item: UUID) -> Kept | None:
    """The conflict of this item, of this author alone."""
    draft = store.find_draft(user=by.user, key=f"{DRAFT_PREFIX}{item}")
    return Kept(item, draft) if draft else None


def forget_kept(by: Actor, item: UUID) -> None:
    store.forget_draft(user=by.user, key=f"{DRAFT_PREFIX}{item}")

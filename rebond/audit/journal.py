"""Writing the journal. Every act calls `record`; every page of a file calls `record_access`."""

from datetime import timedelta
from typing import Any, Protocol

from django.db import models
from django.db.models import Exists, OuterRef

from rebond.audit.models import Access, Entry
from rebond.core import clock

#: The role of the person themselves in the journal, as in the programme's vocabulary of parties.
THE_PERSON = "beneficiary"
#: Two looks at the same page within this delay are one reading.
SAME_READING_MINUTES = 10


class Doer(Protocol):
    """What the journal needs to know of somebody: an Actor, or the person themselves, of `rebond.people`."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...


class Reader(Protocol):
    """A member of staff, who reads somebody else's file."""

    @property
    def user_id(self) -> int: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def role(self) -> str: ...


def entry(verb: str, *, on: models.Model, by: Doer, beneficiary_id: Any = None, **facts: Any) -> Entry:
    """An entry not yet saved, for acts that write many at once."""
    return Entry(
        at=clock.now(),
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        role=by.role,
        verb=verb,
        object_kind=on._meta.model_name or "",
        object_id=str(on.pk),
        beneficiary_id=beneficiary_id,
        facts=facts,
    )


def record(verb: str, *, on: models.Model, by: Doer, beneficiary_id: Any = None, **facts: Any) -> Entry:
    """Write that `by` did `verb` to `on`. `facts` hold codes and identifiers, never free text."""
    written = entry(verb, on=on, by=by, beneficiary_id=beneficiary_id, **facts)
    written.save(force_insert=True)
    return written


def record_access(*, by: Reader, beneficiary_id: Any, page: str) -> None:
    """Write that `by` read this page of a person's file, once for a run of close looks (D6).

    A look after the person themselves did something is a new reading: what they did was seen then.
    """
    since = clock.now() - timedelta(minutes=SAME_READING_MINUTES)
    seen = Access.objects.filter(user_id=by.user_id, beneficiary_id=beneficiary_id, page=page, at__gte=since)
    newer = Entry.objects.filter(beneficiary_id=beneficiary_id, role=THE_PERSON, at__gt=OuterRef("at"))
    if not seen.exclude(Exists(newer)).exists():
        Access.objects.create(
            at=clock.now(),
            user_id=by.user_id,
            organisation_id=by.organisation_id,
            role=by.role,
            beneficiary_id=beneficiary_id,
            page=page,
        )

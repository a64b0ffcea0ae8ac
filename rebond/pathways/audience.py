"""Who reads what is kept on a file beside its acts: notes, messages, pieces. One definition for every room (D11)."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, TextChoices

from rebond.people.actor import Anybody, PersonActor

M = TypeVar("M", bound=Model)


class Audience(TextChoices):
    """From the safest, which is always the default, to the widest."""

    ORGANISATION = "organisation", "Mon organisme seulement"
    PERSON = "person", "Mon organisme et la personne"
    PARTIES = "parties", "Tous les professionnels du parcours"
    EVERYBODY = "everybody", "Tous les professionnels et la personne"


#: Who reads what goes to the person; and what goes to the other professionals.
SEEN_BY_PERSON = (Audience.PERSON, Audience.EVERYBODY)
SEEN_BY_PARTIES = (Audience.PARTIES, Audience.EVERYBODY)


def readable_by(rows: QuerySet[M], by: Anybody) -> QuerySet[M]:
    """Those of `rows` that the reader's side may read. Whether they see the file at all is asked before, of the policy.

    `rows` have two columns: `audience`, and `organisation`, whose staff wrote it or to whose staff the person did.
    """
    return rows.filter(_reads(by))


def is_readable(row: Any, by: Anybody) -> bool:
    """The same question of one row that is already read."""
    if isinstance(by, PersonActor):
        return row.audience in SEEN_BY_PERSON
    return row.audience in SEEN_BY_PARTIES or row.organisation_id == by.organisation_id


def _reads(by: Anybody) -> Q:
    if isinstance(by, PersonActor):
        return Q(audience__in=SEEN_BY_PERSON)
    return Q(audience__in=SEEN_BY_PARTIES) | Q(organisation=by.organisation_id)

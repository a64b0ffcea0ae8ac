"""Who reads what is kept on a file beside its acts: notes, messages, pieces. One definition for every room (D11)."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, TextChoices

from rebond.pathways.models import Pathway
from rebond.pathways.seats import colleagues_on
from rebond.people.actor import Anybody, PersonActor
from rebond.people.models import Organisation

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


def readers_in_full(audience: str, organisation: Organisation, pathway: Pathway) -> str:
    """The sentence of a form: who will read, by name, and who will not."""
    person = pathway.beneficiary.first_name
    others = [f"{user} ({body})" for user, body in colleagues_on(pathway) if body != organisation]
    also = f" et {', '.join(others)}" if others else ""
    match audience:
        case Audience.ORGANISATION:
            unread = f"Ni {person}, ni les autres organismes."
            return f"Seuls les collègues de {organisation} qui suivent ce dossier. {unread}"
        case Audience.PARTIES:
            return f"{organisation}{also}. {person} ne le voit pas dans son espace."
        case Audience.EVERYBODY:
            return f"{person}, {organisation}{also}."
        case _:
            unread = f" {', '.join(others)} : non." if others else ""
            return f"{person} et {organisation}, personne d'autre.{unread}"

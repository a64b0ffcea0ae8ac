"""Taking a list of people out of the software: allowed on what one sees, and always written down."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.caseload import Choice, choose
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor


@transaction.atomic
def export_pathways(*, choice: Choice, file_format: str, by: Actor) -> QuerySet[Pathway]:
    """The paths that `by` sees and that the choice asks for, to be written to a file; the journal keeps how many.

    Raises ActRefused when there are none.
    """
    pathways = choose(policy.pathways_visible_to(by), choice)
    row_count = pathways.order_by().count()
    if not row_count:
        raise ActRefused("Aucun dossier à exporter : la liste est vide.")
    asked = {
        name: str(value) for name, value in asdict(choice).items() if value and name not in ("text", "states")
    }
    facts = {
        "format": file_format,
        "row_count": row_count,
        "has_search": bool(choice.text),
        "states": list(choice.states),
    }
    record("export_pathways", on=by.organisation, by=by, **facts, **asked)
    return pathways

"""Who sees and runs a take-over: those who manage the programme, each organisation its own files."""

from django.db.models import QuerySet

from rebond.imports.models import ImportBatch
from rebond.pathways.policy import may, programmes_visible_to
from rebond.people.actor import Actor
from rebond.programmes.models import Programme


def programmes_open_to_import(by: Actor) -> list[Programme]:
    """Programmes into which the actor may take over spreadsheets."""
    return [programme for programme in programmes_visible_to(by) if may(by, "import_pathways", programme)]


def batches_visible_to(by: Actor) -> QuerySet[ImportBatch]:
    """The files of one's own organisation, in the programmes that one manages."""
    return ImportBatch.objects.filter(
        organisation=by.organisation_id, programme__in=programmes_open_to_import(by)
    )

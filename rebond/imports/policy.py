"""Who sees and runs a take-over: those who manage the programme, each organisation its own files."""

from django.db.models import QuerySet

from rebond.imports.models import ImportBatch
from rebond.pathways.policy import CONTRACTOR_MANAGERS, may, programmes_visible_to
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import Body, BodyPart, Programme


def programmes_open_to_import(by: Actor) -> list[Programme]:
    """Programmes into which the actor may take over spreadsheets."""
    return [programme for programme in programmes_visible_to(by) if may(by, "import_pathways", programme)]


def batches_visible_to(by: Actor) -> QuerySet[ImportBatch]:
    """The files of one's own organisation, in the programmes that one manages."""
    return ImportBatch.objects.filter(
        organisation=by.organisation_id, programme__in=programmes_open_to_import(by)
    )


def imports_somewhere(by: Actor) -> bool:
    """Whether to show the entry of the menu: one query at most, none for most roles."""
    if by.role == Role.HEAD_OF_SERVICE:
        return Programme.objects.filter(commissioner=by.organisation_id).exists()
    if by.role in CONTRACTOR_MANAGERS:
        return Body.objects.filter(organisation=by.organisation_id, part=BodyPart.CONTRACTOR).exists()
    return False

"""The certificates of a path, among its other documents."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from rebond.documents.models import Document
from rebond.filing.shelf import Source, Told
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.people.actor import Anybody
from rebond.trainings.models import Certificate


def _certificates(pathway: Pathway, by: Anybody) -> QuerySet[Document]:
    """Those that hold, for whoever sees the path."""
    seen = pathways_visible_to(by).filter(pk=pathway.pk)
    holding = Certificate.objects.filter(enrolment__pathway__in=seen, voided_at=None)
    return Document.objects.filter(pk__in=holding.values("document"))


def _tell(pks: Sequence[UUID]) -> dict[UUID, Told]:
    rows = Certificate.objects.filter(document__in=pks).select_related(
        "organisation", "enrolment__session__course"
    )
    return {
        row.document_id: Told(
            title=str(row),
            note=str(row.enrolment.session),
            who=str(row.organisation),
            audience=Audience.EVERYBODY,
            url_name="download_certificate",
            url_pk=row.enrolment_id,
        )
        for row in rows
    }


SOURCE = Source(_certificates, _tell)

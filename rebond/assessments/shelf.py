"""What the diagnostic keeps among the documents of a path: each frozen version, and each signed opinion."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from rebond.assessments.models import Assessment, ViabilityOpinion
from rebond.assessments.policy import assessments_visible_to, opinions_visible_to
from rebond.documents.models import Document
from rebond.filing.shelf import Source, Told
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody


def _documents(pathway: Pathway, by: Anybody) -> QuerySet[Document]:
    """Of versions and opinions that the reader may read; an opinion being written holds none."""
    frozen = assessments_visible_to(by).filter(pathway=pathway, document__isnull=False)
    signed = opinions_visible_to(by).filter(pathway=pathway, document__isnull=False)
    return Document.objects.filter(Q(pk__in=frozen.values("document")) | Q(pk__in=signed.values("document")))


def _tell(pks: Sequence[UUID]) -> dict[UUID, Told]:
    told: dict[UUID, Told] = {}
    for row in Assessment.objects.filter(document__in=pks).select_related("frozen_by"):
        assert row.document_id is not None
        moment = str(row.get_moment_display())
        told[row.document_id] = _told(str(row), moment, str(row.frozen_by), "show_assessment_pdf", row.pk)
    for opinion in ViabilityOpinion.objects.filter(document__in=pks):
        assert opinion.document_id is not None
        told[opinion.document_id] = _told(
            "Avis circonstancié", "Signé", opinion.name, "show_opinion_pdf", opinion.pk
        )
    return told


def _told(title: str, note: str, who: str, url_name: str, pk: UUID) -> Told:
    return Told(title, note, who, Audience.EVERYBODY, url_name, pk)


SOURCE = Source(_documents, _tell)

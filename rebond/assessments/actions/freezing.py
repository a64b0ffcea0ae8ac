"""Freezing the diagnostic at a moment of the path: what was known when."""

from django.db import transaction

from rebond.assessments import policy
from rebond.assessments.content import assessment_content, canonical, fingerprint
from rebond.assessments.models import Assessment, DomainRating, OwnAnswers, SectionAnswers
from rebond.assessments.papers import assessment_name, assessment_pdf
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents.models import Kind
from rebond.documents.store import keep
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor


@transaction.atomic
def freeze_assessment(
    *, pathway: Pathway, moment: str, by: Actor, seen_sha256: str | None = None
) -> Assessment:
    """Keep the diagnostic as it stands, for good, with its PDF: the parties and the person read it from then on.

    `seen_sha256` is the hash of what was read. Frozen twice with the same words, it is kept once. Raises ActRefused when
    there is nothing to keep, or when the words changed since they were read.
    """
    lock(pathway)
    policy.require(by, "freeze_assessment", pathway)
    if not _is_begun(pathway):
        raise ActRefused("Le diagnostic est vide : répondez d'abord à une partie.")
    told = assessment_content(pathway)
    content = canonical(told)
    sha256 = fingerprint(content)
    last = pathway.assessments.last()
    if last and (last.moment, last.content_sha256) == (moment, sha256):
        return last
    if seen_sha256 is not None and seen_sha256 != sha256:
        raise ActRefused(
            "Le diagnostic a changé depuis que vous l'avez ouvert : relisez-le, puis arrêtez-le."
        )
    assessment = Assessment(
        pathway=pathway,
        number=last.number + 1 if last else 1,
        moment=moment,
        frozen_at=clock.now(),
        frozen_by=by.user,
        organisation=by.organisation,
        content=content,
        content_sha256=sha256,
    )
    pdf = assessment_pdf(assessment)
    name, beneficiary = assessment_name(assessment), pathway.beneficiary
    assessment.document = keep(pdf, kind=Kind.ASSESSMENT, name=name, beneficiary=beneficiary)
    assessment.save(force_insert=True)
    rated = [rating for rating in told["ratings"] if rating["level"] is not None]
    DomainRating.objects.bulk_create(
        DomainRating(assessment=assessment, domain=rating["domain"], level=rating["level"])
        for rating in rated
    )
    facts = {"moment": str(moment), "number": assessment.number, "sha256": sha256}
    record("freeze_assessment", on=assessment, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return assessment


def _is_begun(pathway: Pathway) -> bool:
    answered = SectionAnswers.objects.filter(pathway=pathway).exclude(answers={})
    return answered.exists() or OwnAnswers.objects.filter(pathway=pathway).exclude(answers={}).exists()

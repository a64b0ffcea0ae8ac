"""What papers share: freezing their words, awaiting their signatures, and sealing them once everybody has answered."""

import logging
from collections.abc import Iterable

from django.db import transaction

from rebond.core import clock
from rebond.documents.certificate import SealUnavailable
from rebond.documents.models import Kind
from rebond.documents.seal import seal
from rebond.documents.store import keep
from rebond.pathways.locking import lock
from rebond.pathways.minutes import AnyPaper, canonical, content_of, fingerprint
from rebond.pathways.models import Addendum, AttendanceSheet, Party, Review, Signature
from rebond.pathways.states import SignatureState
from rebond.pathways.typesetting import file_name, typeset

logger = logging.getLogger(__name__)


def await_signatures(paper: AnyPaper, parties: Iterable[Party]) -> None:
    """One signature is awaited from each of these parties."""
    column = {Review: "review", Addendum: "addendum", AttendanceSheet: "sheet"}[type(paper)]
    Signature.objects.bulk_create(
        Signature(
            step=paper.step,
            role=party.role,
            user=party.user,
            organisation=party.organisation,
            **{column: paper},
        )
        for party in parties
    )


def freeze(paper: AnyPaper) -> None:
    """Give the paper its words, for good. The caller has locked it."""
    if paper.frozen_at:
        return
    content = canonical(content_of(paper))
    paper.content, paper.content_sha256, paper.frozen_at = content, fingerprint(content), clock.now()
    paper.save(update_fields=["content", "content_sha256", "frozen_at"])


def seal_when_answered(paper: AnyPaper) -> None:
    """Typeset, seal and keep the paper when nobody is awaited any more; without a certificate, it waits for the worker."""
    if paper.document_id or not paper.frozen_at:
        return
    if paper.signatures.filter(state=SignatureState.AWAITED).exists():
        return
    try:
        sealed = seal(typeset(paper), reason=str(paper))
    except SealUnavailable as error:
        logger.warning("%s %s is not sealed: %s", paper._meta.model_name, paper.pk, error)
        return
    kind = Kind.ATTENDANCE_SHEET if isinstance(paper, AttendanceSheet) else Kind.MINUTES
    paper.document = keep(
        sealed, kind=kind, name=file_name(paper), beneficiary=paper.step.pathway.beneficiary
    )
    paper.save(update_fields=["document"])


def seal_waiting_papers() -> int:
    """A job of the worker: seal what everybody answered while no certificate was at hand; returns how many."""
    sealed_count = 0
    for model in (Review, Addendum, AttendanceSheet):
        waiting = model._default_manager.filter(frozen_at__isnull=False, document__isnull=True)
        answered = waiting.exclude(signatures__state=SignatureState.AWAITED)
        for pk in answered.values_list("pk", flat=True)[:20]:
            with transaction.atomic():
                paper = model._default_manager.get(pk=pk)
                lock(paper)
                seal_when_answered(paper)
                sealed_count += paper.document_id is not None
    return sealed_count

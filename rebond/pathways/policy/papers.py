"""What each role sees of what is signed: minutes, addenda, attendance sheets, signatures, and the kept files."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from rebond.documents.models import Document
from rebond.pathways.models import Addendum, AttendanceSheet, Paper, Review, Signature
from rebond.pathways.policy.visibility import pathways_visible_to
from rebond.people.actor import Anybody, PersonActor


def signatures_visible_to(by: Anybody) -> QuerySet[Signature]:
    """Those of the appointments that the actor sees, and one's own, as somebody's substitute."""
    return Signature.objects.filter(_own_signatures(by) | Q(step__pathway__in=pathways_visible_to(by)))


def _own_signatures(by: Anybody) -> Q:
    """Those awaited from a colleague; the person's are those of their own path."""
    if isinstance(by, PersonActor):
        return Q(pk__in=[])
    return Q(user=by.user_id, organisation=by.organisation_id, role=by.role)


PaperT = TypeVar("PaperT", bound=Paper)


def papers_visible_to(by: Anybody, model: type[PaperT]) -> QuerySet[PaperT]:
    """Minutes, addenda or sheets of the appointments that the actor sees, and those that they sign as a substitute."""
    step = "review__step" if model is Addendum else "step"
    own = Signature.objects.filter(_own_signatures(by))
    seen = Q(**{f"{step}__pathway__in": pathways_visible_to(by)}) | Q(signatures__in=own)
    return model._default_manager.filter(seen).distinct()


def documents_visible_to(by: Anybody) -> QuerySet[Document]:
    """The kept files of what the actor sees: minutes and what was added to them, proofs of attendance."""
    reviews, addenda = papers_visible_to(by, Review), papers_visible_to(by, Addendum)
    sheets = papers_visible_to(by, AttendanceSheet)
    return Document.objects.filter(
        Q(pk__in=reviews.filter(document__isnull=False).values("document"))
        | Q(pk__in=addenda.filter(document__isnull=False).values("document"))
        | Q(pk__in=sheets.filter(document__isnull=False).values("document"))
        | Q(pk__in=sheets.filter(scan__isnull=False).values("scan"))
    )


def is_scan(document: Document) -> bool:
    """Whether somebody sent it, rather than ourselves typesetting it."""
    return AttendanceSheet.objects.filter(scan=document).exists()

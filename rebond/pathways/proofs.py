"""Which appointments are proved, and which are not: one definition, for the file, « À faire » and the managers' counts.

A held appointment is proved by its minutes or its attendance sheet, signed by everybody, or by a signed paper that was
scanned back (B20). Proofs are asked where a funder is named: the version's mention.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from rebond.core import clock
from rebond.pathways.models import AttendanceSheet, Review, Signature, Step
from rebond.pathways.states import SignatureState, StepState

#: « À faire » speaks of appointments of the last days; older ones stay in the list and in the counts.
RECENT_DAYS = 60


def steps_to_prove(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Held, in a programme that names a funder."""
    return steps.filter(state=StepState.HELD).exclude(pathway__version__funder_mention="")


def is_proved() -> Q:
    """Within a query on Step: the proof is there."""
    unsigned = Signature.objects.exclude(state=SignatureState.SIGNED)
    sheets = AttendanceSheet.objects.filter(step=OuterRef("pk"))
    sealed = sheets.filter(document__isnull=False).exclude(Exists(unsigned.filter(sheet=OuterRef("pk"))))
    minutes = Review.objects.filter(step=OuterRef("pk"), document__isnull=False)
    minutes = minutes.exclude(Exists(unsigned.filter(review=OuterRef("pk"))))
    return Q(Exists(sheets.filter(scan__isnull=False))) | Q(Exists(sealed)) | Q(Exists(minutes))


def missing_proofs(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Those that nothing proves yet."""
    return steps_to_prove(steps).exclude(is_proved())


def recent(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Of the last days: those that one can still remember, and have signed."""
    return steps.filter(starts_at__gte=clock.now() - timedelta(days=RECENT_DAYS))


@dataclass(frozen=True)
class Month:
    """How many held appointments of a month are proved."""

    first_day: date
    held_count: int
    missing_count: int

    @property
    def proved_count(self) -> int:
        return self.held_count - self.missing_count

    @property
    def code(self) -> str:
        """As the address names it."""
        return f"{self.first_day:%Y-%m}"


def by_month(steps: QuerySet[Step]) -> list[Month]:
    """The counts of each month that has something to prove, newest first."""
    month = TruncMonth("starts_at", tzinfo=clock.ZONE)
    rows = steps_to_prove(steps).annotate(is_missing=~is_proved()).order_by()
    counted = (
        rows.annotate(month=month)
        .values_list("month")
        .annotate(
            held=Count("pk", distinct=True), missing=Count("pk", filter=Q(is_missing=True), distinct=True)
        )
    )
    return [Month(_day(at), held, missing) for at, held, missing in counted.order_by("-month")]


def _day(at: datetime) -> date:
    return at.astimezone(clock.ZONE).date()


@dataclass(frozen=True)
class Proof:
    """One held appointment of a file, and what proves it."""

    step: Step
    sheet: AttendanceSheet | None
    review: Review | None
    is_missing: bool


def proofs_of(steps: QuerySet[Step]) -> list[Proof]:
    """Each held appointment, newest first, with its papers; in three queries."""
    rows = list(
        steps.filter(state=StepState.HELD)
        .select_related("phase__spec", "pathway__version")
        .annotate(is_missing=~is_proved())
        .order_by("-starts_at", "pk")
    )
    sheets = _by_step(AttendanceSheet.objects.filter(step__in=rows).select_related("document", "scan"))
    reviews = _by_step(Review.objects.filter(step__in=rows).select_related("document"))
    return [
        Proof(
            step=row,
            sheet=sheets.get(row.pk),
            review=reviews.get(row.pk),
            is_missing=row.is_missing and row.pathway.version.funder_mention != "",
        )
        for row in rows
    ]


def _by_step(papers: Iterable[Any]) -> dict[Any, Any]:
    return {paper.step_id: paper for paper in papers}

"""Which appointments nothing proves yet: one's own, those of an adviser, or of everybody that one sees."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebond.pathways import policy
from rebond.pathways.models import Step
from rebond.pathways.proofs import by_month, missing_proofs
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest

_JOINED = ("pathway__beneficiary", "pathway__adviser", "phase__spec")


@require_safe
def list_proofs(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """The counts of each month, and the appointments without a proof (of one month: ?mois=2026-03)."""
    steps = policy.steps_visible_to(request.actor)
    if pk is not None:
        steps = steps.filter(pathway__adviser=pk)
    chosen = _month(request.GET.get("mois", ""))
    missing = missing_proofs(_within(steps, chosen)).select_related(*_JOINED)
    context = {
        "months": by_month(steps)[:12],
        "chosen": chosen,
        "page": paginate(missing, order="-starts_at", request=request),
        "is_own": pk == request.user.pk,
    }
    return render(request, "staff/proofs/list.html", context)


def _month(code: str) -> date | None:
    """The first day of « 2026-03 »; None for none. Another writing is a 404."""
    if not code:
        return None
    try:
        return date.fromisoformat(f"{code}-01")
    except ValueError:
        raise Http404 from None


def _within(steps: QuerySet[Step], month: date | None) -> QuerySet[Step]:
    if month is None:
        return steps
    return steps.filter(starts_at__year=month.year, starts_at__month=month.month)

"""Acting as somebody else's equal: the roles one person holds, and which one is worn now."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rebond.web.middleware import MEMBERSHIP_KEY
from rebond.web.requests import StaffRequest


@require_POST
def switch_membership(request: StaffRequest) -> HttpResponse:
    """Wear another of one's own roles. Another person's membership does not exist (404)."""
    wanted = request.POST.get("membership", "")
    membership = next((m for m in request.memberships if str(m.pk) == wanted), None)
    if membership is None:
        raise Http404
    request.session[MEMBERSHIP_KEY] = membership.pk
    return redirect("home")

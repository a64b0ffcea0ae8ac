"""Keeping what is typed: any form with a `data-draft-url`."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from rebond.drafts import store
from rebond.web.requests import StaffRequest


@require_POST
def save_draft(request: StaffRequest, key: str) -> HttpResponse:
    """Keep the posted fields as this person's draft of the form `key`."""
    store.save_draft(user=request.user, key=key, data=dict(request.POST.lists()))
    return HttpResponse(status=204)

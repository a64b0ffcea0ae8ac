"""One's own agenda in one's own calendar: the secret address is shown once, renewed and revoked here."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rebond.calendars import actions, policy
from rebond.pathways.calendar_entries import PAST_DAYS
from rebond.web.requests import StaffRequest


@require_safe
def show_subscription(request: StaffRequest) -> HttpResponse:
    return _page(request)


@require_POST
def open_feed(request: StaffRequest) -> HttpResponse:
    return _page(request, secret=actions.open_feed(by=request.actor))


@require_POST
def renew_feed(request: StaffRequest, pk: UUID) -> HttpResponse:
    feed = get_object_or_404(policy.feeds_visible_to(request.actor), pk=pk)
    return _page(request, secret=actions.renew_feed(feed=feed, by=request.actor))


@require_POST
def revoke_feed(request: StaffRequest, pk: UUID) -> HttpResponse:
    feed = get_object_or_404(policy.feeds_visible_to(request.actor), pk=pk)
    actions.revoke_feed(feed=feed, by=request.actor)
    messages.success(request, "Adresse révoquée : les calendriers qui la lisaient ne reçoivent plus rien.")
    return redirect("show_subscription")


def _page(request: StaffRequest, *, secret: str = "") -> HttpResponse:
    """The page, with the address when it was just made: it is answered, never kept, so never redirected to."""
    address = f"{settings.SITE_URL}{reverse('show_feed', args=[secret])}" if secret else ""
    context = {
        "feed": policy.feeds_visible_to(request.actor).first(),
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}" if address else "",
        "past_days": PAST_DAYS,
    }
    return render(request, "staff/agenda/subscription.html", context)

"""Opening a page by a link from a message: no account, one purpose, and nothing that leaks the link."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from rebond.links.doors import LinkClosed, follow_link
from rebond.links.models import Link, Purpose


class LinkRequest(HttpRequest):
    """A request that came by an open link."""

    link: Link


LinkView = Callable[..., HttpResponse]


def by_link(purpose: Purpose) -> Callable[[LinkView], LinkView]:
    """The view is public and takes `secret`; it finds the open link in `request.link`. Closed: 410, and what to do."""

    def decorate(view: LinkView) -> LinkView:
        @login_not_required
        @ensure_csrf_cookie
        @wraps(view)
        def opened(plain_request: HttpRequest, secret: str) -> HttpResponse:
            request = cast("LinkRequest", plain_request)
            if refusal := ratelimit.consume_or_429(request, action="link"):
                return refusal
            try:
                request.link = follow_link(secret, purpose)
                response = view(request, secret)
            except LinkClosed:
                response = render(request, "portal/link_closed.html", status=410)
            return sealed(response)

        return opened

    return decorate


def sealed(response: HttpResponse) -> HttpResponse:
    """The address is a key: no referrer carries it, no cache keeps the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response

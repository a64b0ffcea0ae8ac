"""Pages anybody may read, signed in or not."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility, in the official order (F3). No audit is stored: no claim (F8)."""
    return _page(request, "public/accessibility.html")


@login_not_required
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts this installation, from its settings."""
    return _page(request, "public/legal_notice.html", publisher=settings.PUBLISHER, host=settings.HOST)


def _page(request: HttpRequest, template: str, **content: Any) -> HttpResponse:
    """The same words, on the light page of the person's space for whoever is not signed in as staff."""
    base = "base.html" if request.user.is_authenticated else "portal/base.html"
    return render(request, template, {"base": base, **content})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "public/help.html")


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")

"""Pages anybody may read, signed in or not."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility, in the official order (F3). No audit is stored: no claim (F8)."""
    return render(request, "public/accessibility.html")


@login_not_required
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts this installation, from its settings."""
    return render(
        request, "public/legal_notice.html", {"publisher": settings.PUBLISHER, "host": settings.HOST}
    )


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "public/help.html")


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")

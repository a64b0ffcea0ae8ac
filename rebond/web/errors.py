"""What people read when something cannot be done, in the same look as the rest."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rebond.core.acts import ActRefused


def refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    """An act was refused: its French sentence, as a page or, for htmx, as an alert alone (409)."""
    is_fragment = getattr(request, "htmx", None) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "errors/refused_fragment.html" if is_fragment else "errors/refused.html"
    return render(request, template, {"reason": refusal.message}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the form came from elsewhere (403)."""
    return render(request, "errors/csrf.html", status=403)


def too_many_requests(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A sign-in limit was reached (429)."""
    return render(request, "errors/too_many.html", status=429)


def not_offered(request: HttpRequest) -> HttpResponse:
    """A screen of a library that we do not offer (404)."""
    raise Http404

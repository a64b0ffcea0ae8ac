"""What people read when something cannot be done, in the same look as the rest."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found, permission_denied

from rebond.core.acts import ActRefused


def refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    """An act was refused: its French sentence, as a page or, for htmx, as an alert alone (409)."""
    if _is_in_portal(request):
        return _stopped(request, "Ce n'est pas possible", refusal.message, status=409)
    is_fragment = getattr(request, "htmx", None) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "errors/refused_fragment.html" if is_fragment else "errors/refused.html"
    return render(request, template, {"reason": refusal.message}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the form came from elsewhere (403)."""
    if _is_in_portal(request):
        text = "Cette page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la, puis recommencez."
        return _stopped(request, "Recommencez", text, status=403)
    return render(request, "errors/csrf.html", status=403)


def too_many_requests(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A sign-in limit was reached (429)."""
    if _is_in_portal(request):
        text = "Il y a eu trop d'essais. Attendez dix minutes, puis recommencez."
        return _stopped(request, "Attendez un peu", text, status=429)
    return render(request, "errors/too_many.html", status=429)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing there, or nothing for this person (404)."""
    if _is_in_portal(request):
        text = "Cette page n'existe pas, ou elle n'est pas à vous."
        return _stopped(request, "Page introuvable", text, status=404)
    return page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that this person sees, but may not do (403)."""
    if _is_in_portal(request):
        return _stopped(request, "Ce n'est pas possible", "Vous ne pouvez pas faire cela ici.", status=403)
    return permission_denied(request, exception)


def _is_in_portal(request: HttpRequest) -> bool:
    """Whether the page is one of the person's: they are told things with their own words, and their own look."""
    match = request.resolver_match
    return match is not None and match.func.__module__.startswith("rebond.web.portal")


def _stopped(request: HttpRequest, title: str, text: str, *, status: int) -> HttpResponse:
    return render(request, "portal/stopped.html", {"title": title, "text": text}, status=status)


def not_offered(request: HttpRequest) -> HttpResponse:
    """A screen of a library that we do not offer (404)."""
    raise Http404

"""Who acts in this request: the signed-in user, in one role for one organisation."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rebond.core.acts import ActRefused
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.simulation.courtesy import pages
from rebond.web.errors import refused
from rebond.web.requests import Request

MEMBERSHIP_KEY = "membership"
#: Open to somebody who signs in without any role, so that they can leave.
OPEN_WITHOUT_ROLE = "account_logout"


class PagesFirstMiddleware:
    """Counts the request as under way: what loads in the background of this process waits until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with pages.serving():
            return self.get_response(request)


class ActorMiddleware:
    """Sets `request.actor` (None for a visitor) and `request.memberships`, those the person may switch to.

    The chosen membership is kept in the session; a role taken away meanwhile gives the first one left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain_request: HttpRequest) -> HttpResponse:
        request = cast("Request", plain_request)
        request.memberships = _active_memberships(request)
        request.membership = _chosen(request)
        request.actor = Actor.of(request.membership) if request.membership else None
        response = self.get_response(request)
        if _sends_script_to_sign_in(request, response):
            return HttpResponse("Vous n'êtes plus connecté.", status=401)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # Files hold personal data, and computers are shared: after leaving, « back » shows nothing.
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.actor:
            return None
        is_public = not getattr(view, "login_required", True)
        match = request.resolver_match
        if is_public or (match and match.view_name == OPEN_WITHOUT_ROLE):
            return None
        return render(request, "errors/no_role.html", status=403)


def _sends_script_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a request made by a page's script was answered by the sign-in page, which the script would take for its answer."""
    is_by_script = "HX-Request" in request.headers or "X-CSRFToken" in request.headers
    location = response.headers.get("Location", "")
    return (
        is_by_script
        and not request.user.is_authenticated
        and location.startswith(reverse(settings.LOGIN_URL))
    )


def _active_memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    return list(
        Membership.objects.filter(user=request.user, is_active=True).select_related("organisation", "user")
    )


def _chosen(request: Request) -> Membership | None:
    if not request.memberships:
        return None
    wanted = request.session.get(MEMBERSHIP_KEY)
    return next((m for m in request.memberships if m.pk == wanted), request.memberships[0])


class RefusalMiddleware:
    """An act that says no, and that its view did not catch, answers with its own sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, ActRefused) else None

"""The two doors of the person's screens: a link from a message, for one thing; and the session of their own space."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie

from rebond.links.doors import LinkClosed, follow_link
from rebond.links.models import Link, Purpose
from rebond.pathways import policy
from rebond.pathways.models import Pathway
from rebond.people.actor import PersonActor
from rebond.web.portal.session import PERSON_KEY, person_in
from rebond.web.portal.unsent import keep_unsent

CLOSED_ALONE = (
    "Votre espace s'est fermé tout seul, pour vous protéger. Ouvrez-le à nouveau : "
    "ce que vous veniez d'écrire est gardé."
)


class LinkRequest(HttpRequest):
    """A request that came by an open link."""

    link: Link


class PersonRequest(HttpRequest):
    """A request of the person, in their own space, about their latest path."""

    person: PersonActor
    pathway: Pathway


LinkView = Callable[..., HttpResponse]


def by_link(purpose: Purpose) -> Callable[[LinkView], LinkView]:
    """The view is public and takes `secret`; it finds the open link in `request.link`. Closed: 410, and what to do."""

    def decorate(view: LinkView) -> LinkView:
        @login_not_required
        @ensure_csrf_cookie
        @wraps(view)
        def opened(plain_request: HttpRequest, secret: str) -> HttpResponse:
            request = cast("LinkRequest", plain_request)
            if refusal := ratelimit.consume_or_429(request, action="link", limit_get=True):
                return refusal
            try:
                request.link = follow_link(secret, purpose)
                response = view(request, secret)
            except LinkClosed:
                response = render(request, "portal/link_closed.html", status=410)
            return sealed(response)

        return opened

    return decorate


def in_own_space(view: LinkView) -> LinkView:
    """The view is the person's own: `request.person` and `request.pathway`. Anybody else is shown the entrance."""

    @login_not_required
    @ensure_csrf_cookie
    @wraps(view)
    def opened(plain_request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request = cast("PersonRequest", plain_request)
        kept = request.session.get(PERSON_KEY)
        person = person_in(request)
        if person is None:
            if kept and not request.user.is_authenticated:
                keep_unsent(request, kept["id"])
                messages.warning(request, CLOSED_ALONE)
            return sealed(redirect("enter_space"))
        request.person = person
        request.pathway = _latest_pathway(person)
        return sealed(view(request, *args, **kwargs))

    return opened


def _latest_pathway(person: PersonActor) -> Pathway:
    """The path under way, else the last one that ended."""
    paths = policy.pathways_visible_to(person).order_by("-entered_on", "-pk")
    pathway = paths.first()
    if pathway is None:
        raise Http404
    return pathway


def sealed(response: HttpResponse) -> HttpResponse:
    """The address is a key: no referrer carries it elsewhere, no cache keeps the page.

    Not « no-referrer »: browsers then hide from us too where a form comes from, and it is taken for a forged one.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response

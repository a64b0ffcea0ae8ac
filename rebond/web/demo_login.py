"""« Entrer comme … »: anybody may become an invented person, in demo mode only."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rebond.pathways import entrance
from rebond.people.models import Beneficiary, Membership
from rebond.web.middleware import MEMBERSHIP_KEY
from rebond.web.portal.session import open_session

#: The dressmaker of the reference path: an invented person, at an address that exists nowhere.
PERSON_EMAIL = "delphine.lavande@example.org"


def demo_memberships() -> QuerySet[Membership]:
    """The invented people of the demo with their roles; nobody outside demo mode."""
    if not settings.DEMO_MODE:
        return Membership.objects.none()
    members = Membership.objects.filter(user__is_demo=True, user__is_active=True, is_active=True)
    return members.select_related("user", "organisation").order_by("user_id", "id")


def demo_people() -> list[Beneficiary]:
    """Delphine, and somebody whose path is under way, whose spaces anybody may open; nobody outside demo mode."""
    return entrance.demo_people(PERSON_EMAIL) if settings.DEMO_MODE else []


@login_not_required
@require_POST
def enter_as_person(request: HttpRequest) -> HttpResponse:
    """Open an invented person's space, without a link. 404 outside demo mode."""
    wanted = request.POST.get("person", "")
    person = next((found for found in demo_people() if str(found.pk) == wanted), None)
    if person is None:
        raise Http404
    if response := ratelimit.consume_or_429(request, action="demo_login"):
        return response
    open_session(request, person)
    return redirect("show_space")


@login_not_required
@require_POST
def enter_as(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person, without a password. 404 outside demo mode, and for real people in it."""
    if not settings.DEMO_MODE:
        raise Http404
    if response := ratelimit.consume_or_429(request, action="demo_login"):
        return response
    wanted = request.POST.get("membership", "")
    membership = next((m for m in demo_memberships() if str(m.pk) == wanted), None)
    if membership is None:
        raise Http404
    login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[MEMBERSHIP_KEY] = membership.pk
    return redirect("home")

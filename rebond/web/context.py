"""What the shell of every page shows: where one can go, as whom one acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from rebond.imports.policy import imports_somewhere
from rebond.pathways.policy import RESULT_READERS
from rebond.people.actor import Actor
from rebond.people.models import Role, User
from rebond.web.demo_mailbox import opens_telephones
from rebond.web.offline_owner import device_owner
from rebond.web.portal.session import PERSON_KEY

EVERYBODY = frozenset(Role.values)
#: The administrator opens accesses and draws programmes, and sees no file.
FILE_READERS = EVERYBODY - {Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Entry:
    """One line of the main navigation, for the roles that may open it."""

    label: str
    url_name: str
    roles: frozenset[str] = EVERYBODY
    #: Asks further than the role: a manager of a body that takes part in no programme has nothing to open.
    is_open: Callable[[Actor], bool] = lambda _actor: True


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool


NAVIGATION = (
    Entry("À faire", "home"),
    Entry("Dossiers", "list_pathways", FILE_READERS),
    Entry("Agenda", "show_agenda", FILE_READERS),
    Entry("Orientations", "list_referrals", FILE_READERS),
    Entry("Formations", "list_sessions", FILE_READERS),
    Entry("Résultats", "show_results", frozenset(RESULT_READERS)),
    Entry("Programme", "list_programmes"),
    Entry(
        "Reprise de données",
        "import_pathways",
        frozenset({Role.PRODUCTION_MANAGER, Role.DIRECTOR, Role.HEAD_OF_SERVICE}),
        is_open=imports_somewhere,
    ),
    Entry("Administration", "administration", frozenset({Role.ADMINISTRATOR})),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one variable, `shell`, on every page."""
    actor: Actor | None = getattr(request, "actor", None)
    chosen = getattr(request, "membership", None)
    user = getattr(request, "user", None)
    return {
        "shell": {
            "actor": actor,
            "nav": _links(request, actor) if actor else [],
            "home_url": reverse("home"),
            "initials": f"{actor.user.first_name[:1]}{actor.user.last_name[:1]}" if actor else "",
            "other_memberships": [m for m in getattr(request, "memberships", []) if m != chosen],
            "keeps_diary": actor is not None and actor.role in FILE_READERS,
            "device_owner": device_owner(user) if isinstance(user, User) else "",
            "demo_mode": settings.DEMO_MODE,
            # Asked by the pages of the demo only: a template calls it.
            "opens_telephones": opens_telephones,
            # On a page reached by a link, the way back to a space that is open in this browser.
            "is_in_own_space": actor is None and PERSON_KEY in getattr(request, "session", {}),
        }
    }


def _links(request: HttpRequest, actor: Actor) -> list[Link]:
    links = []
    for entry in NAVIGATION:
        if actor.role not in entry.roles or not entry.is_open(actor):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        is_home = entry.url_name == "home"
        is_current = request.path == url if is_home else request.path.startswith(url)
        links.append(Link(entry.label, url, is_current))
    return links

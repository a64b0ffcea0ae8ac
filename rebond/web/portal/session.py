"""The person's session: a key of its own, short, and never beside a member of staff's."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from rebond.core import clock
from rebond.pathways.entrance import beneficiary_with
from rebond.people.actor import PersonActor
from rebond.people.models import Beneficiary
from rebond.web.portal.unsent import UNSENT_KEY, unsent_of

PERSON_KEY = "person"
#: Left alone this long, the space closes; and it closes anyway at the end of the day's work.
IDLE_MINUTES = 45
LONGEST_HOURS = 8
#: The last page read is written down at most this often.
NOTED_EVERY_SECONDS = 60


def open_session(request: HttpRequest, person: Beneficiary) -> None:
    """From now on this browser is the person's; whoever was signed in on it, staff included, is signed out."""
    unsent = unsent_of(request, str(person.pk))
    request.session.flush()
    if unsent:
        request.session[UNSENT_KEY] = unsent
    now = clock.now().isoformat()
    request.session[PERSON_KEY] = {"id": str(person.pk), "since": now, "seen": now}


def close_session(request: HttpRequest) -> None:
    """Nothing of the person stays in this browser."""
    request.session.flush()


def person_in(request: HttpRequest) -> PersonActor | None:
    """Who this browser is open for; None once the session is over, and for anybody signed in as staff."""
    kept = request.session.get(PERSON_KEY)
    if not kept or request.user.is_authenticated:
        return None
    now, seen = clock.now(), datetime.fromisoformat(kept["seen"])
    is_idle = seen + timedelta(minutes=IDLE_MINUTES) <= now
    is_too_long = datetime.fromisoformat(kept["since"]) + timedelta(hours=LONGEST_HOURS) <= now
    person = None if is_idle or is_too_long else beneficiary_with(kept["id"])
    if person is None:
        close_session(request)
        return None
    if (now - seen).total_seconds() >= NOTED_EVERY_SECONDS:
        request.session[PERSON_KEY] = {**kept, "seen": now.isoformat()}
    return PersonActor(person)

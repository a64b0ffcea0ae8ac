"""What was typed when the space had just closed: kept until the same person is back, so that nothing is lost."""

from typing import Any

from django.http import HttpRequest

UNSENT_KEY = "unsent"
#: Characters kept of one form: some pages.
LENGTH_MAX = 20_000


def keep_unsent(request: HttpRequest, person_id: str) -> None:
    """Remember the form that arrived too late, for the person whose space this was."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if typed and sum(map(len, typed.values())) <= LENGTH_MAX:
        request.session[UNSENT_KEY] = {"person": person_id, "path": request.path, "typed": typed}


def unsent_of(request: HttpRequest, person_id: str) -> dict[str, Any] | None:
    """What this person had typed before the space closed; nobody else's."""
    kept: dict[str, Any] | None = request.session.get(UNSENT_KEY)
    return kept if kept and kept["person"] == person_id else None


def resumed(request: HttpRequest) -> dict[str, Any]:
    """The values to show again in the form of this page, once."""
    kept = request.session.get(UNSENT_KEY)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return {}
    typed: dict[str, Any] = request.session.pop(UNSENT_KEY)["typed"]
    return typed

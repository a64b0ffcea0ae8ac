"""What a part of the space is: one module that reads, one template that shows, one line in `home.SECTIONS`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rebond.pathways.file import File
from rebond.web.portal.doors import PersonRequest


@dataclass(frozen=True)
class Opened:
    """What every part of the home is given: the request and the file as the person reads it."""

    request: PersonRequest
    file: File


@dataclass(frozen=True)
class Section:
    """A part of the home. `read` gives its template what it shows; None: nothing to show yet, so no empty promise."""

    code: str
    template: str
    read: Callable[[Opened], dict[str, Any] | None]

"""Why an act did not happen. Each message is a French sentence for the person who tried."""

from typing import Any


class ActRefused(Exception):
    """An act cannot be done. `field` names the input at fault, when there is one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotInThisState(ActRefused):
    """The state of the thing forbids the act (a replay, or somebody was faster)."""


class StaleEdit(ActRefused):
    """Somebody else saved the same thing meanwhile. `current` is the thing as it now stands."""

    def __init__(self, current: Any) -> None:
        super().__init__("Quelqu'un d'autre a modifié cette fiche pendant votre saisie.")
        self.current = current

"""The acts of one room and who may do them: asked by acts, screens and buttons alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from rebond.people.actor import Actor, Anybody, PersonActor

#: Whether staff, by their role and their organisation, may do an act on a thing.
StaffRule = Callable[[Actor, Any], bool]
#: Whether the person may do an act on a thing of their own.
OwnRule = Callable[[PersonActor, Any], bool]


def _in_any_state(act: str, thing: Any) -> bool:
    return True


@dataclass(frozen=True)
class Permissions:
    """The table of a room: for each act, one rule for `staff` and, where the person does it themselves, one in `own`.

    Nothing is allowed that is not named. `state_allows(act, thing)` says whether the state of the thing lets the act
    happen: only buttons ask it, since the act itself answers with a reason.
    """

    staff: Mapping[str, StaffRule]
    own: Mapping[str, OwnRule] = field(default_factory=dict)
    state_allows: Callable[[str, Any], bool] = _in_any_state

    def may(self, by: Anybody, act: str, thing: Any) -> bool:
        """Whether `by` may do `act` on `thing`, by their role or because it is their own; says nothing of its state.

        Raises KeyError on an act that the table does not name.
        """
        if act not in self.staff and act not in self.own:
            raise KeyError(act)
        rules: Mapping[str, Callable[[Any, Any], bool]] = (
            self.own if isinstance(by, PersonActor) else self.staff
        )
        return act in rules and rules[act](by, thing)

    def require(self, by: Anybody, act: str, thing: Any) -> None:
        """Raises PermissionDenied when the role does not allow the act."""
        if not self.may(by, act, thing):
            raise PermissionDenied(f"{by.role} may not {act}")

    def offers(self, by: Anybody, act: str, thing: Any) -> bool:
        """Whether to show the button: the role allows the act, and so does the state of the thing."""
        return self.may(by, act, thing) and self.state_allows(act, thing)

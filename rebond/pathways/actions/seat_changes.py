"""Somebody else sits at an appointment to come: whoever arrives, leaves or stays is told, and their calendars follow.

Called inside the transaction of the act that changes the seats, which says who does it and writes the journal.
"""

from collections.abc import Sequence

from django.utils.text import get_text_list

from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.pathways.actions.appointments import staff_seated, tell_colleague, tell_date, tell_staff
from rebond.pathways.calendar_entries import invitation
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import User

#: An appointment and who of the staff sat there before the change.
Seating = tuple[Step, list[User]]


def seatings_to_come(pathway: Pathway) -> list[Seating]:
    """The dated appointments still to come of a path, locked, with who sits there now."""
    coming = pathway.steps.filter(state=StepState.PLANNED, starts_at__gt=clock.now())
    seatings = []
    for step in coming.order_by("starts_at", "pk"):
        lock(step)
        step.pathway = pathway
        seatings.append((step, staff_seated(step)))
    return seatings


def tell_new_seats(seatings: Sequence[Seating], doer: Actor) -> None:
    """Tell who arrives, who stays, who leaves, and the person, of each appointment where others sit than before."""
    for step, before in seatings:
        arrived, left = _difference(before, staff_seated(step))
        if not arrived and not left:
            continue
        step.revision += 1  # a calendar takes the latest version of an entry
        step.save(update_fields=["revision"])
        stayed = [user for user in before if user not in left]
        names = {"arrived": _names(arrived), "left": _names(left)}
        tell_staff("arrive_at_step", "Un rendez-vous vous revient", step, doer, only=arrived, **names)
        tell_staff(
            "other_company_at_step", "Un rendez-vous change de participants", step, doer, only=stayed, **names
        )
        tell_left(step, before, doer)
        tell_date("appointment_company", step)


def tell_left(step: Step, before: Sequence[User], doer: Actor) -> None:
    """Whoever sits there no more is told, and their calendar forgets the appointment."""
    arrived, left = _difference(before, staff_seated(step))
    for user in left:
        # An account that is closed reads nothing more.
        if user.is_active and user.pk != doer.user_id:
            files = (invitation(step, method=Method.CANCEL, leaver=user),)
            tell_colleague(
                "leave_step",
                "Un rendez-vous n'est plus dans votre agenda",
                step,
                user,
                doer,
                files,
                arrived=_names(arrived),
            )


def _difference(before: Sequence[User], after: Sequence[User]) -> tuple[list[User], list[User]]:
    """Who arrived and who left, each once: one may hold two seats."""
    arrived = dict.fromkeys(user for user in after if user not in before)
    left = dict.fromkeys(user for user in before if user not in after)
    return list(arrived), list(left)


def _names(users: Sequence[User]) -> str:
    return get_text_list([str(user) for user in users], "et")

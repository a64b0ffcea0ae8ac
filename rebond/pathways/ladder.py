"""A daily job of the worker: the rungs of invitations, and the reminders of appointments, that are due today.

Each piece is an act of its own, which locks and looks again: however many workers run this, and however often, a person
is written to once. Done in the name of the adviser of the path.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.inviting import Rung, rung_due
from rebond.pathways.models import Invitation, Pathway, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import ReminderSpec

logger = logging.getLogger(__name__)


def write_to_people() -> int:
    """Remind, convene and remind again; returns how many people were written to."""
    return _climb_ladders() + _send_reminders()


def _climb_ladders() -> int:
    opened = Invitation.objects.filter(
        ended_at__isnull=True, step__state=StepState.DUE, step__pathway__state=PathwayState.OPEN
    ).select_related(*_joined("step__"))
    acts = {Rung.REMIND: actions.remind_person, Rung.CONVENE: actions.convene_person}
    written = 0
    for invitation in opened.order_by("invited_at", "pk"):
        rung = rung_due(invitation, clock.now())
        if rung:
            by = _adviser_of(invitation.step.pathway)
            written += _done(partial(acts[rung], invitation=invitation, by=by))
    return written


def _send_reminders() -> int:
    furthest = ReminderSpec.objects.order_by("-days_before").values_list("days_before", flat=True).first()
    if furthest is None:
        return 0
    coming = Step.objects.filter(
        state=StepState.PLANNED,
        starts_at__gt=clock.now(),
        starts_at__lt=clock.now() + timedelta(days=furthest + 1),
        pathway__state=PathwayState.OPEN,
        spec__reminder_specs__isnull=False,
    ).distinct()
    return sum(
        _done(partial(actions.remind_step, step=step, by=_adviser_of(step.pathway)))
        for step in coming.select_related(*_joined("")).order_by("starts_at", "pk")
    )


def _joined(prefix: str) -> list[str]:
    paths = ("pathway__version", "pathway__adviser", "pathway__contractor", "pathway__beneficiary")
    return [f"{prefix}{path}" for path in (*paths, "pathway__programme", "phase", "spec", "place")]


def _adviser_of(pathway: Pathway) -> Actor:
    return Actor(user=pathway.adviser, organisation=pathway.contractor, role=Role.BUSINESS_ADVISER)


def _done(act: Callable[[], bool]) -> int:
    """One piece that cannot be done does not stop the others; its reason is on the file, not in the log."""
    try:
        return int(act())
    except (ActRefused, PermissionDenied) as refusal:
        logger.warning("not written: %s", type(refusal).__name__)
        return 0

"""« À faire »: what is waiting for a role, computed from the state of the paths, never typed by anybody.

Each kind of task is one query, bounded: the page costs the same for ten paths and for ten thousand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rebond.pathways.attention import Delays
from rebond.pathways.todo import appointments, decisions, messages, paths, person, referrals
from rebond.pathways.todo.papers import (
    proofs_to_complete,
    reviews_to_convene,
    signatures_to_collect,
    signatures_to_give,
)
from rebond.pathways.todo.tasks import Batch, Day, by_day, without_echoes
from rebond.people.actor import Actor
from rebond.people.models import Role

#: One kind of task: what waits for a role, bounded.
Finder = Callable[[Actor, Delays], Batch]

_MANAGERS = (
    referrals.referrals_to_answer,
    referrals.waiting_list,
    messages.undelivered,
    paths.phases_to_decide,
)
#: Any role may be the one whose approval a programme asks for.
_EVERYBODY = (decisions.decisions_to_approve, signatures_to_give)
_FINDERS: dict[str, tuple[Finder, ...]] = {
    Role.LEAD_WORKER: (
        person.news_of_appointments,
        referrals.declined_referrals,
        messages.undelivered,
        appointments.appointments,
        paths.contracts_to_sign,
        paths.phases_to_decide,
    ),
    Role.BUSINESS_ADVISER: (
        person.proposed_actions,
        person.corrections_to_answer,
        person.news,
        messages.undelivered,
        messages.letters_to_post,
        appointments.steps_to_report,
        appointments.first_steps_beyond_delay,
        appointments.cancelled_by_persons,
        appointments.steps_to_plan,
        appointments.invitations,
        appointments.appointments,
        reviews_to_convene,
        signatures_to_collect,
        proofs_to_complete,
        paths.contracts_to_sign,
        paths.ending_phases,
        paths.exits_to_record,
        paths.without_contact,
        paths.undeclared,
        paths.follow_ups,
        paths.suspended_paths,
    ),
    Role.CAREERS_CONSULTANT: (
        person.news_of_appointments,
        messages.undelivered,
        messages.letters_to_post,
        appointments.steps_to_report,
        appointments.cancelled_by_persons,
        appointments.steps_to_plan,
        appointments.invitations,
        appointments.appointments,
        paths.phases_to_decide,
    ),
    Role.PRODUCTION_MANAGER: _MANAGERS,
    Role.DIRECTOR: _MANAGERS,
}


@dataclass(frozen=True)
class Todo:
    days: list[Day]
    others: list[Batch]

    @property
    def is_empty(self) -> bool:
        return not self.days


def todo_of(by: Actor, *, further: Sequence[Finder] = ()) -> Todo:
    """Everything that waits for this role, by day; `further` are the kinds of the rooms above paths."""
    delays = Delays.read()
    batches = [find(by, delays) for find in (*_FINDERS.get(by.role, ()), *_EVERYBODY, *further)]
    tasks = [task for batch in batches for task in batch.tasks]
    return Todo(
        days=by_day(without_echoes(tasks)), others=[batch for batch in batches if batch.left_count > 0]
    )

"""« À faire »: what came from a device, and waits for its author to compare it with the file."""

from uuid import UUID

from rebond.core import clock
from rebond.drafts import store
from rebond.pathways.attention import Delays
from rebond.pathways.todo.tasks import SHOWN, Batch, Task
from rebond.people.actor import Actor
from rebond.web.staff.offline_arrivals import DRAFT_PREFIX
from rebond.web.templatetags.words import moment


def arrivals_to_settle(by: Actor, delays: Delays) -> Batch:
    """One's own, the latest first. The page names the person, and only to somebody who still sees the file."""
    drafts = store.drafts_named(user=by.user, prefix=DRAFT_PREFIX)
    tasks = [
        Task(
            kind="settle_arrival",
            label="Rapprocher une saisie faite sur place",
            person="Hors connexion",
            note=f"Arrivée le {moment(draft.saved_at)} : le dossier avait changé.",
            due_on=clock.civil_date(draft.saved_at),
            url_name="settle_arrival",
            url_pk=UUID(draft.key.removeprefix(DRAFT_PREFIX)),
            button="Comparer",
            icon="layout-split",
        )
        for draft in drafts[:SHOWN]
    ]
    return Batch("saisies à rapprocher", tasks, total=len(tasks))

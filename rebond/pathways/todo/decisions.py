"""Decisions that wait for somebody's approval."""

from rebond.core import clock
from rebond.pathways import policy
from rebond.pathways.attention import Delays
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor


def decisions_to_approve(by: Actor, delays: Delays) -> Batch:
    waiting = policy.decisions_to_approve(by).select_related("pathway__beneficiary", "choice", "decided_by")
    rows, total = bounded(waiting, "recorded_at")
    tasks = [
        Task(
            kind="approve_decision",
            label=f"Approuver ou non la décision : {row.title}",
            person=row.pathway.beneficiary.full_name,
            note=f"Prise le {on(row.decided_on)} ({ago(row.decided_on)}), enregistrée par {row.decided_by}.",
            due_on=clock.today(),
            url_name="approve_decision",
            url_pk=row.pk,
            button="Répondre",
            icon="person-check",
            pathway_pk=row.pathway_id,
        )
        for row in rows
    ]
    return Batch("décisions à approuver", tasks, total)

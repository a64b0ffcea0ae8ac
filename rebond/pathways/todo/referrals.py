"""Referrals: to answer, waiting for a place, refused."""

from datetime import date, timedelta
from typing import Any

from rebond.core import clock
from rebond.pathways import policy
from rebond.pathways.attention import Delays
from rebond.pathways.states import ReferralState
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, days, on
from rebond.people.actor import Actor

#: A refused referral stays here this many days.
DECLINED_DAYS = 15


def referrals_to_answer(by: Actor, delays: Delays) -> Batch:
    sent = (
        policy.referrals_visible_to(by)
        .filter(state=ReferralState.SENT)
        .select_related("beneficiary", "referrer")
    )
    rows, total = bounded(sent, "referred_on")
    return Batch(
        "orientations à traiter",
        [_answer(row, delays, row.referred_on) for row in rows],
        total,
        "list_referrals",
    )


def waiting_list(by: Actor, delays: Delays) -> Batch:
    waiting = policy.referrals_visible_to(by).filter(state=ReferralState.WAITING)
    rows, total = bounded(waiting.select_related("beneficiary", "referrer"), "waiting_since")
    tasks = [_answer(row, delays, row.waiting_since or row.referred_on) for row in rows]
    return Batch("orientations en liste d'attente", tasks, total, "list_referrals")


def _answer(referral: Any, delays: Delays, since: date) -> Task:
    """Late once the version's delay to the first appointment has passed; until then it waits for today."""
    today = clock.today()
    delay_days = delays.first_appointment_days(referral.version_id)
    limit = referral.referred_on + timedelta(days=delay_days) if delay_days is not None else None
    is_waiting = referral.state == ReferralState.WAITING
    note = f"Orientée par {referral.referrer} le {on(referral.referred_on)}"
    note += f", en liste d'attente depuis {days((today - since).days)}" if is_waiting else f" ({ago(since)})"
    if limit and limit < today:
        note += f". Premier rendez-vous attendu avant le {on(limit)}"
    return Task(
        kind="answer_referral",
        label="Sur liste d'attente : répondre à l'orientation" if is_waiting else "Répondre à l'orientation",
        person=referral.beneficiary.full_name,
        note=f"{note}.",
        due_on=min(limit, today) if limit else today,
        url_name="show_referral",
        url_pk=referral.pk,
        button="Répondre",
        icon="hourglass-split" if is_waiting else "inbox",
    )


def declined_referrals(by: Actor, delays: Delays) -> Batch:
    since = clock.today() - timedelta(days=DECLINED_DAYS)
    declined = policy.referrals_visible_to(by).filter(
        state=ReferralState.DECLINED, answered_on__gte=since, referrer=by.user_id
    )
    rows, total = bounded(
        declined.select_related("beneficiary", "decline_reason", "contractor"), "-answered_on"
    )
    tasks = [
        Task(
            kind="declined_referral",
            label="Orientation refusée",
            person=row.beneficiary.full_name,
            note=f"{row.contractor}, le {on(row.answered_on)} : {row.decline_reason}.",
            due_on=clock.today(),
            url_name="show_referral",
            url_pk=row.pk,
            button="Lire la réponse",
            icon="x-circle",
        )
        for row in rows
    ]
    return Batch("orientations refusées", tasks, total, "list_referrals", "etat=toutes")

"""Time spent: noted in two clicks, put right by whoever noted it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.models import MINUTES_MAX, Exchange, TimeSpent


@transaction.atomic
def note_time(
    *,
    pathway: Pathway,
    time_id: UUID,
    minutes: int,
    by: Actor,
    exchange: Exchange | None = None,
    spent_on: date | None = None,
) -> TimeSpent:
    """Note the minutes that `by` spent for the person, on an exchange or alone, today by default.

    Sent twice, they count once; on an exchange that has some already, they replace them. Raises ActRefused.
    """
    lock(pathway)
    policy.require(by, "note_time", pathway)
    if kept := TimeSpent.objects.filter(user=by.user, pk=time_id).first():
        return kept
    if exchange and exchange.pathway_id != pathway.pk:
        raise ActRefused("Cet échange est celui d'un autre parcours.")
    if exchange and (kept := TimeSpent.objects.filter(user=by.user, exchange=exchange).first()):
        correct_time(time=kept, minutes=minutes, spent_on=kept.spent_on, by=by)
        return kept
    day = spent_on or (clock.civil_date(exchange.happened_at) if exchange else clock.today())
    _check(minutes, day)
    time = TimeSpent.objects.create(
        id=time_id,
        pathway=pathway,
        exchange=exchange,
        user=by.user,
        organisation=by.organisation,
        spent_on=day,
        minutes=minutes,
        noted_at=clock.now(),
    )
    record("note_time", on=time, by=by, beneficiary_id=pathway.beneficiary_id, **_facts(time))
    return time


@transaction.atomic
def correct_time(*, time: TimeSpent, minutes: int, spent_on: date, by: Actor) -> None:
    """Put one's own line right; the journal keeps what it said before. Raises ActRefused."""
    lock(time)
    policy.require(by, "correct_time", time)
    _check(minutes, spent_on)
    if (time.minutes, time.spent_on) == (minutes, spent_on):
        return
    before = _facts(time)
    time.minutes, time.spent_on = minutes, spent_on
    time.save(update_fields=["minutes", "spent_on"])
    facts = {"before": before, "after": _facts(time)}
    record("correct_time", on=time, by=by, beneficiary_id=time.pathway.beneficiary_id, **facts)


@transaction.atomic
def remove_time(*, time: TimeSpent, by: Actor) -> None:
    """Take one's own line away; the journal keeps what it said."""
    lock(time)
    policy.require(by, "remove_time", time)
    record("remove_time", on=time, by=by, beneficiary_id=time.pathway.beneficiary_id, **_facts(time))
    time.delete()


@transaction.atomic
def export_time(*, month: date, file_format: str, by: Actor) -> None:
    """Take one's own month away in a file: the journal says so."""
    policy.require(by, "export_time", by.organisation)
    record("export_time", on=by.organisation, by=by, month=f"{month:%Y-%m}", format=file_format)


def _check(minutes: int, day: date) -> None:
    if not 1 <= minutes <= MINUTES_MAX:
        raise ActRefused("Un temps passé va de 1 minute à 12 heures.", field="minutes")
    if day > clock.today():
        raise ActRefused("Ce jour n'est pas encore venu.", field="spent_on")


def _facts(time: TimeSpent) -> dict[str, object]:
    return {"minutes": time.minutes, "spent_on": time.spent_on.isoformat()}

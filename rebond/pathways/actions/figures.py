"""The business's money, month by month: its activity lines, what is declared, and what is put right.

The person or the staff write alike; `rebond.finances` knows the figures, the path knows who may.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.finances.models import LINE_CATEGORIES, ActivityLine, MonthlyFigures, Source
from rebond.finances.writing import Declaration, Writer, write_month
from rebond.pathways import policy
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor, Anybody

#: Activities of one business: more would not fit the grid.
MAX_LINES = 8
#: What may be put right on a line; its kind too, as long as the person was wrong about it.
LINE_FIELDS = ("category", "label", "started_on", "ended_on")


@transaction.atomic
def open_activity_line(
    *, pathway: Pathway, category: str, started_on: date, by: Anybody, label: str = ""
) -> ActivityLine:
    """Follow one more activity of the business (C7). Raises ActRefused for farming, ValidationError for a double."""
    lock(pathway.business)
    policy.require(by, "open_activity_line", pathway)
    line = ActivityLine(
        business=pathway.business, category=category, label=label.strip(), started_on=started_on
    )
    _open(line, pathway, by)
    return line


@transaction.atomic
def update_activity_line(
    *,
    pathway: Pathway,
    line: ActivityLine,
    values: Mapping[str, Any],
    by: Anybody,
    seen_revision: int | None = None,
) -> None:
    """Put a line right, or say when it ended. Raises StaleEdit, ActRefused when declared months would fall outside."""
    lock(pathway.business)
    lock_revision(line, seen_revision)
    policy.require(by, "update_activity_line", pathway)
    _require_own_line(pathway, line)
    changed = sorted(name for name in LINE_FIELDS if name in values and getattr(line, name) != values[name])
    for name in changed:
        setattr(line, name, values[name])
    line.full_clean()
    outside = Q(figures__month__lt=line.started_on)
    if line.ended_on:
        outside |= Q(figures__month__gt=line.ended_on)
    if line.turnovers.filter(outside).exists():
        raise ActRefused(
            "Des chiffres sont déclarés en dehors de ces mois : corrigez-les d'abord.", field="started_on"
        )
    line.save()
    facts = {"business": str(line.business_id), "fields": changed}
    record("update_activity_line", on=line, by=by, beneficiary_id=pathway.beneficiary_id, **facts)


@transaction.atomic
def remove_activity_line(*, pathway: Pathway, line: ActivityLine, by: Actor) -> None:
    """Take back a line opened by mistake. Raises ActRefused once something was declared on it."""
    lock(pathway.business)
    policy.require(by, "remove_activity_line", pathway)
    _require_own_line(pathway, line)
    if line.turnovers.exists():
        raise ActRefused("Des chiffres sont déclarés pour cette activité : indiquez plutôt son dernier mois.")
    record("remove_activity_line", on=line, by=by, beneficiary_id=pathway.beneficiary_id)
    line.delete()


@transaction.atomic
def declare_month(
    *,
    pathway: Pathway,
    month: date,
    by: Anybody,
    turnovers: Mapping[ActivityLine, Decimal | None] | None = None,
    shared: Mapping[str, Decimal | None] | None = None,
    reason: str = "",
    seen_revision: int | None = None,
) -> MonthlyFigures | None:
    """Declare one month of the business; None when it says nothing new.

    `turnovers` gives what was cashed on each line (`finances.lines.lines_or_first`), `shared` the columns of
    `finances.models.SHARED_COLUMNS`; what is not named stays as it is, None withdraws a figure.
    Raises as `declare_months` does.
    """
    declared = Declaration(month, turnovers or {}, shared or {}, seen_revision)
    written = declare_months(pathway=pathway, declarations=[declared], reason=reason, by=by)
    return written[0] if written else None


@transaction.atomic
def declare_months(
    *, pathway: Pathway, declarations: Sequence[Declaration], by: Anybody, reason: str = ""
) -> list[MonthlyFigures]:
    """Declare several months at once, all or none; returns those that changed.

    Raises ActRefused for a month to come or before the business, or when a figure is replaced without a reason;
    StaleEdit when somebody changed a month meanwhile.
    """
    lock(pathway.business)
    policy.require(by, "declare_months", pathway)
    source, user = (Source.STAFF, by.user) if isinstance(by, Actor) else (Source.PERSON, None)
    writer = Writer(source, user, reason)
    written = []
    for declared in declarations:
        for line in declared.turnovers:
            if line._state.adding:
                _open(line, pathway, by)
        month = write_month(pathway.business, declared, writer)
        if month is None:
            continue
        facts = {
            "month": f"{declared.month:%Y-%m}",
            "columns": month.changed,
            "corrected": month.corrected,
            "source": source.value,
        }
        record("declare_months", on=month.figures, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
        written.append(month.figures)
    return written


def _open(line: ActivityLine, pathway: Pathway, by: Anybody) -> None:
    if line.business_id != pathway.business_id:
        raise ActRefused("Cette activité est celle d'une autre entreprise.")
    if ActivityLine.objects.filter(business=line.business_id).count() >= MAX_LINES:
        raise ActRefused(f"Une entreprise suit au plus {MAX_LINES} activités.")
    if line.category not in LINE_CATEGORIES:
        raise ActRefused("Les activités agricoles ne sont pas suivies ici.", field="category")
    line.full_clean()
    line.save(force_insert=True)
    record(
        "open_activity_line", on=line, by=by, beneficiary_id=pathway.beneficiary_id, category=line.category
    )


def _require_own_line(pathway: Pathway, line: ActivityLine) -> None:
    if line.business_id != pathway.business_id:
        raise ActRefused("Cette activité est celle d'une autre entreprise.")

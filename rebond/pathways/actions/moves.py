"""Moving running paths to another version of their programme, and undoing it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from rebond.audit.journal import entry, record
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import Decision, MovedPathway, Pathway, Phase, PrivateNote, Step, VersionMove
from rebond.pathways.moves import PathwayChange, changes_of
from rebond.pathways.states import DecisionState, PathwayState
from rebond.people.actor import Actor
from rebond.programmes.models import Version, VersionState

_CHUNK = 500
_MOVE_VERBS = ("move_pathways", "undo_move")
#: Columns of a dropped step that are needed to bring it back: no text is kept aside.
_STEP_COLUMNS = ("phase_id", "spec_id", "occurrence", "attempt", "kind", "label", "duration_minutes")


def movable_pathways(target: Version) -> QuerySet[Pathway]:
    """Running paths of the programme that follow another version, with all that a move reads."""
    running = Pathway.objects.filter(programme=target.programme_id).exclude(state=PathwayState.CLOSED)
    return with_parts(running.exclude(version=target))


def with_parts(pathways: QuerySet[Pathway]) -> QuerySet[Pathway]:
    own_notes = Prefetch(
        "private_notes", PrivateNote.objects.only("step")
    )  # that there is one, never its text
    return (
        pathways.select_related("beneficiary", "business", "version")
        .prefetch_related(
            Prefetch("phases", Phase.objects.select_related("spec").prefetch_related("pauses")),
            Prefetch("steps", Step.objects.select_related("spec", "place").prefetch_related(own_notes)),
            Prefetch("decisions", Decision.objects.filter(state=DecisionState.WAITING)),
        )
        .order_by("pk")
    )


@transaction.atomic
def move_pathways(*, pathways: QuerySet[Pathway], target: Version, by: Actor) -> VersionMove:
    """Move the running paths among `pathways` to `target`; those that cannot, stay (the preview says why).

    Raises ActRefused when the target is not published, or none of them can move (a replay).
    """
    policy.require(by, "move_pathways", target.programme)
    if target.state != VersionState.PUBLISHED:
        raise ActRefused("On ne passe des parcours que vers la version publiée.")
    locked = (
        pathways.filter(programme=target.programme_id).exclude(version=target).select_for_update(of=("self",))
    )
    chosen = list(with_parts(locked.exclude(state=PathwayState.CLOSED)))
    changes = [change for change in changes_of(chosen, target) if not change.obstacle]
    if not changes:
        raise ActRefused("Aucun de ces parcours n'est à passer à cette version.")
    move = VersionMove.objects.create(target=target, moved_by=by.user)
    MovedPathway.objects.bulk_create(
        (
            MovedPathway(
                move=move, pathway=change.pathway, source=change.pathway.version, before=_before(change)
            )
            for change in changes
        ),
        batch_size=_CHUNK,
    )
    _write(changes, target)
    record("move_pathways", on=move, by=by, version=target.number, moved_count=len(changes))
    _record_each("move_pathways", (change.pathway for change in changes), by, version=target.number)
    return move


def _before(change: PathwayChange) -> dict[str, Any]:
    """What is needed to undo: identifiers and dates, no text."""
    pathway = change.pathway
    return {
        "phases": {str(phase.pk): [phase.spec_id, _iso(phase.due_on)] for phase in pathway.phases.all()},
        "steps": {str(step.pk): step.spec_id for step in pathway.steps.all() if step.spec_id},
        "places": {str(step.pk): step.place_id for step, _ in change.placed},
        "dates": {str(step.pk): _iso(step.expected_on) for step, _ in change.redated},
        "dropped": [
            {"id": str(step.pk), "expected_on": _iso(step.expected_on)}
            | {name: getattr(step, name) for name in _STEP_COLUMNS}
            for step in change.dropped
        ],
        "added": [str(step.pk) for step in change.added],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _write(changes: list[PathwayChange], target: Version) -> None:
    """Everything in bulk: a thousand paths move in seconds."""
    phases, steps, pathways = [], [], [change.pathway.pk for change in changes]
    for change in changes:
        for step, expected_on in change.redated:
            step.expected_on = expected_on
            steps.append(step)
        if change.phase:
            phases.append(change.phase)
    dropped = [step.pk for change in changes for step in change.dropped]
    Step.objects.filter(pk__in=dropped).delete()
    Pathway.objects.filter(pk__in=pathways).update(version=target)
    _point(Phase, ((pk, spec.pk) for change in changes for pk, spec in change.phase_specs.items()))
    _point(Step, ((pk, spec.pk) for change in changes for pk, spec in change.step_specs.items()))
    _point(Step, ((step.pk, place.pk) for change in changes for step, place in change.placed), column="place")
    Phase.objects.bulk_update(phases, ["due_on"], batch_size=_CHUNK)
    Step.objects.bulk_update(steps, ["expected_on"], batch_size=_CHUNK)
    Step.objects.bulk_create([step for change in changes for step in change.added], batch_size=_CHUNK)


def _point(
    model: type[Phase] | type[Step], pairs: Iterable[tuple[Any, int]], *, column: str = "spec"
) -> None:
    """Give each row (by its id) its spec, or place: one query per value and _CHUNK rows; `bulk_update` is slow there."""
    rows_of: dict[int, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        rows_of[value].append(pk)
    for value, rows in rows_of.items():
        for start in range(0, len(rows), _CHUNK):
            model._base_manager.filter(pk__in=rows[start : start + _CHUNK]).update(**{column: value})


def _record_each(verb: str, pathways: Iterable[Pathway], by: Actor, **facts: Any) -> None:
    entries = [
        entry(verb, on=pathway, by=by, beneficiary_id=pathway.beneficiary_id, **facts) for pathway in pathways
    ]
    Entry.objects.bulk_create(entries, batch_size=_CHUNK)


def reversible(move: VersionMove) -> list[MovedPathway]:
    """The paths of a move on which nothing was done since: those that can still go back."""
    rows = list(move.moved.filter(undone_at__isnull=True).select_related("pathway"))
    later = Entry.objects.filter(
        at__gt=move.moved_at, beneficiary__in=[row.pathway.beneficiary_id for row in rows]
    )
    touched = set(later.exclude(verb__in=_MOVE_VERBS).values_list("beneficiary", flat=True))
    return [
        row
        for row in rows
        if row.pathway.beneficiary_id not in touched and row.pathway.version_id == move.target_id
    ]


@transaction.atomic
def undo_move(*, move: VersionMove, by: Actor) -> int:
    """Put back, exactly, the paths of a move on which nothing was done since. Returns how many went back.

    Raises ActRefused when there is none (a replay, or every path has gone on).
    """
    lock(move)
    policy.require(by, "undo_move", move.target.programme)
    rows = reversible(move)
    if not rows:
        raise ActRefused(
            "Aucun parcours ne peut plus revenir : ils ont tous continué depuis, ou sont déjà revenus."
        )
    _restore(rows)
    now = clock.now()
    for row in rows:
        row.undone_at = now
    MovedPathway.objects.bulk_update(rows, ["undone_at"], batch_size=_CHUNK)
    record("undo_move", on=move, by=by, undone_count=len(rows))
    _record_each("undo_move", (row.pathway for row in rows), by, version=move.target.number)
    return len(rows)


def _restore(rows: list[MovedPathway]) -> None:
    due_on = {int(pk): _day(day) for row in rows for pk, (_, day) in row.before["phases"].items()}
    dates = {pk: _day(day) for row in rows for pk, day in row.before["dates"].items()}
    phases = list(Phase.objects.filter(pk__in=due_on, ended_on__isnull=True))
    steps = list(Step.objects.filter(pk__in=dates))
    for phase in phases:
        phase.due_on = due_on[phase.pk]
    for step in steps:
        step.expected_on = dates[str(step.pk)]
    Step.objects.filter(pk__in=[pk for row in rows for pk in row.before["added"]]).delete()
    sources: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        sources[row.source_id].append(row.pathway_id)
    for source_id, pathways in sources.items():
        Pathway.objects.filter(pk__in=pathways).update(version=source_id)
    _point(Phase, ((pk, spec_id) for row in rows for pk, (spec_id, _) in row.before["phases"].items()))
    _point(Step, ((pk, spec_id) for row in rows for pk, spec_id in row.before["steps"].items()))
    # Moves made before places followed kept none.
    _point(
        Step,
        ((pk, place) for row in rows for pk, place in row.before.get("places", {}).items()),
        column="place",
    )
    Phase.objects.bulk_update(phases, ["due_on"], batch_size=_CHUNK)
    Step.objects.bulk_update(steps, ["expected_on"], batch_size=_CHUNK)
    dropped = [
        Step(pathway_id=row.pathway_id, **{**before, "expected_on": _day(before["expected_on"])})
        for row in rows
        for before in row.before["dropped"]
    ]
    Step.objects.bulk_create(dropped, batch_size=_CHUNK)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What happened on a path, newest first: facts by the day they took place, whoever wrote them and when.

The dates of every fact are read first (light rows, one query per source); only one page of facts is then read in
full. A file of 500 facts costs the queries of a file of 5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Prefetch

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.pathways import policy
from rebond.pathways.actions import SEATS
from rebond.pathways.models import Action, Pathway, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import ActionState, StepState
from rebond.people.actor import Actor
from rebond.people.models import User

PAGE_SIZE = 30
#: Facts of one day, from the first to the last: a review is held, then decides, then opens a phase.
_ORDER = [
    *("referred", "waited", "entered", "resumed", "reassigned", "skipped", "met", "action_done"),
    *("decided", "opened", "exited", "corrected", "followed_up"),
]
_EVENTS_OF_STEPS = (StepState.HELD, StepState.NO_SHOW, StepState.EXCUSED, StepState.CANCELLED)
_ENTRY_KINDS = {
    "reassign_pathways": "reassigned",
    "resume_pathway": "resumed",
    "skip_step": "skipped",
    "correct_exit": "corrected",
}


@dataclass(frozen=True)
class Mark:
    """That something happened, and when: enough to sort, not yet to tell."""

    kind: str
    on: date
    pk: Any
    at: datetime | None = None

    @property
    def key(self) -> str:
        """Names the fact in an address; holds nothing personal."""
        return f"{self.kind}-{self.pk}"

    @property
    def rank(self) -> tuple[date, int, datetime, str]:
        return (self.on, _ORDER.index(self.kind), self.at or datetime.min.replace(tzinfo=UTC), str(self.pk))


@dataclass(frozen=True)
class Fact:
    """One line of the timeline. `thing` is the row it tells; `facts` the codes of a journal entry, worded."""

    kind: str
    on: date
    thing: Any
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Timeline:
    facts: list[Fact]
    count: int
    #: Where the next, older page starts; None on the last one.
    older_than: str | None
    is_first: bool


def read_timeline(pathway: Pathway, *, by: Actor, before: str = "", size: int = PAGE_SIZE) -> Timeline:
    """One page of facts, older than the fact `before` names (the newest ones when it names none)."""
    marks = sorted(_marks(pathway, by), key=lambda mark: mark.rank, reverse=True)
    start = next((place + 1 for place, mark in enumerate(marks) if mark.key == before), 0)
    page = marks[start : start + size]
    has_more = start + size < len(marks)
    return Timeline(
        facts=_facts(pathway, page, by),
        count=len(marks),
        older_than=page[-1].key if has_more else None,
        is_first=start == 0,
    )


def _marks(pathway: Pathway, by: Actor) -> Iterator[Mark]:
    yield from _milestones(pathway)
    met = policy.steps_visible_to(by).filter(pathway=pathway, state__in=_EVENTS_OF_STEPS)
    for pk, at in met.values_list("pk", "starts_at"):
        assert at is not None
        yield Mark("met", clock.civil_date(at), pk, at)
    for pk, verb, at in _entries(pathway).values_list("pk", "verb", "at"):
        yield Mark(_ENTRY_KINDS[verb], clock.civil_date(at), pk, at)
    dated = {
        "opened": pathway.phases.filter(position__gt=1).values_list("pk", "opened_on"),
        "decided": pathway.decisions.values_list("pk", "decided_on"),
        "action_done": _done_actions(pathway).values_list("pk", "done_on"),
        "followed_up": _told_follow_ups(pathway).values_list("pk", "observed_on"),
    }
    for kind, rows in dated.items():
        for pk, on in rows:
            yield Mark(kind, on, pk)


def _milestones(pathway: Pathway) -> Iterator[Mark]:
    """What the path itself dates. Its first phase opens as the person enters."""
    yield Mark("referred", pathway.referred_on, pathway.pk)
    if pathway.referral.waiting_since:
        yield Mark("waited", pathway.referral.waiting_since, pathway.pk)
    yield Mark("entered", pathway.entered_on, pathway.pk)
    if pathway.exited_on:
        yield Mark("exited", pathway.exited_on, pathway.pk)


def _done_actions(pathway: Pathway) -> Any:
    return Action.objects.filter(aim__pathway=pathway, state=ActionState.DONE)


def _told_follow_ups(pathway: Pathway) -> Any:
    return pathway.follow_ups.exclude(state=FollowUpState.DUE).filter(observed_on__isnull=False)


def _entries(pathway: Pathway) -> Any:
    """What only the journal dates: changes of hands, pauses that ended, steps found unnecessary, corrections."""
    skipped = [str(pk) for pk in pathway.steps.filter(state=StepState.SKIPPED).values_list("pk", flat=True)]
    journal = Entry.objects.filter(beneficiary=pathway.beneficiary_id, verb__in=_ENTRY_KINDS)
    return journal.filter(object_id__in=[str(pathway.pk), *skipped])


def _facts(pathway: Pathway, page: Iterable[Mark], by: Actor) -> list[Fact]:
    """The page in full: one query per kind of thing (and its parties, notes, words), whatever their number."""
    wanted: dict[str, list[Any]] = {kind: [] for kind in _ORDER}
    marks = list(page)
    for mark in marks:
        wanted[mark.kind].append(mark.pk)
    entries = Entry.objects.select_related("user").in_bulk(
        [pk for kind in _ENTRY_KINDS.values() for pk in wanted[kind]]
    )
    skipped_ids = [entry.object_id for entry in entries.values() if entry.verb == "skip_step"]
    steps = _steps_in_full(pathway, [*wanted["met"], *skipped_ids], by)
    names = _names(entries.values())
    things: dict[str, dict[Any, Any]] = {
        "opened": pathway.phases.select_related("spec").in_bulk(wanted["opened"]),
        "met": steps,
        "decided": pathway.decisions.select_related("choice", "decided_by", "approved_by", "phase__spec")
        .prefetch_related("agreements__user")
        .in_bulk(wanted["decided"]),
        "action_done": _done_actions(pathway).select_related("aim").in_bulk(wanted["action_done"]),
        "followed_up": _told_follow_ups(pathway).select_related("recorded_by").in_bulk(wanted["followed_up"]),
    }
    told = []
    for mark in marks:
        if mark.kind in _ENTRY_KINDS.values():
            told.append(_of_entry(mark, entries[mark.pk], steps, names))
        else:
            told.append(Fact(mark.kind, mark.on, things.get(mark.kind, {}).get(mark.pk, pathway)))
    return told


def _steps_in_full(pathway: Pathway, ids: list[Any], by: Actor) -> dict[Any, Step]:
    notes = Prefetch(
        "private_notes", policy.private_notes_visible_to(by).select_related("author"), to_attr="own_notes"
    )
    rows = (
        policy.steps_visible_to(by)
        .filter(pk__in=ids)
        .select_related("place", "reported_by", "phase__spec")
        .prefetch_related("parties__user", notes)
    )
    return {row.pk: row for row in rows}


def _names(entries: Iterable[Entry]) -> dict[int, User]:
    ids = {entry.facts.get(side) for entry in entries for side in ("before_id", "after_id")} - {None}
    return User.objects.in_bulk(ids)


def _of_entry(mark: Mark, entry: Entry, steps: dict[Any, Step], names: dict[int, User]) -> Fact:
    step = next((step for step in steps.values() if str(step.pk) == entry.object_id), None)
    facts: dict[str, Any] = {"by": entry.user, "step": step}
    if mark.kind == "reassigned":
        facts |= {
            "seat": SEATS[entry.facts["seat"]].label,
            "before": names.get(entry.facts["before_id"]),
            "after": names.get(entry.facts["after_id"]),
        }
    return Fact(mark.kind, mark.on, entry, facts)

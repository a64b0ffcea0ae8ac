"""A task, and how tasks are bounded, worded and put in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Window

from rebond.core import clock
from rebond.pathways.attention import Delays, Watch
from rebond.people.actor import Actor

#: Tasks shown of one kind; the others are behind a link to the filtered list.
SHOWN = 10
NO_CONTACT = "no_contact"


@dataclass(frozen=True)
class Task:
    """One thing to do: for whom, what, since when, by when, and the act (a URL name) that does it."""

    kind: str
    label: str
    person: str
    note: str
    due_on: date | None
    url_name: str
    url_pk: UUID | int
    button: str
    icon: str = "circle"
    #: The path that the task is about, if one is open.
    pathway_pk: UUID | None = None
    #: An act that one click does, where nothing need be typed: its address takes the same thing.
    quick_url_name: str = ""
    quick_button: str = ""


@dataclass(frozen=True)
class Batch:
    """The most urgent tasks of one kind, how many there are in all, and where the others are listed, if anywhere."""

    label: str
    tasks: list[Task] = field(default_factory=list)
    total: int = 0
    more_url_name: str = "list_pathways"
    more_query: str = ""

    @property
    def left_count(self) -> int:
        return self.total - len(self.tasks)

    @property
    def has_list(self) -> bool:
        """« Dossiers » without a filter lists everybody, not those who wait: the others then come as these are done."""
        return self.more_url_name != "list_pathways" or bool(self.more_query)


@dataclass(frozen=True)
class Listed:
    """One kind of task of a room above: a finder of « À faire », whose others are all on a page of their own.

    `code` names the page in its address; `rows` are those that wait for a reader, in the `order` of one column;
    `told` says one of them.
    """

    code: str
    label: str
    rows: Callable[[Actor], QuerySet[Any]]
    order: str
    told: Callable[[Any], Task]

    def __call__(self, by: Actor, delays: Delays) -> Batch:
        found, total = bounded(self.rows(by), self.order)
        tasks = [self.told(row) for row in found]
        return Batch(self.label, tasks, total, more_url_name="list_waiting", more_query=f"quoi={self.code}")


@dataclass(frozen=True)
class Day:
    """A heading of the page and its tasks, the most urgent first."""

    label: str
    tasks: list[Task]


def by_day(tasks: Iterable[Task]) -> list[Day]:
    """En retard, Aujourd'hui, Demain, Cette semaine, Plus tard: those that have something, in this order."""
    today = clock.today()
    end_of_week = today + timedelta(days=6 - today.weekday())
    limits = [
        ("En retard", today - timedelta(days=1)),
        ("Aujourd'hui", today),
        ("Demain", today + timedelta(days=1)),
        ("Cette semaine", end_of_week),
        ("Plus tard", date.max),
    ]
    groups: dict[str, list[Task]] = {label: [] for label, _ in limits}
    for task in sorted(tasks, key=lambda task: (task.due_on or date.max, task.kind, task.person)):
        day = task.due_on or date.max
        groups[next(label for label, limit in limits if day <= limit)].append(task)
    return [Day(label, found) for label, found in groups.items() if found]


def without_echoes(tasks: Iterable[Task]) -> list[Task]:
    """The silence of a person about whom something else waits is told on that line: one line less, nothing lost."""
    kept = sorted(tasks, key=lambda task: task.due_on or date.max)
    silences = {task.pathway_pk: task for task in kept if task.kind == NO_CONTACT}
    merged = []
    for task in kept:
        if task.kind != NO_CONTACT and (silence := silences.pop(task.pathway_pk, None)):
            merged.append(replace(task, note=f"{task.note} {silence.note}"))
        elif task.kind != NO_CONTACT:
            merged.append(task)
    return merged + list(silences.values())


def bounded(rows: QuerySet[Any], *order: Any) -> tuple[list[Any], int]:
    """The first rows, and how many there are in all, in one query."""
    found = list(rows.annotate(total_count=Window(Count("pk"))).order_by(*order, "pk")[:SHOWN])
    return found, found[0].total_count if found else 0


def days(count: int) -> str:
    """« 1 jour », « 12 jours »."""
    return f"{count} jour{'s' if count > 1 else ''}"


def on(day: date) -> str:
    """« 12/03/2026 »."""
    return f"{day:%d/%m/%Y}"


def ago(day: date) -> str:
    """« il y a 12 jours »."""
    count = (clock.today() - day).days
    return "aujourd'hui" if count <= 0 else f"il y a {days(count)}"


def query(watch: Watch) -> str:
    """The part of the address of « Dossiers » that lists what the watch is about."""
    return f"etat=tous&attention={watch}"

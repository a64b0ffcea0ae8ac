"""Finding paths: what is searched, chosen and shown of a caseload. On screen and in the export alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from rebond.core import clock
from rebond.core.text import normalise
from rebond.pathways.attention import late, watched
from rebond.pathways.models import Pathway, Phase, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.models import Beneficiary, Business

#: Words searched beyond this many are left aside.
MAX_WORDS = 8
_PHONE = re.compile(r"(?:\+33|0033|0)[\d .\-]{1,16}")


@dataclass(frozen=True)
class Choice:
    """What somebody asks to see of the paths they may see; an empty field asks nothing."""

    text: str = ""
    states: tuple[str, ...] = ()
    phase_code: str = ""
    adviser_id: int | None = None
    lead_worker_id: int | None = None
    watch: str = ""
    entered_from: date | None = None
    entered_to: date | None = None


def choose(pathways: QuerySet[Pathway], choice: Choice) -> QuerySet[Pathway]:
    """Those of the paths that the choice asks for."""
    bounds = {
        "state__in": choice.states,
        "adviser": choice.adviser_id,
        "lead_worker": choice.lead_worker_id,
        "entered_on__gte": choice.entered_from,
        "entered_on__lte": choice.entered_to,
    }
    found = pathways.filter(**{lookup: value for lookup, value in bounds.items() if value})
    if choice.phase_code:
        found = found.filter(
            Exists(
                Phase.objects.filter(
                    pathway=OuterRef("pk"), spec__code=choice.phase_code, ended_on__isnull=True
                )
            )
        )
    if choice.watch:
        found = watched(found, choice.watch)
    return search(found, choice.text)


def search(pathways: QuerySet[Pathway], text: str) -> QuerySet[Pathway]:
    """Paths whose person or business holds each word of `text`, in part; accents and case do not matter.

    A telephone number is found as it is said, 06…, and as it is kept, +33….
    """
    words = sorted(_words(text), key=len, reverse=True)
    for word in words[:1]:  # the longest one is looked for first, where an index may serve
        people = Beneficiary.objects.filter(search_text__contains=word).values("pk")
        businesses = Business.objects.filter(search_text__contains=word).values("pk")
        pathways = pathways.filter(Q(beneficiary__in=people) | Q(business__in=businesses))
    for word in words[1:]:
        in_name = Q(beneficiary__search_text__contains=word)
        pathways = pathways.filter(in_name | Q(business__search_text__contains=word))
    return pathways


def _words(text: str) -> list[str]:
    if _PHONE.fullmatch(text.strip()):
        digits = re.sub(r"[ .\-]", "", text)
        return [re.sub(r"^(\+33|0033)", "0", digits)]
    return normalise(text).split()[:MAX_WORDS]


@dataclass(frozen=True)
class Row:
    """One line of the list: the path, and what is computed beside it."""

    pathway: Pathway
    phase: Phase | None
    is_late: bool
    next_at: datetime | None


def rows_of(pathways: Sequence[Pathway]) -> list[Row]:
    """The lines of these paths, in the same order; three queries, however many there are."""
    pks = [pathway.pk for pathway in pathways]
    current = Phase.objects.filter(pathway__in=pks, ended_on__isnull=True).select_related("spec")
    phases = {phase.pathway_id: phase for phase in current}
    late_pks = set(Pathway.objects.filter(late(), pk__in=pks).values_list("pk", flat=True))
    steps = Step.objects.filter(pathway__in=pks).order_by().values_list("pathway")
    coming = steps.filter(state=StepState.PLANNED, starts_at__gte=clock.now()).annotate(at=Min("starts_at"))
    next_at = _by_key(coming)
    return [Row(path, phases.get(path.pk), path.pk in late_pks, next_at.get(path.pk)) for path in pathways]


def _by_key(pairs: QuerySet[Any, tuple[Any, ...]]) -> dict[Any, datetime]:
    return dict(pairs)


#: The states that each choice of the screen stands for; the code stands in addresses.
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "en-cours": ("En cours", (PathwayState.OPEN,)),
    "suspendus": ("Suspendus", (PathwayState.SUSPENDED,)),
    "termines": ("Terminés", (PathwayState.CLOSED,)),
    "tous": ("Tous", ()),
}

"""What a file waits for now, in one act. Pure: it reads no table and changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rebond.core import clock
from rebond.pathways.deciding import awaited_role
from rebond.pathways.models import Decision, FollowUp, Pathway, Phase, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.ribbon import suspension_in_words
from rebond.pathways.states import PathwayState, StepState


@dataclass(frozen=True)
class NextAction:
    """One act (also the name of its screen), the words of its button, what it is done to, and why now."""

    act: str
    label: str
    thing: Any
    why: str = ""


@dataclass(frozen=True)
class Facts:
    """What is read of a path to know what comes next."""

    pathway: Pathway
    phase: Phase | None
    steps: Sequence[Step]
    follow_ups: Sequence[FollowUp]
    now: datetime
    waiting: Decision | None = None
    #: Steps whose date the person is asked to choose.
    invited: frozenset[UUID] = frozenset()


def next_action(facts: Facts, offered: Callable[[str, Any], bool] | None = None) -> NextAction | None:
    """The most pressing act, among those `offered(act, thing)` to the person when it is given."""
    return next(
        (action for action in _candidates(facts) if offered is None or offered(action.act, action.thing)),
        None,
    )


def _candidates(facts: Facts) -> Iterator[NextAction]:
    match facts.pathway.state:
        case PathwayState.SUSPENDED:
            why = f"{suspension_in_words(facts.pathway, clock.civil_date(facts.now))}."
            yield NextAction("resume_pathway", "Reprendre le parcours", facts.pathway, why)
        case PathwayState.CLOSED:
            yield from _follow_ups(facts)
        case _ if facts.phase is None:
            yield NextAction(
                "record_exit", "Enregistrer la sortie", facts.pathway, "La dernière phase est terminée."
            )
        case _:
            yield from _of_phase(facts)


def _of_phase(facts: Facts) -> Iterator[NextAction]:
    planned = sorted(
        (s for s in facts.steps if s.state == StepState.PLANNED), key=lambda s: (s.starts_at, s.pk)
    )
    to_plan = sorted((s for s in facts.steps if s.state == StepState.DUE), key=_place_in_sequence)
    today = clock.civil_date(facts.now)
    if facts.waiting:
        why = f"« {facts.waiting.title} » attend l'accord de : {awaited_role(facts.waiting.choice)}."
        yield NextAction("approve_decision", "Répondre à la décision", facts.waiting, why)
    yield from _reports(facts, planned)
    for step in to_plan:
        if step.pk not in facts.invited and (not (planned or facts.invited) or step.is_late(today)):
            yield NextAction("plan_step", _planning(step), step, _expected_on(step))
    is_over = not planned and all(step.spec and step.spec.is_optional for step in to_plan)
    if is_over and not facts.waiting:
        why = "Tous les rendez-vous de la phase ont eu lieu ou ne sont plus nécessaires."
        yield NextAction("decide", "Décider de la suite", facts.pathway, why)


def _reports(facts: Facts, planned: Sequence[Step]) -> Iterator[NextAction]:
    """Appointments to tell. No review is held while a decision waits: it could decide nothing."""
    today = clock.civil_date(facts.now)
    for step in planned:
        assert step.starts_at is not None
        # A review is held on its screen during the meeting: the day itself is soon enough to open it.
        if step.is_review and clock.civil_date(step.starts_at) <= today:
            if not facts.waiting:
                yield NextAction("hold_review", f"Tenir {the_step(step)}", step, _planned_on(step))
        elif step.starts_at <= facts.now:
            yield NextAction("report_step", f"Rendre compte {of_step(step)}", step, _planned_on(step))


def _follow_ups(facts: Facts) -> Iterator[NextAction]:
    today = clock.civil_date(facts.now)
    for follow_up in facts.follow_ups:
        if follow_up.state == FollowUpState.DUE and follow_up.due_on <= today:
            label = f"Faire le suivi à {follow_up.months} mois"
            yield NextAction("record_follow_up", label, follow_up, f"Attendu le {follow_up.due_on:%d/%m/%Y}.")


def _place_in_sequence(step: Step) -> tuple[bool, int, int, int]:
    """Optional steps come last, added ones before them."""
    if step.spec is None:
        return (False, 1000, 1, step.attempt)
    return (step.spec.is_optional, step.spec.position, step.occurrence, step.attempt)


#: How the labels begin that take an article; a programme names its steps freely, and those others are quoted.
_WITH_ARTICLE = ("Rdv ", "Bilan")


def the_step(step: Step) -> str:
    """« le Rdv 2 », « le bilan tripartite », « « Visite sur place n° 3 » »."""
    has_article = step.spec and step.label.startswith(_WITH_ARTICLE)
    return f"le {_lowered(step)}" if has_article else f"« {step.label} »"


def of_step(step: Step) -> str:
    """« du Rdv 2 »; a name that takes no article is quoted."""
    named = the_step(step)
    return f"du {named[3:]}" if named.startswith("le ") else f"de {named}"


def _planning(step: Step) -> str:
    return f"Planifier {the_step(step)}"


def _lowered(step: Step) -> str:
    """A review's name is a common noun; « Rdv 2 » keeps its capital."""
    return step.label[:1].lower() + step.label[1:] if step.is_review else step.label


def _planned_on(step: Step) -> str:
    return f"Prévu le {clock.civil_date(step.starts_at):%d/%m/%Y}." if step.starts_at else ""


def _expected_on(step: Step) -> str:
    return f"Attendu le {step.expected_on:%d/%m/%Y}." if step.expected_on else ""

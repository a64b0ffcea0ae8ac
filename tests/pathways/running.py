"""Running a path of any programme through the acts, as people would: Rozenn refers, Loïc accepts, Maïwenn advises."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from rebond.core import clock
from rebond.demo.people import BODIES, Cast
from rebond.pathways import actions
from rebond.pathways.deciding import Word, deciding_parties
from rebond.pathways.models import Decision, Pathway, Phase, Position, Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.programmes.files import publish_document
from rebond.programmes.models import Body, ChoiceSpec, Version

SITUATION = {
    "activity_status": "self_employed_only",
    "rsa_status": "out",
    "rsa_left_on": None,
    "job_quality": "none",
    "exit_reason": "completed",
}


def publish(cast: Cast, content: dict[str, Any]) -> Version:
    """The document, published by the Département, with the bodies of the demo."""
    version = publish_document(content, commissioner=cast.organisations["departement"])
    for key, part in BODIES:
        Body.objects.get_or_create(
            programme=version.programme, organisation=cast.organisations[key], part=part
        )
    return version


def enter(
    cast: Cast,
    version: Version,
    *,
    entered_on: date,
    referred_on: date | None = None,
    created_on: date | None = None,
    number: int = 1,
    adviser: str = "maiwenn",
) -> Pathway:
    """Somebody invented, referred, and accepted with that adviser."""
    with clock.held(referred_on or entered_on):
        referral = actions.refer_person(
            referral_id=UUID(int=number, version=4),
            programme=version.programme,
            contractor=cast.organisations["bge"],
            person={"last_name": "Bleuet", "first_name": f"Gaspard {number}"},
            business={"name": f"Atelier {number}", "created_on": created_on},
            obstacles=[],
            reason="",
            by=cast.actor("rozenn"),
        )
    with clock.held(entered_on):
        return actions.accept_referral(referral=referral, adviser=cast.users[adviser], by=cast.actor("loic"))


def run(cast: Cast, content: dict[str, Any], **entry: Any) -> Pathway:
    """A path of that programme, just opened."""
    return enter(cast, publish(cast, content), **entry)


def current(pathway: Pathway) -> Phase:
    """The phase under way, read afresh."""
    phase = Pathway.objects.get(pk=pathway.pk).current_phase()
    assert phase is not None
    return phase


def step_of(pathway: Pathway, code: str, occurrence: int = 1) -> Step:
    """The last try at that occurrence, in the phase under way."""
    steps = current(pathway).steps.filter(spec__code=code, occurrence=occurrence)
    return steps.order_by("-attempt")[0]


def expected(pathway: Pathway, code: str) -> list[date | None]:
    """When the occurrences still to plan of a step are expected, in their order."""
    due = current(pathway).steps.filter(spec__code=code, state=StepState.DUE)
    return list(due.order_by("occurrence").values_list("expected_on", flat=True))


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.ZONE)


def plan(step: Step, day: date, by: Actor, **more: Any) -> None:
    arguments = {"starts_at": at(day), "duration_minutes": step.duration_minutes, "place": None, **more}
    actions.plan_step(step=step, by=by, **arguments)


def tell(step: Step, day: date, by: Actor, outcome: str = StepState.HELD) -> None:
    """Tell, that evening, a step that took place (or not) that day."""
    with clock.held(at(day, 19)):
        actions.report_step(step=step, outcome=outcome, starts_at=at(day), by=by)


def agreeing(choice: ChoiceSpec) -> Mapping[str, Word]:
    return {role: Word(Position.AGREES) for role in deciding_parties(choice)}


def decide(pathway: Pathway, code: str, by: Actor, *, on: date | None = None, **more: Any) -> Decision:
    pathway.refresh_from_db()
    choice = current(pathway).spec.choice_specs.get(code=code)
    arguments = {"reasons": "Vu ensemble.", "words": agreeing(choice), **more}
    with clock.held(on or clock.today()):
        return actions.decide(pathway=pathway, choice=choice, by=by, **arguments)


def review(pathway: Pathway, code: str, step: Step, by: Actor, *, on: date, **more: Any) -> Decision:
    """Hold that review on that day, and decide there."""
    choice = current(pathway).spec.choice_specs.get(code=code)
    arguments = {"reasons": "Vu ensemble.", "words": agreeing(choice), "shared_minutes": "Bilan.", **more}
    with clock.held(at(on, 19)):
        return actions.hold_review(step=step, choice=choice, starts_at=at(on), by=by, **arguments)


def consultant(cast: Cast) -> Membership:
    return Membership.objects.get(user=cast.users["ines"], role=Role.CAREERS_CONSULTANT)

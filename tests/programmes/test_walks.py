"""Whatever the programme, as long as it holds together: its file comes back to the byte, and a person can walk it.

The programmes are drawn (strategies.py), the walks go through the real acts with the people of the demo.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import add_months, is_working_day
from rebond.core.identity import new_id
from rebond.pathways import actions
from rebond.pathways.dating import clock_start
from rebond.pathways.hours import usage_of
from rebond.pathways.models import Decision, Pathway, Step
from rebond.pathways.seats import lacks_consultant
from rebond.pathways.states import DecisionState, PathwayState, StepState
from rebond.programmes.coherence import incoherences
from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.documents import Document, parse_document, problems_of
from rebond.programmes.files import publish_document
from rebond.programmes.models import Repeat
from rebond.programmes.vocabulary import Effect
from rebond.programmes.writing import add_version
from tests.pathways.running import (
    SITUATION,
    consultant,
    current,
    decide,
    enter,
    plan,
    publish,
    review,
    tell,
)
from tests.programmes.strategies import programmes

ENTRY = date(2019, 3, 4)
IN_A_CENTURY = date(2119, 3, 4)
UNSHRUNK = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
    # No shrinking: each example fills the database, and a drawn programme is readable as it is.
    "phases": [Phase.explicit, Phase.generate],
}


@contextmanager
def forgotten() -> Iterator[None]:
    """What is written within is undone: the next example finds the database as the fixtures left it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=40, **UNSHRUNK)
@given(programmes())
def test_what_is_drawn_holds_together(content):
    assert problems_of(Document(content)) == []


DEFAULTS = {"clock": "previous", "expected_minutes": 60, "needs_reasons": True, "phase_end_warning_days": 21}


def said(thing: Any) -> Any:
    """What a document says, once that which goes without saying is taken out."""
    if isinstance(thing, dict):
        kept = {key: said(value) for key, value in thing.items() if DEFAULTS.get(key) != value}
        return {
            k: v
            for k, v in kept.items()
            if v not in (None, "", [], {}) and (v is not False or k == "needs_reasons")
        }
    return [said(item) for item in thing] if isinstance(thing, list) else thing


@settings(max_examples=15, **UNSHRUNK)
@given(programmes())
def test_it_survives_export_and_import_to_the_byte(commissioner, content):
    with forgotten():
        version = publish_document(content, commissioner=commissioner)
        assert said(content_of(version)) == said(content)
        first = to_yaml(content_of(version))
        read = parse_document(first)
        assert read.content == content_of(version)
        assert to_yaml(content_of(add_version(read, commissioner=commissioner))) == first


def way_out(content: dict[str, Any]) -> dict[str, str]:
    """For each phase, the code of the choice that begins a shortest way to an exit."""
    ways: dict[str, str] = {}
    while len(ways) < len(content["phases"]):
        found = {}
        for phase in content["phases"]:
            for choice in phase["choices"]:
                leaves = choice["effect"] in ("exit", "reorient") or choice.get("opens") in ways
                if phase["code"] not in ways and leaves:
                    found.setdefault(phase["code"], choice["code"])
        assert found, "a phase has no way out"
        ways |= found
    return ways


class Walker:
    """Maïwenn walks one person through a programme; what happens at each step is drawn."""

    def __init__(self, cast: Any, content: dict[str, Any], data: st.DataObject) -> None:
        self.cast, self.data, self.ways = cast, data, way_out(content)
        self.maiwenn = cast.actor("maiwenn")
        self.day = ENTRY
        created_on = data.draw(st.none() | st.dates(date(2017, 1, 1), ENTRY), label="created_on")
        self.path = enter(cast, publish(cast, content), entered_on=ENTRY, created_on=created_on)

    def walk(self) -> None:
        self.check()
        while Pathway.objects.get(pk=self.path.pk).current_phase():
            self.tell_steps()
            self.leave()
        with clock.held(self.day):
            actions.record_exit(pathway=self.path, exited_on=self.day, situation=SITUATION, by=self.maiwenn)

    def tell_steps(self) -> None:
        phase = current(self.path)
        choice = phase.spec.choice_specs.get(code=self.ways[phase.spec.code])
        kept = self.review_for(choice)
        for step in list(phase.steps.filter(state=StepState.DUE).order_by("pk"))[:6]:
            if kept and step.pk == kept.pk:
                continue
            self.day += timedelta(days=self.data.draw(st.integers(0, 20), label="days"))
            self.tell_one(Step.objects.get(pk=step.pk))
            self.check()

    def tell_one(self, step: Step) -> None:
        what = self.data.draw(
            st.sampled_from(["held", "held", "no_show", "skip", "wait", "contract"]), label="what"
        )
        with clock.held(self.day):
            if what == "skip":
                actions.skip_step(step=step, reason="Pas utile.", by=self.maiwenn)
            elif what == "contract":
                actions.record_contract(pathway=self.path, signed_on=self.day, by=self.maiwenn)
            elif what != "wait" and self.seats_everybody(step):
                tell(step, self.day, self.maiwenn, outcome=what)

    def seats_everybody(self, step: Step) -> bool:
        """A careers consultant is chosen when the appointment is planned: impossible once the hours are used up."""
        if not lacks_consultant(step):
            return True
        account = step.spec.hour_account
        if account and usage_of(account, pathway=self.path).left_minutes < step.duration_minutes:
            with pytest.raises(ActRefused, match="épuisé"):
                plan(step, self.day, self.maiwenn, careers_consultant=consultant(self.cast))
            return False
        plan(step, self.day, self.maiwenn, careers_consultant=consultant(self.cast))
        step.refresh_from_db()
        return True

    def review_for(self, choice: Any) -> Step | None:
        """The review kept for deciding, where the choice asks for one."""
        if not choice.needs_review:
            return None
        return (
            current(self.path).steps.filter(kind="tripartite_review", state=StepState.DUE).order_by("pk")[0]
        )

    def leave(self) -> None:
        phase = current(self.path)
        choice = phase.spec.choice_specs.get(code=self.ways[phase.spec.code])
        self.day += timedelta(days=1)
        if step := self.review_for(choice):
            with clock.held(self.day):
                if not self.seats_everybody(step):
                    self.grant(step)
                    assert self.seats_everybody(step)
            decision = review(self.path, choice.code, step, self.maiwenn, on=self.day)
        else:
            decision = decide(self.path, choice.code, self.maiwenn, on=self.day)
        self.approve(decision)
        assert choice.effect != Effect.OPEN_PHASE or current(self.path).spec == choice.opens
        if choice.effect == Effect.OPEN_PHASE:
            self.check()

    def grant(self, step: Step) -> None:
        account, head = step.spec.hour_account, self.cast.actor("helene")
        path = self.path if account.scope == "person" else None
        actions.grant_hours(
            account=account, hours=24, reason="Le bilan.", by=head, grant_id=new_id(), pathway=path
        )

    def approve(self, decision: Decision) -> None:
        if not decision.choice.approver_role:
            return
        assert decision.state == DecisionState.WAITING
        keys = {
            "head_of_service": "helene",
            "production_manager": "loic",
            "director": "nadia",
            "lead_worker": "rozenn",
        }
        with clock.held(self.day):
            actions.approve_decision(
                decision=decision, by=self.cast.actor(keys[decision.choice.approver_role])
            )

    def check(self) -> None:
        """Nothing unknown is ever late, and what is dated is dated on a working day."""
        phase = current(self.path)
        start = clock_start(phase)
        if phase.spec.duration_months is None or start is None:
            assert phase.due_on is None
            assert not phase.is_late(IN_A_CENTURY)
        else:
            assert phase.due_on == add_months(start, phase.spec.duration_months)
        held = set(phase.steps.filter(state=StepState.HELD).values_list("spec", flat=True))
        for step in phase.steps.filter(state=StepState.DUE).select_related("spec"):
            spec = step.spec
            is_dated = spec.repeat == Repeat.EVERY or (
                spec.offset_days is not None and (spec.after_step_id is None or spec.after_step_id in held)
            )
            if not is_dated:
                assert step.expected_on is None
                assert not step.is_late(IN_A_CENTURY)
            elif step.attempt == 1:
                assert step.expected_on is not None
                assert is_working_day(step.expected_on)


@settings(max_examples=10, **UNSHRUNK)
@given(content=programmes(), data=st.data())
def test_it_can_be_walked_from_start_to_an_exit(cast, content, data):
    content = {**content, "contractor_leads": False}  # somebody else than the adviser approves
    assert incoherences(content) == []
    with forgotten():
        walker = Walker(cast, content, data)
        walker.walk()
        walker.path.refresh_from_db()
        assert walker.path.state == PathwayState.CLOSED
        assert not walker.path.steps.filter(state__in=[StepState.DUE, StepState.PLANNED]).exists()
        assert walker.path.phases.filter(ended_on__isnull=True).count() == 0


def dates_of(path: Pathway) -> dict[Any, tuple[str, date | None]]:
    return {step.pk: (step.state, step.expected_on) for step in current(path).steps.all()}


@settings(max_examples=8, **UNSHRUNK)
@given(content=programmes(), data=st.data(), days=st.integers(1, 90), months=st.integers(1, 6))
def test_moving_dates_moves_only_what_is_untouched(cast, content, data, days, months):
    first = content["phases"][0]
    first |= {"duration_months": 6, "clock": "previous"}
    first.pop("duration_min_months", None)
    for step in first["steps"]:
        # Drawn for a phase of another length: none is expected after the end of this one.
        if "offset_days" in step:
            step["offset_days"] = min(step["offset_days"], 28 * first["duration_months"])
    first["choices"] = [
        *[c for c in first["choices"] if c["effect"] not in ("extend", "suspend")],
        {"code": "longer", "label": "Prolonger", "effect": "extend", "months_max": 6},
        {"code": "stop", "label": "Suspendre", "effect": "suspend"},
    ]
    with forgotten():
        walker = Walker(cast, content, data)
        walker.tell_steps()
        path, before, limit = walker.path, dates_of(walker.path), current(walker.path).due_on
        decide(path, "longer", walker.maiwenn, on=walker.day, months=months)
        assert current(path).due_on == add_months(limit, months)
        assert {pk: facts for pk, facts in dates_of(path).items() if pk in before} == before

        before, limit = dates_of(path), current(path).due_on
        decide(path, "stop", walker.maiwenn, on=walker.day)
        with clock.held(walker.day + timedelta(days=days)):
            actions.resume_pathway(pathway=path, by=walker.maiwenn)
        assert current(path).due_on == limit + timedelta(days=days)
        after = dates_of(path)
        assert set(after) == set(before), "a pause adds nothing, and takes nothing away"
        for pk, (state, expected_on) in before.items():
            is_put_off = state == StepState.DUE and expected_on is not None
            # A date that fell on a day off may land up to four days nearer once moved.
            moved = (after[pk][1] - expected_on).days if is_put_off else 0
            assert days - 4 <= moved <= days + 4 if is_put_off else after[pk] == (state, expected_on)

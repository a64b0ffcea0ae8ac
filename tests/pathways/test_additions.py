"""What may be added to a phase: the programme's activities, and one more time of a counted step."""

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.additions import next_times, open_activities
from rebond.pathways.states import StepState
from tests.pathways.running import current, decide, run
from tests.programmes.building import choice, document, phase, step

ENTRY = date(2019, 3, 11)
CONTENT = document(
    phase(step("entretien", label="Entretien", times={"min": 2, "max": 4}, offset_days=10), code="suivi"),
    phase(
        step(),
        code="suite",
        choices=[choice()],
        rank=2,
    ),
    activities=[
        {"code": "tutorat", "label": "Tutorat", "kind": "tutoring"},
        {"code": "visite", "label": "Visite de plus", "kind": "site_visit", "phases": ["suite"]},
    ],
)
CONTENT["phases"][0]["choices"] = [choice("suite", "open_phase", opens="suite"), choice()]


@pytest.fixture
def path(cast, hold_clock):
    hold_clock(ENTRY)
    return run(cast, CONTENT, entered_on=ENTRY)


def test_activities_are_those_that_the_phase_opens(path, maiwenn):
    assert [str(activity) for activity in open_activities(current(path))] == ["Tutorat"]
    with pytest.raises(ActRefused, match="ne prévoit pas « Visite sur place »") as refused:
        actions.add_step(pathway=path, kind="site_visit", label="Chez elle", by=maiwenn)
    assert refused.value.field == "kind"
    decide(path, "suite", maiwenn)
    assert {str(activity) for activity in open_activities(current(path))} == {"Tutorat", "Visite de plus"}
    assert (
        actions.add_step(pathway=path, kind="site_visit", label="Chez elle", by=maiwenn).label == "Chez elle"
    )


def test_a_counted_step_comes_up_to_its_maximum(path, maiwenn):
    (time,) = next_times(current(path))
    assert time.words == "Entretien n° 3 (au plus 4)"
    third = actions.add_step(pathway=path, spec=time.spec, by=maiwenn)
    assert (third.label, third.occurrence, third.state) == ("Entretien n° 3", 3, StepState.DUE)
    third.refresh_from_db()
    assert third.expected_on == date(2019, 4, 10)  # thirty days after the opening
    actions.add_step(pathway=path, spec=time.spec, by=maiwenn)
    assert next_times(current(path)) == []
    with pytest.raises(ActRefused, match="vient au plus 4 fois") as refused:
        actions.add_step(pathway=path, spec=time.spec, by=maiwenn)
    assert refused.value.field == "kind"


def test_sent_twice_it_is_added_once(path, maiwenn):
    (time,) = next_times(current(path))
    sent = {"pathway": path, "spec": time.spec, "step_id": UUID(int=3, version=4), "by": maiwenn}
    assert actions.add_step(**sent) == actions.add_step(**sent)
    assert path.steps.filter(spec=time.spec).count() == 3


def test_a_step_of_another_phase_is_not_added(path, maiwenn):
    other = path.version.phase_specs.get(code="suite").step_specs.get()
    with pytest.raises(ActRefused, match="ne peut pas être ajouté"):
        actions.add_step(pathway=path, spec=other, by=maiwenn)


def test_a_stranger_adds_nothing(path, zoe_adviser, rozenn):
    (time,) = next_times(current(path))
    for somebody in (zoe_adviser, rozenn):
        with pytest.raises(PermissionDenied):
            actions.add_step(pathway=path, spec=time.spec, by=somebody)
    assert path.steps.count() == 2

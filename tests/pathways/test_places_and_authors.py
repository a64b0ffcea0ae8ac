"""What the programme says of a step's places and of who decides: Maïwenn plans and decides, Rozenn may or may not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rebond.core.acts import ActRefused, StaleEdit
from rebond.pathways import actions
from rebond.pathways.deciding import why_no_choice
from rebond.pathways.meeting import consequence_of
from rebond.pathways.models import Decision, Pathway, Phase, Step
from rebond.pathways.states import StepState
from rebond.pathways.todo import todo_of
from rebond.programmes.content import content_of
from rebond.programmes.models import ListItem
from rebond.programmes.writing import copy_version
from tests.pathways.running import current, decide, plan, review, run, step_of
from tests.programmes.building import choice, document, phase, step
from tests.programmes.building import review as a_review

TODAY = date(2019, 4, 29)
CONTENT = document(
    phase(
        step("visite", places=["entreprise"]),
        step("libre"),
        a_review(),
        code="un",
        places=["organisme", "entreprise"],
        choices=[
            choice("suite", "open_phase", opens="deux", authors=["lead_worker", "director"]),
            choice("pause", "suspend"),
            choice("sortir", authors=["business_adviser"]),
        ],
    ),
    phase(code="deux", rank=2, choices=[choice(authors=["business_adviser"])]),
    activities=[{"code": "tutorat", "label": "Tutorat", "kind": "tutoring"}],
    lists={
        "obstacle": {},
        "decline_reason": {"autre": "Autre"},
        "place": {"organisme": "Organisme", "entreprise": "Entreprise", "mairie": "Mairie"},
    },
)


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(TODAY)


@pytest.fixture
def path(cast) -> Pathway:
    return run(cast, CONTENT, entered_on=date(2019, 3, 11))


def place(path: Pathway, code: str) -> ListItem:
    return path.version.list_items.get(kind="place", code=code)


def codes(step: Step) -> list[str]:
    return sorted(place.code for place in step.allowed_places)


def test_a_step_is_held_at_its_own_places_and_another_at_those_of_its_phase(path, maiwenn):
    visit, free = step_of(path, "visite"), step_of(path, "libre")
    added = actions.add_step(pathway=path, kind="tutoring", by=maiwenn)
    assert codes(visit) == ["entreprise"]
    assert codes(free) == codes(added) == ["entreprise", "organisme"]
    plan(visit, date(2019, 5, 6), maiwenn, place=place(path, "entreprise"))
    plan(free, date(2019, 5, 7), maiwenn, place=place(path, "organisme"))
    assert (visit.state, visit.place.code) == (StepState.PLANNED, "entreprise")


def test_another_place_is_refused_when_planning_and_when_moving(path, maiwenn):
    visit, day = step_of(path, "visite"), date(2019, 5, 6)
    for code, said in (("organisme", "pour ce rendez-vous"), ("mairie", "pour cette phase")):
        with pytest.raises(ActRefused, match=f"Ce lieu n'est pas prévu {said}") as refused:
            plan(visit, day, maiwenn, place=place(path, code))
        assert refused.value.field == "place"
    plan(step_of(path, "visite"), day, maiwenn, place=place(path, "entreprise"))
    visit = step_of(path, "visite")
    with pytest.raises(ActRefused, match="pour ce rendez-vous"):
        actions.move_step(
            step=visit,
            starts_at=visit.starts_at,
            duration_minutes=60,
            place=place(path, "organisme"),
            by=maiwenn,
        )
    assert step_of(path, "visite").place.code == "entreprise"


def test_the_authors_named_decide_and_the_others_read_why_not(cast, path, maiwenn):
    with pytest.raises(ActRefused, match="ne peut être décidé que par : Référent RSA ou Directrice") as no:
        decide(path, "suite", maiwenn)
    assert no.value.field == "choice"
    assert not Decision.objects.exists()

    seen = Pathway.objects.get(pk=path.pk).revision
    decide(path, "suite", cast.actor("rozenn"), seen_revision=seen)
    assert current(path).spec.code == "deux"
    with pytest.raises(StaleEdit):  # sent twice
        decide(path, "sortir", maiwenn, seen_revision=seen)
    with pytest.raises(ActRefused, match="que par : Conseiller-formateur"):
        decide(path, "sortir", cast.actor("rozenn"))
    assert Decision.objects.count() == 1


def test_a_review_is_not_held_for_a_decision_of_somebody_else(path, maiwenn):
    with pytest.raises(ActRefused, match="ne peut être décidé que par") as refused:
        review(path, "suite", step_of(path, "bilan"), maiwenn, on=date(2019, 4, 26))
    assert refused.value.field == "choice"
    assert step_of(path, "bilan").state == StepState.DUE
    review(path, "sortir", step_of(path, "bilan"), maiwenn, on=date(2019, 4, 26))
    assert Decision.objects.get().choice.code == "sortir"


def test_a_choice_without_authors_is_anybodys_who_takes_part_and_no_stranger_s(cast, path, zoe):
    with pytest.raises(PermissionDenied):
        decide(path, "sortir", zoe)
    decide(path, "pause", cast.actor("rozenn"))
    path.refresh_from_db()
    assert path.state == "suspended"


def test_the_same_sentence_is_read_before_choosing(cast, path, maiwenn):
    under_way, rozenn = current(path), cast.actor("rozenn")
    onward = under_way.spec.choice_specs.get(code="suite")
    assert "ne peut être décidé que par" in consequence_of(onward, under_way, by=maiwenn)
    assert consequence_of(onward, under_way, by=rozenn).startswith("Ouvre la phase")
    assert why_no_choice(under_way, by=rozenn) == ""
    decide(path, "suite", rozenn)
    assert "réserve les décisions à d'autres que vous (Référent RSA)" in why_no_choice(
        current(path), by=rozenn
    )


def ends_of(by) -> list[tuple[str, str]]:
    """What « À faire » says of ends of phases: (kind, address that the button opens)."""
    tasks = [task for day in todo_of(by).days for task in day.tasks]
    return [(task.kind, task.url_name) for task in tasks if task.kind in ("decide", "phase_ending")]


def test_the_end_of_a_phase_waits_for_those_who_may_decide_it(cast, path, maiwenn, zoe):
    rozenn, nadia = cast.actor("rozenn"), cast.actor("nadia")
    Phase.objects.filter(pathway=path).update(due_on=TODAY)
    assert ends_of(maiwenn) == ends_of(rozenn) == ends_of(nadia) == [("decide", "decide")]
    assert ends_of(cast.actor("loic")) == ends_of(cast.actor("ines")) == ends_of(zoe) == []

    decide(path, "suite", rozenn)
    Phase.objects.filter(pathway=path).update(due_on=TODAY)
    assert ends_of(maiwenn) == [("decide", "decide")]
    assert ends_of(rozenn) == ends_of(nadia) == []


def test_an_adviser_who_may_not_decide_is_led_to_the_file(cast, maiwenn):
    others = document(phase(choices=[choice(authors=["director"])]))
    path = run(cast, others, entered_on=date(2019, 3, 11))
    Phase.objects.filter(pathway=path).update(due_on=TODAY)
    assert ends_of(maiwenn) == [("phase_ending", "show_pathway")]
    assert ends_of(cast.actor("nadia")) == [("decide", "decide")]


def test_a_draft_keeps_them(path):
    copied = content_of(copy_version(path.version))
    assert copied["phases"][0]["steps"][0]["places"] == ["entreprise"]
    assert copied["phases"][0]["choices"][0]["authors"] == ["lead_worker", "director"]
    assert copied == content_of(path.version)

"""Running paths move to the next version of their programme: previewed, done in one act, undone."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.actions.moves import movable_pathways, with_parts
from rebond.pathways.models import Pathway, Step
from rebond.pathways.moves import changes_of
from rebond.pathways.states import StepState
from rebond.programmes.files import SHIPPED, publish_document, read_document
from tests.pathways.running import at, decide, enter, expected, plan, publish, step_of, tell
from tests.pathways.test_delphine import hold
from tests.programmes.building import choice, document, phase, step


@pytest.fixture(autouse=True)
def _after_the_first_appointment(hold_clock):
    hold_clock(date(2019, 4, 1))


@pytest.fixture
def running(pathway, maiwenn) -> Pathway:
    """Delphine's diagnostic, its first appointment held."""
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    return pathway


@pytest.fixture
def next_version(programme, helene):
    """Diagnostic in four months, Rdv 2 ten days later, a new step « Bilan comptable », no « Rdv 6 » later on."""
    content = deepcopy(read_document(SHIPPED / "ille-et-vilaine.yaml"))
    diagnostic, development, _ = content["phases"]
    diagnostic["duration_months"] = 4
    diagnostic["steps"][1]["offset_days"] = 50
    diagnostic["steps"].insert(
        2,
        {
            "code": "accounts",
            "label": "Bilan comptable",
            "kind": "appointment",
            "offset_days": 60,
            "parties": ["beneficiary", "business_adviser"],
        },
    )
    development["steps"].pop()
    return publish_document(content, commissioner=helene.organisation)


def facts(pathway):
    """All that a move may touch."""
    pathway = with_parts(Pathway.objects.filter(pk=pathway.pk)).get()
    return (
        pathway.version_id,
        [(phase.spec_id, phase.due_on) for phase in pathway.phases.all()],
        sorted((str(s.pk), s.spec_id, s.state, str(s.expected_on), s.attempt) for s in pathway.steps.all()),
    )


def test_the_preview_says_what_would_change_and_writes_nothing(running, next_version):
    before = facts(running)
    (change,) = changes_of(movable_pathways(next_version), next_version)
    assert [step.label for step in change.added] == ["Bilan comptable"]
    assert change.dropped == []
    assert {(c.label, c.before, c.after) for c in change.dates} >= {
        ("Fin de Diagnostic", date(2019, 6, 11), date(2019, 7, 11)),
        ("Rdv 2", date(2019, 4, 23), date(2019, 4, 30)),
    }
    assert facts(running) == before


def test_helene_moves_the_path_and_what_was_lived_stays(running, next_version, helene):
    actions.move_pathways(pathways=Pathway.objects.all(), target=next_version, by=helene)
    running.refresh_from_db()
    assert running.version == next_version
    phase = running.current_phase()
    assert phase.due_on == date(2019, 7, 11)
    assert [step.label for step in phase.steps.all()] == [
        "Rdv 1",
        "Rdv 2",
        "Bilan comptable",
        "Bilan tripartite",
    ]
    assert phase.steps.get(spec__code="rdv1").state == StepState.HELD
    assert Entry.objects.filter(verb="move_pathways", beneficiary=running.beneficiary).count() == 1


def test_undoing_puts_everything_back(running, next_version, helene):
    before = facts(running)
    move = actions.move_pathways(pathways=Pathway.objects.all(), target=next_version, by=helene)
    assert actions.undo_move(move=move, by=helene) == 1
    assert facts(running) == before
    with pytest.raises(ActRefused):
        actions.undo_move(move=move, by=helene)


def test_a_dropped_step_comes_back_with_the_undoing(running, programme, helene):
    content = deepcopy(read_document(SHIPPED / "ille-et-vilaine.yaml"))
    content["phases"][0]["steps"].pop(1)
    shorter = publish_document(content, commissioner=helene.organisation)
    before = facts(running)
    move = actions.move_pathways(pathways=Pathway.objects.all(), target=shorter, by=helene)
    assert not Step.objects.filter(spec__code="rdv2", state=StepState.DUE).exists()
    actions.undo_move(move=move, by=helene)
    assert facts(running) == before


def test_a_path_that_went_on_does_not_go_back(running, next_version, helene, maiwenn):
    move = actions.move_pathways(pathways=Pathway.objects.all(), target=next_version, by=helene)
    with clock.held(date(2019, 4, 2)):
        actions.add_step(pathway=running, kind="tutoring", label="Tutorat", by=maiwenn)
    with pytest.raises(ActRefused, match="ont tous continué"):
        actions.undo_move(move=move, by=helene)


def test_a_path_whose_phase_is_gone_stays_and_the_preview_says_why(running, programme, helene):
    content = deepcopy(read_document(SHIPPED / "ille-et-vilaine.yaml"))
    content["phases"][0]["code"] = "bilan-initial"
    renamed = publish_document(content, commissioner=helene.organisation)
    (change,) = changes_of(movable_pathways(renamed), renamed)
    assert "n'existe pas dans la version 2" in change.obstacle
    with pytest.raises(ActRefused):
        actions.move_pathways(pathways=Pathway.objects.all(), target=renamed, by=helene)


def test_moving_twice_moves_once(running, next_version, helene):
    actions.move_pathways(pathways=Pathway.objects.all(), target=next_version, by=helene)
    with pytest.raises(ActRefused):
        actions.move_pathways(pathways=Pathway.objects.all(), target=next_version, by=helene)


@pytest.mark.parametrize("name", ["maiwenn", "loic", "rozenn", "zoe"])
def test_others_cannot_move_paths(request, running, next_version, name):
    with pytest.raises(PermissionDenied):
        actions.move_pathways(
            pathways=Pathway.objects.all(), target=next_version, by=request.getfixturevalue(name)
        )


# --- Any programme ------------------------------------------------------------------


def regular(months: int, **more):
    visits = step("visite", every_months=1, **more)
    return phase(visits, duration_months=months, choices=[choice(), choice("pause", "suspend")])


def test_intervals_that_no_longer_fit_are_dropped_and_come_back_with_the_undoing(cast, maiwenn, helene):
    path = enter(cast, publish(cast, document(regular(4))), entered_on=date(2019, 3, 11))
    tell(step_of(path, "visite"), date(2019, 3, 12), maiwenn)
    before = facts(path)
    shorter = publish(cast, document(regular(2)))
    move = actions.move_pathways(pathways=Pathway.objects.all(), target=shorter, by=helene)
    assert expected(path, "visite") == [date(2019, 4, 11)]
    actions.undo_move(move=move, by=helene)
    assert facts(path) == before
    assert len(expected(path, "visite")) == 3


def test_without_limit_the_number_reached_stays(cast, maiwenn, helene):
    path = enter(cast, publish(cast, document(regular(4))), entered_on=date(2019, 3, 11))
    tell(step_of(path, "visite"), date(2019, 3, 12), maiwenn)
    endless = publish(cast, document(phase(step("visite", every_months=1), duration_months=None)))
    actions.move_pathways(pathways=Pathway.objects.all(), target=endless, by=helene)
    assert expected(path, "visite") == [date(2019, 4, 11), date(2019, 5, 13), date(2019, 6, 11)]


def test_a_step_that_bears_a_note_is_not_dropped(cast, maiwenn, helene):
    path = enter(cast, publish(cast, document(regular(4))), entered_on=date(2019, 3, 11))
    actions.write_private_note(step=step_of(path, "visite", 4), text="Voir le local.", by=maiwenn)
    actions.move_pathways(
        pathways=Pathway.objects.all(), target=publish(cast, document(regular(2))), by=helene
    )
    assert len(expected(path, "visite")) == 3
    assert step_of(path, "visite", 4).private_notes.get().text == "Voir le local."


def test_an_added_step_is_dated_from_what_was_held(cast, maiwenn, helene):
    """The step it comes after was held on 12 March, before a pause of 13 days."""
    path = enter(cast, publish(cast, document(regular(4))), entered_on=date(2019, 3, 11))
    tell(step_of(path, "visite"), date(2019, 3, 12), maiwenn)
    decide(path, "pause", maiwenn, on=date(2019, 3, 13))
    with clock.held(date(2019, 3, 26)):
        actions.resume_pathway(pathway=path, by=maiwenn)
    content = document(regular(4))
    content["phases"][0]["steps"].append(
        step("point", after={"step": "visite", "which": "first"}, offset_days=10)
    )
    actions.move_pathways(pathways=Pathway.objects.all(), target=publish(cast, content), by=helene)
    assert expected(path, "point") == [date(2019, 4, 4)]


def test_a_planned_step_keeps_its_date(cast, maiwenn, helene):
    path = enter(cast, publish(cast, document(regular(4))), entered_on=date(2019, 3, 11))
    planned = step_of(path, "visite")
    actions.plan_step(
        step=planned, starts_at=at(date(2019, 4, 3)), duration_minutes=60, place=None, by=maiwenn
    )
    later = publish(cast, document(regular(4, offset_days=20)))
    actions.move_pathways(pathways=Pathway.objects.all(), target=later, by=helene)
    planned.refresh_from_db()
    assert (planned.starts_at, planned.expected_on) == (at(date(2019, 4, 3)), date(2019, 3, 11))
    assert expected(path, "visite")[0] == date(
        2019, 5, 2
    )  # 11 April and twenty days: 1 May, a public holiday


def places_of(path) -> dict[str, tuple[int, str]]:
    steps = path.steps.filter(place__isnull=False).select_related("place__version")
    return {step.spec.code: (step.place.version.number, str(step.place)) for step in steps}


def test_an_appointment_to_come_keeps_its_place_in_the_words_of_the_target(cast, maiwenn, helene):
    lists = {"obstacle": {}, "decline_reason": {"autre": "Autre"}}
    places = {"organisme": "Organisme", "atelier": "Atelier"}
    content = document(
        phase(step("un"), step("deux"), step("trois"), places=["organisme", "atelier"]),
        lists={**lists, "place": places},
    )
    path = enter(cast, publish(cast, content), entered_on=date(2019, 3, 11))
    for code, place in (("un", "organisme"), ("deux", "atelier"), ("trois", "organisme")):
        plan(
            step_of(path, code),
            date(2019, 4, 3),
            maiwenn,
            place=path.version.list_items.get(kind="place", code=place),
        )
    tell(step_of(path, "trois"), date(2019, 4, 3), maiwenn)
    renamed = document(
        phase(step("un"), step("deux", places=["organisme"]), step("trois"), places=["organisme", "atelier"]),
        lists={**lists, "place": {**places, "organisme": "Nos bureaux"}},
    )
    target, before = publish(cast, renamed), places_of(path)

    (change,) = changes_of(movable_pathways(target), target)
    assert [str(one) for one in change.elsewhere] == ["Étape deux"]  # agreed upon: it is not sent elsewhere
    with clock.held(date(2019, 4, 4)):
        move = actions.move_pathways(pathways=Pathway.objects.all(), target=target, by=helene)
    assert places_of(path) == {"un": (2, "Nos bureaux"), "deux": (1, "Atelier"), "trois": (1, "Organisme")}
    with clock.held(date(2019, 4, 5)):
        actions.undo_move(move=move, by=helene)
    assert places_of(path) == before


def cost_of_moving(pathways, target, by) -> tuple[int, int]:
    """How many paths move and come back, and the number of queries: preview, move, undoing."""
    chosen = list(pathways.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        changes = changes_of(movable_pathways(target).filter(pk__in=chosen), target)
        assert all(change.dates for change in changes)
        move = actions.move_pathways(pathways=Pathway.objects.filter(pk__in=chosen), target=target, by=by)
        undone = actions.undo_move(move=move, by=by)
    return undone, len(queries)


def test_the_number_of_queries_does_not_grow_with_the_paths(cast, helene):
    first = publish(cast, document(regular(4)))
    for number in range(1, 31):
        enter(cast, first, entered_on=date(2019, 3, 11), number=number)
    target = publish(cast, document(regular(4, offset_days=5)))
    some = Pathway.objects.filter(beneficiary__first_name__in=["Gaspard 1", "Gaspard 2", "Gaspard 3"])
    few, queries_of_few = cost_of_moving(some, target, helene)
    with clock.held(date(2019, 4, 2)):
        many, queries_of_many = cost_of_moving(Pathway.objects.all(), target, helene)
    assert (few, many) == (3, 30)
    assert queries_of_many == queries_of_few

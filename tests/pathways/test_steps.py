"""Appointments through the acts: what the programme refuses, and what comes back to plan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState, StaleEdit
from rebond.messaging.models import Message
from rebond.pathways import actions, policy
from rebond.pathways.agenda import engagements_on, planning_warnings
from rebond.pathways.deciding import Word
from rebond.pathways.models import Position, PrivateNote
from rebond.pathways.states import StepState
from rebond.people.models import Membership, Role
from rebond.programmes.vocabulary import StepKind
from rebond.programmes.writing import copy_version

MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(date(2019, 3, 11))


@pytest.fixture
def rdv1(pathway):
    return pathway.steps.get(spec__code="rdv1")


@pytest.fixture
def planned(rdv1, maiwenn):
    actions.plan_step(step=rdv1, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return rdv1


def tell(step, outcome, by, **more):
    """Report the step in the evening of its day."""
    with clock.held(MONDAY.replace(hour=17)):
        actions.report_step(step=step, outcome=outcome, by=by, **more)


def test_a_planned_step_knows_who_will_be_there(planned):
    assert planned.state == StepState.PLANNED
    assert [(p.role, str(p.user or "")) for p in planned.parties.all()] == [
        ("beneficiary", ""),
        ("business_adviser", "Maïwenn Tilleul"),
    ]


def test_planning_again_is_refused_and_keeps_the_date(planned, maiwenn):
    with pytest.raises(NotInThisState):
        actions.plan_step(
            step=planned, starts_at=MONDAY + timedelta(days=1), duration_minutes=30, place=None, by=maiwenn
        )
    planned.refresh_from_db()
    assert planned.starts_at == MONDAY
    assert Entry.objects.filter(verb="plan_step").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        "plan_step",
        "move_step",
        "report_step",
        "cancel_step",
        "skip_step",
        "restore_step",
        "correct_step_report",
    ],
)
def test_only_those_who_accompany_run_a_step(
    act, planned, maiwenn, loic, nadia, karim, rozenn, ines, tanguy, zoe_adviser
):
    allowed = {maiwenn, loic, nadia}
    for somebody in (maiwenn, loic, nadia, karim, rozenn, ines, tanguy, zoe_adviser):
        assert policy.may(somebody, act, planned) == (somebody in allowed), somebody.label


def test_a_stranger_cannot_report(planned, zoe_adviser):
    with pytest.raises(PermissionDenied):
        tell(planned, StepState.HELD, zoe_adviser)
    planned.refresh_from_db()
    assert planned.state == StepState.PLANNED


def test_a_place_outside_the_phase_is_refused(pathway, rdv1, maiwenn):
    other = copy_version(pathway.version).list_items.filter(kind="place")[0]
    with pytest.raises(ActRefused) as refused:
        actions.plan_step(step=rdv1, starts_at=MONDAY, duration_minutes=60, place=other, by=maiwenn)
    assert refused.value.field == "place"


def test_no_appointment_before_the_phase_opens(rdv1, maiwenn):
    with pytest.raises(ActRefused) as refused:
        actions.plan_step(
            step=rdv1,
            starts_at=datetime(2019, 3, 10, 9, tzinfo=UTC),
            duration_minutes=60,
            place=None,
            by=maiwenn,
        )
    assert refused.value.field == "starts_at"


@pytest.mark.parametrize("outcome", list(actions.reports.REPORTS))
def test_nothing_in_the_future_can_be_reported(planned, maiwenn, outcome):
    with pytest.raises(ActRefused) as refused:
        actions.report_step(step=planned, outcome=outcome, by=maiwenn)
    assert refused.value.field == "starts_at"
    planned.refresh_from_db()
    assert planned.state == StepState.PLANNED


def test_a_no_show_comes_back_to_plan_once(pathway, planned, maiwenn):
    tell(planned, StepState.NO_SHOW, maiwenn)
    again = pathway.steps.get(spec=planned.spec, attempt=2)
    assert again.state == StepState.DUE
    assert again.expected_on == date(2019, 4, 1)
    with pytest.raises(NotInThisState):
        tell(planned, StepState.NO_SHOW, maiwenn)
    assert pathway.steps.filter(spec=planned.spec).count() == 2


def test_contesting_an_absence_deletes_its_replacement(pathway, planned, maiwenn):
    tell(planned, StepState.NO_SHOW, maiwenn)
    with clock.held(MONDAY + timedelta(days=2)):
        actions.correct_step_report(
            step=planned, outcome=StepState.HELD, reason="Elle était là, à l'accueil.", by=maiwenn
        )
    assert pathway.steps.get(spec=planned.spec) == planned
    assert planned.state == StepState.HELD
    facts = Entry.objects.get(verb="correct_step_report").facts
    assert facts == {"before": "no_show", "after": "held"}


def test_an_absence_is_contested_even_once_the_path_is_over(pathway, planned, maiwenn):
    situation = {
        "activity_status": "unknown",
        "rsa_status": "unknown",
        "job_quality": "unknown",
        "exit_reason": "lost_contact",
    }
    tell(planned, StepState.NO_SHOW, maiwenn)
    with clock.held(MONDAY + timedelta(days=30)):
        actions.record_exit(pathway=pathway, exited_on=clock.today(), situation=situation, by=maiwenn)
        planned.refresh_from_db()
        assert policy.offers(maiwenn, "correct_step_report", planned)
        actions.correct_step_report(step=planned, outcome=StepState.EXCUSED, reason="Mot reçu.", by=maiwenn)
    assert pathway.steps.filter(state__in=[StepState.DUE, StepState.PLANNED]).count() == 0


def test_a_correction_plans_nothing_in_a_phase_that_ended(pathway, planned, maiwenn):
    tell(planned, StepState.HELD, maiwenn)
    review = pathway.steps.get(kind="tripartite_review")
    words = {role: Word(Position.AGREES) for role in ("beneficiary", "lead_worker", "business_adviser")}
    with clock.held(MONDAY + timedelta(days=40)):
        actions.hold_review(
            step=review,
            choice=review.phase.spec.choice_specs.get(code="develop"),
            reasons="Le potentiel est là.",
            words=words,
            shared_minutes="Bilan.",
            starts_at=clock.now(),
            by=maiwenn,
        )
        actions.correct_step_report(
            step=planned, outcome=StepState.NO_SHOW, reason="Erreur de saisie.", by=maiwenn
        )
        with pytest.raises(ActRefused) as refused:
            actions.correct_step_report(step=review, outcome=StepState.NO_SHOW, reason="Erreur.", by=maiwenn)
    assert "décision" in refused.value.message
    assert not review.phase.steps.filter(state=StepState.DUE).exists()


def test_a_cancelled_step_comes_back_to_plan(pathway, planned, maiwenn):
    actions.cancel_step(step=planned, reason="Salle prise.", by=maiwenn)
    assert pathway.steps.get(spec=planned.spec, state=StepState.DUE).attempt == 2
    with pytest.raises(NotInThisState):
        actions.cancel_step(step=planned, reason="Salle prise.", by=maiwenn)


def test_a_skipped_step_comes_back_when_restored(rdv1, maiwenn):
    actions.skip_step(step=rdv1, reason="Vu lors de l'orientation.", by=maiwenn)
    assert rdv1.state == StepState.SKIPPED
    actions.restore_step(step=rdv1, by=maiwenn)
    assert (rdv1.state, rdv1.state_reason) == (StepState.DUE, "")
    with pytest.raises(NotInThisState):
        actions.restore_step(step=rdv1, by=maiwenn)


def test_two_people_moving_the_same_step(planned, maiwenn, loic):
    seen = planned.revision
    actions.move_step(
        step=planned,
        starts_at=MONDAY + timedelta(days=1),
        duration_minutes=60,
        place=None,
        by=loic,
        seen_revision=seen,
    )
    with pytest.raises(StaleEdit):
        actions.move_step(
            step=planned,
            starts_at=MONDAY + timedelta(days=2),
            duration_minutes=60,
            place=None,
            by=maiwenn,
            seen_revision=seen,
        )
    planned.refresh_from_db()
    assert planned.starts_at == MONDAY + timedelta(days=1)


def test_adding_twice_with_one_identifier_adds_one(pathway, maiwenn):
    first = actions.add_step(pathway=pathway, kind=StepKind.TUTORING, label="Tutorat", by=maiwenn)
    again = actions.add_step(
        pathway=pathway, kind=StepKind.TUTORING, label="Tutorat", by=maiwenn, step_id=first.pk
    )
    assert again == first
    assert pathway.steps.filter(kind=StepKind.TUTORING).count() == 1
    assert first.spec is None


def test_rozenn_cannot_add_a_step(pathway, rozenn):
    with pytest.raises(PermissionDenied):
        actions.add_step(pathway=pathway, kind=StepKind.APPOINTMENT, label="Point", by=rozenn)


def test_a_private_note_stays_in_its_organisation(planned, maiwenn, rozenn, loic):
    for _ in range(2):
        actions.write_private_note(step=planned, text="À revoir avec Loïc.", by=maiwenn)
    assert PrivateNote.objects.count() == 1
    assert policy.private_notes_visible_to(loic).count() == 1
    assert policy.private_notes_visible_to(rozenn).count() == 0


def test_a_consultant_from_outside_the_programme_cannot_sit(pathway, cast, maiwenn):
    outsider = Membership.objects.create(
        user=cast.users["zoe"], organisation=cast.organisations["elsewhere"], role=Role.CAREERS_CONSULTANT
    )
    step = actions.add_step(
        pathway=pathway, kind=StepKind.JOINT_APPOINTMENT, label="Point salariat", by=maiwenn
    )
    with pytest.raises(ActRefused) as refused:
        actions.plan_step(
            step=step,
            starts_at=MONDAY,
            duration_minutes=60,
            place=None,
            by=maiwenn,
            careers_consultant=outsider,
        )
    assert refused.value.field == "careers_consultant"
    pathway.refresh_from_db()
    assert pathway.careers_consultant is None


def test_overlaps_and_days_off_are_warned_of(pathway, planned, maiwenn):
    other = actions.add_step(pathway=pathway, kind=StepKind.APPOINTMENT, label="Point", by=maiwenn)
    engagements = engagements_on(date(2019, 3, 18), step=other, by=maiwenn)
    assert [(e.busy, e.step) for e in engagements] == [("Maïwenn Tilleul", planned)]
    half_past = MONDAY + timedelta(minutes=30)
    assert planning_warnings(half_past, 60, engagements, now=clock.now()) == [
        "Maïwenn Tilleul a déjà un rendez-vous de 10\u00a0h\u00a000 à 11\u00a0h\u00a000."
    ]
    assert planning_warnings(MONDAY + timedelta(hours=1), 60, engagements, now=clock.now()) == []
    saturday = datetime(2019, 3, 16, 9, tzinfo=UTC)
    assert planning_warnings(saturday, 60, [], now=clock.now()) == [
        "Ce jour n'est pas travaillé : samedi, dimanche ou jour férié."
    ]


def test_those_who_sit_are_told_when_and_where_but_not_of_whom(pathway, cast, maiwenn):
    step = actions.add_step(
        pathway=pathway, kind=StepKind.JOINT_APPOINTMENT, label="Rdv avec Catalys", by=maiwenn
    )
    ines = Membership.objects.get(user=cast.users["ines"])
    at = datetime(2019, 6, 24, 12, 30, tzinfo=UTC)
    actions.plan_step(
        step=step, starts_at=at, duration_minutes=60, place=None, careers_consultant=ines, by=maiwenn
    )
    message = Message.objects.get(template="plan_step")
    assert message.address == "ines.melisse@example.org"
    assert "lundi 24 juin 2019 à 14 h 30" in message.body
    assert "D. L." in message.body
    assert "Lavande" not in message.title + message.body

"""« À faire »: what waits for whom, and by when, as the days of a path go by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rebond.pathways import actions
from rebond.pathways.attention import Watch, watched
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.pathways.todo import todo_of
from rebond.pathways.todo.tasks import SHOWN, Batch
from rebond.programmes.models import ChoiceSpec
from rebond.programmes.vocabulary import Effect
from tests.cohorts import Maker, Told
from tests.pathways.test_delphine import decide, hold
from tests.unfrozen import unfrozen

#: Told in tests/web/test_minutes.py: every meeting below leaves minutes to sign, and every appointment a proof to give.
PAPERS = {"sign", "collect_signatures", "missing_proofs", "convene_review"}


def told(by) -> dict[str, list[tuple[str, str]]]:
    """What waits for somebody, but papers: {heading: [(kind, person)]}."""
    days = {
        day.label: [(task.kind, task.person) for task in day.tasks if task.kind not in PAPERS]
        for day in todo_of(by).days
    }
    return {label: tasks for label, tasks in days.items() if tasks}


def kinds(by) -> set[str]:
    return {kind for tasks in told(by).values() for kind, _ in tasks}


def the_task(by, kind: str):
    return next(task for day in todo_of(by).days for task in day.tasks if task.kind == kind)


def plan(step: Step, at: datetime, by) -> None:
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=by)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def due(pathway, code: str) -> Step:
    return pathway.current_phase().steps.get(spec__code=code, state=StepState.DUE)


# --- Referrals --------------------------------------------------------------------


def test_a_referral_waits_for_loic_and_is_late_after_ten_days(referral, loic, nadia, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 14))
    assert told(loic) == told(nadia) == {"Aujourd'hui": [("answer_referral", "Delphine Lavande")]}
    hold_clock(date(2019, 3, 15))
    assert told(loic) == {"En retard": [("answer_referral", "Delphine Lavande")]}
    assert "il y a 11 jours" in the_task(loic, "answer_referral").note
    assert told(maiwenn) == {}


def test_a_referral_on_the_waiting_list_says_since_when(referral, loic, hold_clock):
    hold_clock(date(2019, 3, 8))
    actions.put_referral_on_waiting_list(referral=referral, by=loic, text="")
    hold_clock(date(2019, 3, 10))
    task = the_task(loic, "answer_referral")
    assert "en liste d'attente depuis 2 jours" in task.note
    assert task.url_pk == referral.pk


def test_an_answered_referral_waits_for_nobody_and_a_refusal_is_told_for_two_weeks(
    referral, loic, rozenn, yann, hold_clock
):
    hold_clock(date(2019, 3, 8))
    reason = referral.version.list_items.get(kind="decline_reason", code="no_capacity")
    actions.decline_referral(referral=referral, reason=reason, text="Plus de place avant mai.", by=loic)
    assert told(loic) == told(yann) == {}
    assert told(rozenn) == {"Aujourd'hui": [("declined_referral", "Delphine Lavande")]}
    hold_clock(date(2019, 3, 23))
    assert "declined_referral" in kinds(rozenn)
    hold_clock(date(2019, 3, 24))
    assert told(rozenn) == {}


def test_zoe_from_another_association_has_nothing_to_do(referral, pathway, zoe, zoe_adviser, hold_clock):
    hold_clock(date(2019, 9, 1))
    assert todo_of(zoe).is_empty
    assert todo_of(zoe_adviser).is_empty


# --- Appointments -----------------------------------------------------------------


def test_the_first_appointment_is_to_plan_then_beyond_the_delay(pathway, maiwenn, karim, hold_clock):
    hold_clock(date(2019, 3, 14))
    assert told(maiwenn) == {"Plus tard": [("plan_step", "Delphine Lavande")]}
    hold_clock(date(2019, 3, 15))
    assert told(maiwenn) == {"En retard": [("first_appointment", "Delphine Lavande")]}
    assert "avant le 14/03/2019" in the_task(maiwenn, "first_appointment").note
    assert told(karim) == {}


def test_a_planned_appointment_comes_nearer_day_by_day_then_is_to_report(pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 11))
    plan(due(pathway, "rdv1"), at(date(2019, 3, 21), 13), maiwenn)
    expected = [("appointment", "Delphine Lavande")]
    for day, heading in ((18, "Cette semaine"), (20, "Demain"), (21, "Aujourd'hui")):
        hold_clock(date(2019, 3, day))
        assert told(maiwenn) == {heading: expected}
    assert the_task(maiwenn, "appointment").note.endswith("à 14\u00a0h\u00a000.")
    hold_clock(datetime(2019, 3, 21, 13, 30, tzinfo=UTC))
    assert told(maiwenn) == {"Aujourd'hui": [("report_step", "Delphine Lavande")]}
    hold_clock(date(2019, 3, 23))
    assert told(maiwenn) == {"En retard": [("report_step", "Delphine Lavande")]}
    actions.report_step(step=pathway.steps.get(state="planned"), outcome=StepState.HELD, by=maiwenn)
    assert told(maiwenn) == {}


def test_only_the_next_step_of_a_path_is_to_plan(pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 11))
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold_clock(date(2019, 6, 5))  # Rdv 2 and the review are both late
    tasks = [task for day in todo_of(maiwenn).days for task in day.tasks if task.kind == "plan_step"]
    assert [task.label for task in tasks] == ["Planifier : Rdv 2"]
    assert "jours de retard" in tasks[0].note


def test_a_review_to_come_waits_for_the_referent_and_opens_the_meeting_for_the_adviser(
    pathway, rozenn, maiwenn, hold_clock
):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold(pathway, "rdv2", date(2019, 4, 8), maiwenn)
    hold_clock(date(2019, 4, 20))
    review = due(pathway, "tripartite")
    plan(review, at(date(2019, 4, 29)), maiwenn)
    assert told(rozenn) == {"Plus tard": [("appointment", "Delphine Lavande")]}
    assert the_task(rozenn, "appointment").url_name == "show_pathway"
    assert (the_task(maiwenn, "appointment").url_name, the_task(maiwenn, "appointment").url_pk) == (
        "hold_review",
        review.pk,
    )
    hold_clock(date(2019, 4, 30))
    assert the_task(maiwenn, "report_step").url_name == "hold_review"


def test_a_joint_appointment_waits_for_the_consultant_who_sits(pathway, maiwenn, ines, cast, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "develop", maiwenn)
    hold_clock(date(2019, 5, 2))
    step = due(pathway, "rdv3")
    membership = cast.users["ines"].memberships.get()
    actions.plan_step(
        step=step,
        starts_at=at(date(2019, 5, 9)),
        duration_minutes=60,
        place=None,
        careers_consultant=membership,
        by=maiwenn,
    )
    assert told(ines) == {"Plus tard": [("appointment", "Delphine Lavande")]}
    hold_clock(date(2019, 5, 10))
    assert ("report_step", "Delphine Lavande") in told(ines)["En retard"]


# --- Paths ------------------------------------------------------------------------


def test_a_phase_near_its_end_asks_for_a_decision(pathway, maiwenn, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold_clock(date(2019, 5, 20))  # three weeks and a day before 11 June
    assert "decide" not in kinds(maiwenn)
    hold_clock(date(2019, 5, 21))
    assert ("decide", "Delphine Lavande") in told(maiwenn)["Plus tard"]
    hold_clock(date(2019, 6, 12))
    assert ("decide", "Delphine Lavande") in told(maiwenn)["En retard"]
    assert "(dépassée)" in the_task(maiwenn, "decide").note


def test_a_phase_without_limit_never_asks(pathway, maiwenn, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "close", maiwenn)
    hold_clock(date(2021, 1, 4))
    assert kinds(maiwenn) == {"no_contact"}


def test_thirty_days_without_meeting_asks_to_make_contact(pathway, maiwenn, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "close", maiwenn)
    hold_clock(date(2019, 5, 29))
    assert "no_contact" not in kinds(maiwenn)
    hold_clock(date(2019, 5, 30))
    assert told(maiwenn) == {"En retard": [("no_contact", "Delphine Lavande")]}
    assert "le 29/04/2019 (il y a 31 jours)" in the_task(maiwenn, "no_contact").note


def test_silence_is_told_on_the_line_that_breaks_it(pathway, maiwenn, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold_clock(date(2019, 4, 17))
    assert "Dernier contact" not in the_task(maiwenn, "plan_step").note
    hold_clock(date(2019, 4, 18))
    assert kinds(maiwenn) == {"plan_step"}
    assert "Dernier contact le 18/03/2019" in the_task(maiwenn, "plan_step").note


def test_a_decision_to_leave_asks_for_the_exit_then_for_the_follow_ups(pathway, maiwenn, hold_clock):
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "exit", maiwenn)
    hold_clock(date(2019, 4, 30))
    assert told(maiwenn) == {"Aujourd'hui": [("record_exit", "Delphine Lavande")]}
    situation = {
        "activity_status": "salaried_only",
        "rsa_status": "out",
        "job_quality": "lasting",
        "exit_reason": "early_job",
    }
    actions.record_exit(pathway=pathway, exited_on=date(2019, 4, 30), situation=situation, by=maiwenn)
    assert told(maiwenn) == {}
    hold_clock(date(2019, 10, 25))
    assert told(maiwenn) == {"Plus tard": [("record_follow_up", "Delphine Lavande")]}
    hold_clock(date(2019, 10, 31))
    assert told(maiwenn) == {"En retard": [("record_follow_up", "Delphine Lavande")]}
    actions.record_follow_up(
        follow_up=pathway.follow_ups.get(months=6), observed_on=date(2019, 10, 31), situation=None, by=maiwenn
    )
    assert told(maiwenn) == {}


def test_a_suspended_path_only_says_that_it_is(pathway, maiwenn, hold_clock):
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "suspend", maiwenn)
    hold_clock(date(2019, 9, 30))
    assert told(maiwenn) == {"Plus tard": [("resume_pathway", "Delphine Lavande")]}


def test_a_suspension_beyond_the_maximum_of_the_programme_is_told(pathway, maiwenn, hold_clock):
    with unfrozen():
        ChoiceSpec.objects.filter(effect=Effect.SUSPEND).update(months_max=3)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "suspend", maiwenn)
    hold_clock(date(2019, 7, 29))
    assert told(maiwenn) == {"Aujourd'hui": [("resume_pathway", "Delphine Lavande")]}
    assert not watched(Pathway.objects.all(), Watch.SUSPENSION)
    hold_clock(date(2019, 7, 30))
    assert told(maiwenn) == {"En retard": [("resume_pathway", "Delphine Lavande")]}
    task = the_task(maiwenn, "resume_pathway")
    assert task.label == "Suspension trop longue"
    assert task.note.startswith(
        "Suspendu depuis le 29/04/2019, au plus jusqu'au 29/07/2019 : cette date est passée"
    )
    assert list(watched(Pathway.objects.all(), Watch.SUSPENSION)) == [pathway]
    pathway.refresh_from_db()
    assert pathway.state == PathwayState.SUSPENDED  # signalled, and nothing else
    actions.resume_pathway(pathway=pathway, by=maiwenn)
    assert pathway.suspended_until is None
    assert not watched(Pathway.objects.all(), Watch.SUSPENSION)


# --- Size -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["maiwenn", "rozenn", "loic", "ines", "helene"])
def test_as_many_queries_for_ten_paths_as_for_three_hundred(
    request, name, cast, hold_clock, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    by = request.getfixturevalue(name)
    hold_clock(date(2019, 9, 2))
    maker = Maker(cast)
    maker.make(*(Told(entered_on=date(2019, 3, 11) + timedelta(days=n)) for n in range(10)))
    with CaptureQueriesContext(
        connection,
    ) as few:
        todo_of(by)
    maker.make(*(Told(entered_on=date(2019, 3, 11) + timedelta(days=n % 90)) for n in range(290)))
    with django_assert_num_queries(len(few)):
        todo = todo_of(by)
    if name == "maiwenn":
        silent = next(batch for batch in todo.others if batch.label == "personnes sans contact récent")
        assert (len(silent.tasks), silent.left_count) == (SHOWN, 300 - SHOWN)
        assert "no_contact" in kinds(by)


def test_what_has_no_list_of_its_own_leads_nowhere():
    """« Dossiers » without a filter would list everybody as if they waited."""
    assert not Batch("documents à signer", total=12).has_list
    assert Batch("parcours suspendus", total=12, more_query="etat=suspendus").has_list
    assert Batch("rendez-vous à venir", [], 12, "show_agenda", "vue=liste").has_list

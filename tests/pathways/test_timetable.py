"""The agenda of some people: what takes their time, what clashes, and what is proposed for what is still to plan."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rebond.agenda import actions as agenda
from rebond.core.clock import ZONE
from rebond.pathways import actions, policy
from rebond.pathways.models import Step
from rebond.pathways.proposals import proposals_for
from rebond.pathways.timetable import Day, Entry, days_of
from rebond.people.models import Membership, Role
from rebond.web.staff.agenda_grid import columns_of, hours_shown, team_of
from tests.pathways.world import refer

pytestmark = pytest.mark.django_db

MONDAY = date(2019, 3, 18)
NINE = datetime(2019, 3, 18, 8, tzinfo=UTC)


@pytest.fixture
def rdv1(pathway, maiwenn, hold_clock) -> Step:
    hold_clock(date(2019, 3, 12))
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=NINE, duration_minutes=60, place=None, by=maiwenn)
    return step


@pytest.fixture
def tutoring(rdv1, pathway, maiwenn):
    """`tutoring(at, minutes)`: one more appointment of Delphine and Maïwenn."""

    def planned(at: datetime, minutes: int = 60) -> Step:
        step = actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
        actions.plan_step(step=step, starts_at=at, duration_minutes=minutes, place=None, by=maiwenn)
        return step

    return planned


def week_of(who, by=None, *, monday: date = MONDAY, with_deadlines: bool = False) -> list[Day]:
    users = [one.user for one in (who if isinstance(who, list) else [who])]
    last = monday + timedelta(days=6)
    return days_of(users, first=monday, last=last, by=by or who, with_deadlines=with_deadlines)


def entries(days: list[Day]) -> list[Entry]:
    return [entry for day in days for entry in day.entries]


def seat_of(actor) -> Membership:
    return Membership.objects.get(user=actor.user, role=actor.role)


# --- Who reads what ---------------------------------------------------------------------


def test_maiwenn_reads_her_own(rdv1, maiwenn):
    (entry,) = entries(week_of(maiwenn))
    assert (entry.step, entry.people, entry.warnings) == (rdv1, (maiwenn.user,), ())


def test_a_colleague_reads_that_she_is_taken_and_a_manager_by_whom(rdv1, maiwenn, karim, loic, nadia):
    assert [entry.step for entry in entries(week_of(maiwenn, karim))] == [None]
    assert [entry.step for entry in entries(week_of(maiwenn, loic))] == [rdv1]
    assert [entry.step for entry in entries(week_of(maiwenn, nadia))] == [rdv1]


def test_whose_agenda_may_be_opened(
    rdv1, pathway, maiwenn, karim, soizic, loic, nadia, rozenn, zoe, alban, ines
):
    def seen(by) -> set[str]:
        return {user.first_name for user in policy.staff_visible_to(by)}

    colleagues = {"Maïwenn", "Karim", "Soizic", "Loïc", "Nadia"}
    assert seen(karim) == colleagues
    assert seen(maiwenn) == colleagues | {"Rozenn"}  # the référente of Delphine's path
    assert "Maïwenn" in seen(rozenn)
    assert "Inès" not in seen(maiwenn)
    consultant = Membership.objects.get(user=ines.user, role=Role.CAREERS_CONSULTANT)
    pathway.careers_consultant, pathway.careers_organisation = consultant.user, consultant.organisation
    pathway.save()
    assert "Inès" in seen(maiwenn)
    assert seen(zoe) == {"Zoé"}
    assert seen(alban) == set()


def test_a_suspended_path_and_a_cancelled_appointment_take_no_time(rdv1, pathway, maiwenn, tutoring):
    cancelled = tutoring(NINE + timedelta(days=1))
    actions.cancel_step(step=cancelled, reason="Salle prise.", by=maiwenn)
    assert [entry.step for entry in entries(week_of(maiwenn))] == [rdv1]
    pathway.state, pathway.suspended_on = "suspended", date(2019, 3, 12)
    pathway.save()
    assert entries(week_of(maiwenn)) == []


def test_the_end_of_a_phase_stands_on_its_day_for_those_who_hold_the_path(rdv1, maiwenn, rozenn, loic):
    monday = date(2019, 6, 10)
    for by, is_told in ((maiwenn, True), (rozenn, True), (loic, False)):
        days = week_of(by, monday=monday, with_deadlines=True)
        told = [(d.on, d.label, d.person) for day in days for d in day.deadlines]
        assert told == (
            [(date(2019, 6, 11), "Fin de la phase Diagnostic", "Delphine Lavande")] if is_told else []
        )


def test_the_number_of_queries_is_constant(rdv1, maiwenn, karim, tutoring, django_assert_num_queries):
    def asked() -> int:
        with django_assert_num_queries(8):
            return len(entries(week_of([maiwenn, karim], maiwenn, with_deadlines=True)))

    assert asked() == 1
    for day in range(5):
        tutoring(NINE + timedelta(days=day, hours=3), 30)
    assert asked() == 6


# --- What deserves a second look -----------------------------------------------------------


def test_two_at_once_are_told_on_both(rdv1, maiwenn, tutoring):
    tutoring(NINE + timedelta(minutes=30))
    first, second = entries(week_of(maiwenn))
    assert first.warnings == (
        "Maïwenn Tilleul et Delphine Lavande ont un autre rendez-vous de 09\u00a0h\u00a030 à 10\u00a0h\u00a030.",
    )
    assert "de 09\u00a0h\u00a000 à 10\u00a0h\u00a000" in second.warnings[0]
    assert {first.lane.place, second.lane.place} == {0, 1}


def test_one_after_the_other_is_no_clash(rdv1, maiwenn, tutoring):
    tutoring(NINE + timedelta(hours=1))
    assert [entry.warnings for entry in entries(week_of(maiwenn))] == [(), ()]


def test_an_absence_and_hours_are_told_without_their_kind(rdv1, maiwenn, karim):
    seat = seat_of(maiwenn)
    agenda.add_absence(membership=seat, kind="leave", first_day=MONDAY, last_day=MONDAY, by=maiwenn)
    monday = week_of(maiwenn, karim)[0]
    assert [entry.is_absence for entry in monday.all_day] == [True]
    assert monday.entries[0].warnings == ("Maïwenn Tilleul a noté une absence à ce moment.",)


def test_hours_on_record_are_drawn_and_watched(rdv1, maiwenn):
    agenda.add_hours(
        membership=seat_of(maiwenn),
        kind="working",
        weekdays=[0],
        opens_at=time(13),
        closes_at=time(17),
        valid_from=date(2019, 3, 12),
        by=maiwenn,
    )
    monday = week_of(maiwenn)[0]
    assert "en dehors des horaires" in monday.entries[0].warnings[0]
    assert [(s.starts_at.astimezone(ZONE).hour, s.ends_at.astimezone(ZONE).hour) for s in monday.off] == [
        (6, 13),
        (17, 22),
    ]


def test_a_public_holiday_is_told(rdv1, maiwenn, tutoring):
    tutoring(datetime(2019, 4, 22, 8, tzinfo=UTC))
    days = week_of(maiwenn, monday=date(2019, 4, 22))
    assert [day.is_public_holiday for day in days] == [True, *[False] * 6]
    assert days[0].entries[0].warnings == ("Ce jour n'est pas travaillé.",)


# --- The grid -------------------------------------------------------------------------------


def test_nine_o_clock_stands_at_nine_over_the_change_of_the_clocks(rdv1, maiwenn, tutoring):
    tutoring(datetime(2019, 3, 29, 8, tzinfo=UTC))
    tutoring(datetime(2019, 4, 1, 7, tzinfo=UTC))
    for monday, column in ((date(2019, 3, 25), 4), (date(2019, 4, 1), 0)):
        days = week_of(maiwenn, monday=monday)
        hours = hours_shown(days)
        (box,) = columns_of(days, hours)[column].boxes
        assert (hours.start, box.row, box.rows) == (8, 4, 4)


def test_early_late_and_short_ones_are_seen(rdv1, maiwenn, tutoring):
    tutoring(datetime(2019, 3, 19, 5, 30, tzinfo=UTC), 10)
    tutoring(datetime(2019, 3, 19, 19, tzinfo=UTC), 45)
    tutoring(datetime(2019, 3, 23, 9, tzinfo=UTC))  # a Saturday
    days = week_of(maiwenn)
    hours = hours_shown(days)
    columns = columns_of(days, hours)
    assert hours == range(6, 21)
    assert [column.day.date.isoweekday() for column in columns] == [1, 2, 3, 4, 5, 6]
    early, late = columns[1].boxes
    assert (early.css_class, late.css_class) == ("at-2 for-2", "at-56 for-3")


def test_one_that_ends_after_midnight_is_drawn_on_both_days(rdv1, maiwenn, tutoring):
    tutoring(datetime(2019, 3, 19, 22, tzinfo=UTC), 120)
    days = week_of(maiwenn)
    assert hours_shown(days) == range(24)
    boxes = [column.boxes for column in columns_of(days, hours_shown(days))]
    assert [len(found) for found in boxes] == [1, 1, 1, 0, 0]
    assert boxes[2][0].css_class == "at-0 for-4"


def test_a_team_is_told_person_by_person(rdv1, maiwenn, karim, loic):
    team = team_of([maiwenn.user, karim.user], week_of([maiwenn, karim], loic))
    assert [(row.person, len(row.cells[0][1])) for row in team.rows] == [(maiwenn.user, 1)]
    assert team.free == [karim.user]


# --- What is still to plan --------------------------------------------------------------------


def test_the_first_free_moment_is_proposed(pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 18))
    (proposal,), has_others = proposals_for(maiwenn)
    assert (proposal.step.spec.code, has_others) == ("rdv1", False)
    assert proposal.starts_at == datetime(2019, 3, 21, 8, tzinfo=UTC)  # expected that Thursday: nine in Paris


def test_it_steps_aside_for_appointments_absences_and_hours(pathway, maiwenn, tutoring, hold_clock):
    other = pathway.steps.get(spec__code="rdv1")
    actions.move_step(
        step=other,
        starts_at=datetime(2019, 3, 21, 8, tzinfo=UTC),
        duration_minutes=60,
        place=None,
        by=maiwenn,
    )
    actions.cancel_step(step=other, reason="Empêchement.", by=maiwenn)
    again = pathway.steps.get(spec__code="rdv1", attempt=2)
    assert again.expected_on == date(2019, 3, 26)
    tutoring(datetime(2019, 3, 26, 8, tzinfo=UTC), 180)  # the whole morning
    hours = {"starts_at": time(14), "ends_at": time(15, 30)}
    agenda.add_absence(
        membership=seat_of(maiwenn), kind="other", first_day=date(2019, 3, 26), last_day=date(2019, 3, 26),
        by=maiwenn, **hours,
    )  # fmt: skip
    hold_clock(date(2019, 3, 22))
    (proposal,), _ = proposals_for(maiwenn)
    assert proposal.starts_at == datetime(2019, 3, 26, 14, 30, tzinfo=UTC)


def test_two_never_get_the_same_moment(cast, pathway, rozenn, loic, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 11))
    for number in range(2, 9):
        referral = refer(cast, rozenn, number, first_name=f"Gaspard {number}")
        actions.accept_referral(referral=referral, adviser=maiwenn.user, by=loic)
    hold_clock(date(2019, 3, 18))
    proposals, has_others = proposals_for(maiwenn)
    moments = [proposal.starts_at for proposal in proposals]
    assert len(set(moments)) == len(moments) == 6
    assert None not in moments
    assert has_others


def test_only_those_who_meet_people_are_given_something_to_plan(
    pathway, rozenn, loic, helene, zoe_adviser, hold_clock
):
    hold_clock(date(2019, 3, 18))
    assert [proposals_for(by) for by in (rozenn, loic, helene, zoe_adviser)] == [([], False)] * 4


def test_nobody_free_for_weeks_gets_no_moment(pathway, maiwenn, hold_clock):
    hold_clock(date(2019, 3, 18))
    days = {"first_day": date(2019, 3, 18), "last_day": date(2019, 6, 30)}
    agenda.add_absence(membership=seat_of(maiwenn), kind="leave", by=maiwenn, **days)
    assert [proposal.starts_at for proposal in proposals_for(maiwenn)[0]] == [None]

"""Read by real programs: vdirsyncer subscribes to the feed that a live server gives, khal shows it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rebond.agenda import actions as agenda
from rebond.calendars.models import Feed
from rebond.pathways import actions
from rebond.pathways.models import FollowUp, Step
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Membership, Role
from tests.calendars.reading import Line, assert_both_tell

pytestmark = pytest.mark.django_db(transaction=True)

#: Nine in the morning in Paris, before and after each change of the clocks of 2019.
NINE = {
    "2019-03-29": datetime(2019, 3, 29, 8, tzinfo=UTC),
    "2019-04-01": datetime(2019, 4, 1, 7, tzinfo=UTC),
    "2019-10-25": datetime(2019, 10, 25, 7, tzinfo=UTC),
    "2019-10-28": datetime(2019, 10, 28, 8, tzinfo=UTC),
}


@pytest.fixture
def rdv1(pathway, maiwenn, it_is) -> Step:
    it_is(date(2019, 3, 12))
    return pathway.steps.get(spec__code="rdv1")


def plan(step: Step, at: datetime, by) -> None:
    place = step.phase.spec.places.get(code="cdas")
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=place, by=by)


def test_nine_in_the_morning_is_nine_all_year_round(rdv1, pathway, maiwenn, subscribe):
    for at in NINE.values():
        plan(actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn), at, maiwenn)
    calendar = subscribe(maiwenn)
    told = [line for line in calendar.between("2019-03-25", "2019-11-03") if "Échéance" not in line.title]
    assert told == [Line(f"{day} 09:00", f"{day} 10:00", "D. L. – CDAS", "CDAS", "") for day in NINE]


def test_whole_days_are_whole_days_on_the_change_of_the_clocks_too(rdv1, pathway, maiwenn, subscribe):
    FollowUp.objects.create(pathway=pathway, months=6, due_on=date(2019, 10, 27), state="due")
    told = subscribe(maiwenn).between("2019-03-12", "2019-12-31")
    assert [(line.starts, line.title) for line in told] == [
        ("2019-06-11", "Échéance – D. L."),
        ("2019-10-27", "Échéance – D. L."),
    ]


def test_moved_then_cancelled(rdv1, maiwenn, subscribe):
    calendar = subscribe(maiwenn)
    plan(rdv1, NINE["2019-03-29"], maiwenn)
    assert [line.starts for line in calendar.between("2019-03-25", "2019-04-07")] == ["2019-03-29 09:00"]
    actions.move_step(
        step=rdv1,
        starts_at=NINE["2019-04-01"] + timedelta(hours=5),
        duration_minutes=30,
        place=None,
        by=maiwenn,
    )
    (moved,) = calendar.between("2019-03-25", "2019-04-07")
    assert moved == Line("2019-04-01 14:00", "2019-04-01 14:30", "D. L.", "", "")
    actions.cancel_step(step=rdv1, reason="Salle prise.", by=maiwenn)
    assert calendar.between("2019-03-25", "2019-04-07") == []


def test_both_staff_calendars_agree_once_the_person_moved_it(pathway, maiwenn, ines, it_is, subscribe):
    it_is(date(2019, 3, 12))
    consultant = Membership.objects.get(user=ines.user, role=Role.CAREERS_CONSULTANT)
    for seat in (Membership.objects.get(user=maiwenn.user), consultant):
        agenda.add_hours(
            membership=seat, kind="bookable", weekdays=range(5), opens_at=time(9), closes_at=time(12),
            modes=["in_person"], valid_from=date(2019, 3, 12), by=Actor.of(seat),
        )  # fmt: skip
    step = actions.add_step(pathway=pathway, kind="joint_appointment", label="Rdv conjoint", by=maiwenn)
    actions.plan_step(
        step=step,
        starts_at=NINE["2019-03-29"],
        duration_minutes=60,
        place=step.phase.spec.places.get(code="bge"),
        careers_consultant=consultant,
        by=maiwenn,
    )
    hers, theirs = subscribe(maiwenn), subscribe(ines)
    (planned,) = assert_both_tell(hers, theirs, first="2019-03-25", last="2019-04-07")
    assert (planned.starts, planned.title) == ("2019-03-29 09:00", "D. L. – BGE")
    actions.reschedule_step(step=step, starts_at=NINE["2019-04-01"], by=PersonActor(pathway.beneficiary))
    (moved,) = assert_both_tell(hers, theirs, first="2019-03-25", last="2019-04-07")
    assert (moved.starts, moved.title) == ("2019-04-01 09:00", "D. L. – BGE")


def test_a_revoked_feed_gives_nothing_more(rdv1, maiwenn, subscribe):
    calendar = subscribe(maiwenn)
    calendar.sync()
    Feed.objects.update(revoked_at=datetime(2019, 3, 12, tzinfo=UTC))
    with pytest.raises(AssertionError, match="Not Found"):
        calendar.sync()

"""Twelve places and more people than that: the waiting list moves by itself, and nobody is forgotten."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, NotInThisState
from rebond.messaging.models import Message
from rebond.people.actor import PersonActor
from rebond.trainings import actions
from rebond.trainings.models import Enrolment
from rebond.trainings.states import EnrolmentState
from tests.trainings.conftest import TWO_HALF_DAYS, at


def states(session) -> list[str]:
    return list(session.enrolments.order_by("asked_at", "pk").values_list("state", flat=True))


def told(code: str) -> list[str]:
    return list(
        Message.objects.filter(template=code).order_by("queued_at", "pk").values_list("address", flat=True)
    )


def test_fifteen_requests_for_twelve_places(session, crowd, maiwenn, hold_clock):
    people = crowd(15)
    for minute, pathway in enumerate(people):
        hold_clock(at(2, 10, minute))
        actions.enrol(session=session, pathway=pathway, by=maiwenn)
    assert states(session) == ["enrolled"] * 12 + ["waiting"] * 3
    assert len(told("training_enrolled")) == 12

    first = session.enrolments.get(pathway=people[0])
    actions.withdraw(enrolment=first, by=maiwenn, reason="Empêchée")
    assert session.enrolments.get(pathway=people[12]).state == EnrolmentState.ENROLLED
    assert session.enrolments.get(pathway=people[13]).state == EnrolmentState.WAITING
    assert told("training_enrolled")[-1] == people[12].beneficiary.email
    assert Entry.objects.filter(verb="give_place").count() == 1


def test_more_places_go_to_those_who_wait(session, crowd, maiwenn, hold_clock):
    for minute, pathway in enumerate(crowd(15)):
        hold_clock(at(2, 10, minute))
        actions.enrol(session=session, pathway=pathway, by=maiwenn)
    actions.change_session(
        session=session,
        half_days=TWO_HALF_DAYS,
        capacity=14,
        place="BGE, Rennes",
        trainer=maiwenn.user,
        by=maiwenn,
    )
    assert states(session) == ["enrolled"] * 14 + ["waiting"]
    # Neither the date nor the place changed: nobody is told that they did.
    assert told("training_moved") == []


def test_places_are_not_taken_back(session, crowd, maiwenn):
    for pathway in crowd(3):
        actions.enrol(session=session, pathway=pathway, by=maiwenn)
    with pytest.raises(ActRefused, match="3 personnes ont déjà une place"):
        actions.change_session(session=session, half_days=TWO_HALF_DAYS, capacity=2, place="BGE", by=maiwenn)


def test_asking_twice_changes_nothing(session, pathway, maiwenn):
    once = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    again = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    assert once == again
    assert len(told("training_enrolled")) == 1
    assert Entry.objects.filter(verb="enrol").count() == 1


def test_delphine_enrols_herself_and_leaves(session, pathway):
    delphine = PersonActor(pathway.beneficiary)
    enrolment = actions.enrol(session=session, pathway=pathway, by=delphine)
    assert enrolment.state == EnrolmentState.ENROLLED
    assert Entry.objects.get(verb="enrol").user is None
    actions.withdraw(enrolment=enrolment, by=delphine)
    assert enrolment.state == EnrolmentState.WITHDRAWN
    with pytest.raises(NotInThisState):
        actions.withdraw(enrolment=enrolment, by=delphine)


def test_whoever_comes_back_asks_anew(session, pathway, maiwenn, hold_clock):
    enrolment = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    actions.withdraw(enrolment=enrolment, by=maiwenn)
    hold_clock(at(3, 9))
    again = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    assert again.pk == enrolment.pk
    assert again.asked_at == at(3, 9)
    assert again.state == EnrolmentState.ENROLLED


@pytest.mark.parametrize("name", ["zoe", "zoe_adviser", "karim"])
def test_a_stranger_enrols_nobody(session, pathway, request, name):
    stranger = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        actions.enrol(session=session, pathway=pathway, by=stranger)
    assert not Enrolment.objects.exists()


def test_another_person_neither_enrols_nor_withdraws_delphine(session, pathway, crowd, maiwenn):
    other = PersonActor(crowd(1)[0].beneficiary)
    with pytest.raises(PermissionDenied):
        actions.enrol(session=session, pathway=pathway, by=other)
    enrolment = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    with pytest.raises(PermissionDenied):
        actions.withdraw(enrolment=enrolment, by=other)


def test_it_is_too_late_once_it_has_begun(session, pathway, maiwenn, hold_clock):
    hold_clock(at(14, 9, 1))
    with pytest.raises(ActRefused, match="déjà commencé"):
        actions.enrol(session=session, pathway=pathway, by=maiwenn)


def test_nobody_is_given_a_place_in_a_path_that_is_over(session, pathway, maiwenn):
    pathway.state, pathway.exited_on = "closed", pathway.entered_on
    pathway.save()
    with pytest.raises(ActRefused, match="n'est pas en cours"):
        actions.enrol(session=session, pathway=pathway, by=maiwenn)


def test_cancelling_tells_everyone(session, pathway, crowd, maiwenn, loic):
    session.capacity = 1
    session.save()
    actions.enrol(session=session, pathway=pathway, by=maiwenn)
    (waiting,) = crowd(1)
    actions.enrol(session=session, pathway=waiting, by=maiwenn)
    actions.cancel_session(session=session, reason="Salle indisponible", by=loic)
    assert set(told("training_cancelled")) == {
        pathway.beneficiary.email,
        waiting.beneficiary.email,
        maiwenn.user.email,
    }
    with pytest.raises(NotInThisState):
        actions.cancel_session(session=session, reason="Encore", by=loic)
    with pytest.raises(NotInThisState):
        actions.enrol(session=session, pathway=pathway, by=maiwenn)


def test_moving_tells_everyone(session, pathway, maiwenn):
    actions.enrol(session=session, pathway=pathway, by=maiwenn)
    actions.change_session(
        session=session, half_days=[(at(21, 9), at(21, 12))], capacity=12, place="BGE, Rennes", by=maiwenn
    )
    assert told("training_moved") == [pathway.beneficiary.email]
    assert "21 mai 2019" in Message.objects.get(template="training_moved").body
    assert session.half_days.count() == 1


def test_only_those_who_give_the_course_run_its_sessions(session, course, ines, rozenn, zoe_adviser):
    for other in (ines, rozenn, zoe_adviser):
        with pytest.raises(PermissionDenied):
            actions.open_session(
                course=course, half_days=TWO_HALF_DAYS, capacity=5, place="Ailleurs", by=other
            )
        with pytest.raises(PermissionDenied):
            actions.cancel_session(session=session, reason="Non", by=other)


@pytest.mark.parametrize(
    ("half_days", "reason"),
    [
        ([], "au moins une demi-journée"),
        ([(at(14, 12), at(14, 9))], "finit après avoir commencé"),
        ([(at(14, 9), at(15, 12))], "le même jour"),
        ([(at(14, 9), at(14, 12)), (at(14, 11), at(14, 14))], "se chevauchent"),
    ],
)
def test_odd_half_days_are_refused(course, maiwenn, half_days, reason):
    with pytest.raises(ActRefused, match=reason):
        actions.open_session(course=course, half_days=half_days, capacity=5, place="BGE", by=maiwenn)


#: What a crowd of four may do, in any order: ask, leave, or the room changes size.
Move = tuple[str, int]
MOVES = st.lists(st.tuples(st.sampled_from(["ask", "leave", "size"]), st.integers(0, 3)), max_size=14)


@pytest.fixture
def four(crowd) -> list:
    return crowd(4)


@given(moves=MOVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_more_people_than_places_and_nobody_overtakes(moves, four, course, maiwenn):
    session = actions.open_session(
        course=course, half_days=TWO_HALF_DAYS, capacity=2, place="BGE", by=maiwenn
    )
    for verb, number in moves:
        _play(verb, number, session, four, maiwenn)
        placed = session.enrolments.filter(state="enrolled")
        waiting = session.enrolments.filter(state="waiting")
        session.refresh_from_db()
        assert placed.count() <= session.capacity
        assert not waiting.exists() or placed.count() == session.capacity


def _play(verb, number, session, people, by) -> None:
    if verb == "ask":
        actions.enrol(session=session, pathway=people[number], by=by)
    elif verb == "leave":
        enrolment = session.enrolments.filter(pathway=people[number]).exclude(state="withdrawn").first()
        if enrolment:
            actions.withdraw(enrolment=enrolment, by=by)
    else:
        taken = session.enrolments.filter(state="enrolled").count()
        actions.change_session(
            session=session, half_days=TWO_HALF_DAYS, capacity=max(1, taken, number), place="BGE", by=by
        )

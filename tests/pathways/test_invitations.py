"""The person chooses when: invited, reminded, then given a date; two who want one slot; and what they answer."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.agenda.models import WeeklyHours
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.links.doors import LinkClosed, follow_link
from rebond.links.models import Purpose
from rebond.messaging.models import Message, MessageState
from rebond.pathways import actions, policy
from rebond.pathways.booking import SlotTaken, slots_of, slots_to_move
from rebond.pathways.inviting import reminder_due
from rebond.pathways.ladder import write_to_people
from rebond.pathways.models import Invitation, InvitationState, Step
from rebond.pathways.states import StepState
from rebond.people.actor import PersonActor
from rebond.people.models import Role
from tests.pathways.world import SITUATION, invite, open_mornings, refer

#: A busy machine is slow, not wrong.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENTRY = date(2019, 3, 11)
#: The first slot with a day's notice: Tuesday 12 March, half past nine.
SOONEST = datetime(2019, 3, 12, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(ENTRY)


@pytest.fixture
def rdv1(cast, pathway) -> Step:
    open_mornings(cast, "maiwenn")
    return pathway.steps.get(spec__code="rdv1")


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)


@pytest.fixture
def invitation(rdv1, maiwenn) -> Invitation:
    return invite(rdv1, maiwenn)


def slots(invitation: Invitation) -> list[datetime]:
    return slots_of(invitation.step, first=invitation.first_day, last=invitation.last_day).starts


def letters(step: Step) -> list[str]:
    """What was written to the person about it, in the order of the alphabet."""
    written = Message.objects.filter(object_id=step.pk, is_to_person=True)
    return sorted(written.values_list("template", flat=True))


def secret_in(message: Message) -> str:
    return re.search(r"/(?:creneau|rdv)/([^/\s]+)/", message.body)[1]


def the_letter(code: str) -> Message:
    return Message.objects.filter(template=code, is_to_person=True).latest("queued_at")


# --- Inviting and choosing --------------------------------------------------------


def test_she_is_invited_by_a_link_and_chooses(invitation, rdv1, maiwenn, delphine):
    letter = the_letter("choose_slot")
    assert letter.address == "delphine.lavande@example.org"
    assert follow_link(secret_in(letter), Purpose.CHOOSE_SLOT).object_id == invitation.pk
    assert slots(invitation)[0] == SOONEST
    assert rdv1.state == StepState.DUE

    answer = actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=delphine)
    rdv1.refresh_from_db()
    invitation.refresh_from_db()
    assert (rdv1.state, rdv1.starts_at, rdv1.date_source) == (StepState.PLANNED, SOONEST, "chosen")
    assert rdv1.confirmed_at
    assert invitation.state(clock.now()) == InvitationState.CHOSEN
    assert follow_link(answer, Purpose.ANSWER_APPOINTMENT).object_id == rdv1.pk
    assert letters(rdv1) == ["appointment_planned", "choose_slot"]
    told = Message.objects.get(template="choose_slot", is_to_person=False)
    assert told.address == maiwenn.user.email
    assert "Lavande" not in told.title + told.body
    assert Entry.objects.get(verb="choose_slot").user is None


def test_chosen_twice_it_is_chosen_once(invitation, rdv1, delphine):
    actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=delphine)
    assert actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=delphine) == ""
    with pytest.raises(NotInThisState):
        actions.choose_slot(invitation=invitation, starts_at=SOONEST + timedelta(minutes=30), by=delphine)
    assert Entry.objects.filter(verb="choose_slot").count() == 1
    rdv1.refresh_from_db()
    assert rdv1.starts_at == SOONEST


def test_nobody_chooses_for_somebody_else(cast, invitation, rozenn, maiwenn):
    other = refer(cast, rozenn, 8).beneficiary
    with pytest.raises(PermissionDenied):
        actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=PersonActor(other))
    invitation.refresh_from_db()
    assert invitation.end == ""


@pytest.mark.parametrize("minutes", [-60, 5, 60 * 24 * 40])
def test_a_slot_that_was_not_offered_is_refused(invitation, delphine, minutes):
    with pytest.raises(SlotTaken):
        actions.choose_slot(
            invitation=invitation, starts_at=SOONEST + timedelta(minutes=minutes), by=delphine
        )


def test_somebody_faster_has_the_slot_and_the_other_sees_what_is_left(
    cast, invitation, delphine, rozenn, loic, maiwenn
):
    other = actions.accept_referral(referral=refer(cast, rozenn, 8), adviser=maiwenn.user, by=loic)
    hers = invite(other.steps.get(spec__code="rdv1"), maiwenn)
    assert slots(hers)[0] == SOONEST
    actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=delphine)
    with pytest.raises(SlotTaken):
        actions.choose_slot(invitation=hers, starts_at=SOONEST, by=PersonActor(other.beneficiary))
    assert slots(hers)[0] == SOONEST + timedelta(hours=1)


def test_all_who_sit_there_must_be_free(cast, rdv1, maiwenn):
    """Rozenn is invited too: nothing to choose until she opens hours as well."""
    with pytest.raises(ActRefused, match="Aucun créneau libre commun") as refused:
        invite(rdv1, maiwenn, also=["lead_worker"])
    assert refused.value.field == "last_day"
    assert not Message.objects.filter(template="choose_slot").exists()
    assert not Invitation.objects.exists()
    open_mornings(cast, "rozenn", since=date(2019, 3, 25))
    assert clock.civil_date(slots(invite(rdv1, maiwenn, also=["lead_worker"]))[0]) == date(2019, 3, 25)


def test_one_is_invited_once_at_a_time(invitation, rdv1, maiwenn):
    with pytest.raises(ActRefused, match="déjà invitée"):
        invite(rdv1, maiwenn)
    actions.withdraw_invitation(step=rdv1, by=maiwenn)
    with pytest.raises(LinkClosed):
        follow_link(secret_in(the_letter("choose_slot")), Purpose.CHOOSE_SLOT)
    with pytest.raises(ActRefused, match="plus de réponse"):
        actions.withdraw_invitation(step=rdv1, by=maiwenn)
    assert the_letter("choose_slot").state == MessageState.WITHDRAWN
    invite(rdv1, maiwenn)


def test_a_date_given_by_hand_withdraws_the_invitation(invitation, rdv1, maiwenn, delphine):
    actions.plan_step(step=rdv1, starts_at=SOONEST, duration_minutes=60, place=None, by=maiwenn)
    invitation.refresh_from_db()
    assert invitation.state(clock.now()) == InvitationState.WITHDRAWN
    with pytest.raises(NotInThisState):
        actions.choose_slot(invitation=invitation, starts_at=SOONEST, by=delphine)


def test_an_invitation_expires(invitation, delphine):
    secret = secret_in(the_letter("choose_slot"))
    with clock.held(datetime(2019, 4, 2, 0, 0, tzinfo=clock.ZONE)):
        assert invitation.state(clock.now()) == InvitationState.EXPIRED
        with pytest.raises(LinkClosed):
            follow_link(secret, Purpose.CHOOSE_SLOT)
        with pytest.raises(ActRefused):
            actions.choose_slot(
                invitation=invitation, starts_at=datetime(2019, 4, 3, 8, tzinfo=UTC), by=delphine
            )


# --- The ladder -------------------------------------------------------------------


def run_on(day: date) -> int:
    with clock.held(day):
        return write_to_people()


def test_invite_then_remind_then_convene(invitation, rdv1, pathway):
    """Four days, then ten, as the programme of Ille-et-Vilaine says."""
    assert run_on(ENTRY + timedelta(days=3)) == 0
    assert [run_on(ENTRY + timedelta(days=4)) for _ in range(3)] == [1, 0, 0]
    assert run_on(ENTRY + timedelta(days=9)) == 0
    assert letters(rdv1) == ["choose_slot", "choose_slot_reminder"]
    for letter in Message.objects.filter(is_to_person=True, object_id=rdv1.pk):
        assert follow_link(secret_in(letter), Purpose.CHOOSE_SLOT).object_id == invitation.pk

    convened_on = ENTRY + timedelta(days=10)
    assert [run_on(convened_on) for _ in range(3)] == [1, 0, 0]
    rdv1.refresh_from_db()
    invitation.refresh_from_db()
    assert (rdv1.state, rdv1.date_source, rdv1.confirmed_at) == (StepState.PLANNED, "convened", None)
    assert clock.civil_date(rdv1.starts_at) == date(2019, 3, 28)
    assert invitation.state(clock.now()) == InvitationState.CONVENED
    assert letters(rdv1) == ["choose_slot", "choose_slot_reminder", "convocation"]
    entries = Entry.objects.filter(object_id=str(rdv1.pk), facts__is_automatic=True)
    assert [entry.verb for entry in entries.order_by("pk")] == ["remind_person", "convene_person"]


def test_a_worker_that_slept_convenes_without_a_late_reminder(invitation, rdv1):
    assert run_on(ENTRY + timedelta(days=15)) == 1
    assert letters(rdv1) == ["choose_slot", "convocation"]


def test_whoever_chose_is_left_in_peace(invitation, rdv1, delphine):
    later = next(start for start in slots(invitation) if start.day == 25)
    actions.choose_slot(invitation=invitation, starts_at=later, by=delphine)
    assert run_on(ENTRY + timedelta(days=10)) == 0
    assert letters(rdv1) == ["appointment_planned", "choose_slot"]


def test_without_a_slot_left_nothing_is_sent_and_the_adviser_gives_a_date(invitation, rdv1, maiwenn):
    WeeklyHours.objects.all().delete()
    assert run_on(ENTRY + timedelta(days=10)) == 0
    rdv1.refresh_from_db()
    assert rdv1.state == StepState.DUE


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection in memory; PostgreSQL shows it")
def test_two_workers_at_once_write_once(invitation, rdv1):
    assert connection.vendor == "postgresql"
    barrier = Barrier(2)

    def work() -> int:
        barrier.wait()
        try:
            return run_on(ENTRY + timedelta(days=4))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(task.result() for task in [pool.submit(work) for _ in range(2)]) == 1
    assert letters(rdv1).count("choose_slot_reminder") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection in memory; PostgreSQL shows it")
def test_two_people_press_the_same_hour_at_once(cast, invitation, delphine, rozenn, loic, maiwenn):
    other = actions.accept_referral(referral=refer(cast, rozenn, 8), adviser=maiwenn.user, by=loic)
    hers = invite(other.steps.get(spec__code="rdv1"), maiwenn)
    barrier = Barrier(2)

    def choose(mine: Invitation, person: PersonActor) -> str:
        barrier.wait()
        try:
            with clock.held(ENTRY):
                actions.choose_slot(
                    invitation=Invitation.objects.get(pk=mine.pk), starts_at=SOONEST, by=person
                )
            return "has it"
        except SlotTaken:
            return "is told"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        both = [(invitation, delphine), (hers, PersonActor(other.beneficiary))]
        answers = [task.result() for task in [pool.submit(choose, *one) for one in both]]
    assert sorted(answers) == ["has it", "is told"]
    assert Step.objects.filter(starts_at=SOONEST).count() == 1


# --- Reminders of an appointment ----------------------------------------------------


def test_she_is_reminded_two_days_before_once(rdv1, maiwenn):
    at = datetime(2019, 3, 20, 9, tzinfo=UTC)
    actions.plan_step(step=rdv1, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    assert run_on(date(2019, 3, 17)) == 0
    assert [run_on(date(2019, 3, 18)) for _ in range(3)] == [1, 0, 0]
    assert letters(rdv1) == ["appointment_planned", "appointment_reminder"]
    with clock.held(date(2019, 3, 18)):
        actions.move_step(
            step=rdv1, starts_at=at + timedelta(days=7), duration_minutes=60, place=None, by=maiwenn
        )
    assert Message.objects.get(template="appointment_reminder").state == MessageState.WITHDRAWN
    assert run_on(date(2019, 3, 25)) == 1


days = st.integers(-5, 40)


@unhurried
@given(st.lists(st.integers(0, 30), max_size=4), days, days)
def test_a_reminder_says_something_new_and_in_time(days_before, set_days, now_days):
    """Never before its day, never of a date set on that day or later, never once the hour has passed."""
    starts_at = datetime(2019, 6, 3, 9, tzinfo=UTC)
    dated_at, now = starts_at - timedelta(days=set_days), starts_at - timedelta(days=now_days)
    found = reminder_due(starts_at=starts_at, dated_at=dated_at, days_before=days_before, now=now)
    expected = [d for d in days_before if now_days <= d < set_days and now_days > 0]
    assert found == min(expected, default=None)


# --- What the person answers ----------------------------------------------------------


@pytest.fixture
def planned(rdv1, maiwenn) -> Step:
    actions.plan_step(
        step=rdv1, starts_at=datetime(2019, 3, 20, 9, tzinfo=UTC), duration_minutes=60, place=None, by=maiwenn
    )
    return rdv1


def test_she_confirms_once(planned, delphine):
    for _ in range(2):
        actions.confirm_step(step=planned, by=delphine)
    assert planned.confirmed_at
    assert Entry.objects.filter(verb="confirm_step").count() == 1


def test_she_moves_it_and_her_first_link_still_answers(planned, maiwenn, delphine):
    secret = secret_in(the_letter("appointment_planned"))
    other = next(start for start in slots_to_move(planned).starts if start.day == 27)
    for _ in range(2):
        actions.reschedule_step(step=planned, starts_at=other, by=delphine)
    planned.refresh_from_db()
    assert (planned.starts_at, planned.date_source) == (other, "chosen")
    assert Entry.objects.filter(verb="reschedule_step").count() == 1
    assert Message.objects.get(template="reschedule_step").address == maiwenn.user.email
    with clock.held(date(2019, 3, 26)):
        assert follow_link(secret, Purpose.ANSWER_APPOINTMENT).object_id == planned.pk
    with pytest.raises(SlotTaken):
        actions.reschedule_step(step=planned, starts_at=datetime(2019, 3, 30, 9, tzinfo=UTC), by=delphine)


def test_she_cancels_and_it_is_known_how_long_before(planned, pathway, maiwenn, delphine):
    with clock.held(date(2019, 3, 18)):
        actions.cancel_step(step=planned, by=delphine)
    planned.refresh_from_db()
    assert (planned.state, planned.cancelled_by_role) == (StepState.CANCELLED, "beneficiary")
    assert planned.notice == timedelta(days=2, hours=1)
    assert pathway.steps.get(spec__code="rdv1", attempt=2).state == StepState.DUE
    assert letters(planned) == ["appointment_cancelled", "appointment_planned"]
    assert Message.objects.get(template="cancel_step").address == maiwenn.user.email
    with pytest.raises(NotInThisState):
        actions.cancel_step(step=planned, by=delphine)


def test_each_letter_carries_what_her_own_calendar_needs(planned, delphine):
    letter = the_letter("appointment_planned").attachments.get()
    assert "METHOD:REQUEST" in bytes(letter.content).decode()
    with clock.held(date(2019, 3, 18)):
        actions.cancel_step(step=planned, by=delphine)
    gone = bytes(the_letter("appointment_cancelled").attachments.get().content).decode()
    assert "METHOD:CANCEL" in gone
    assert "Tilleul" not in gone.split("SUMMARY")[1].splitlines()[0]


def test_staff_say_who_cancelled_and_when_they_were_told(planned, loic):
    told_at = datetime(2019, 3, 19, 17, tzinfo=UTC)
    with clock.held(date(2019, 3, 20)):
        with pytest.raises(ActRefused) as refused:
            actions.cancel_step(step=planned, reason="x", told_at=clock.now() + timedelta(hours=1), by=loic)
        assert refused.value.field == "told_at"
        actions.cancel_step(
            step=planned, reason="Enfant malade.", initiative="beneficiary", told_at=told_at, by=loic
        )
    assert (planned.cancelled_by_role, planned.notice) == ("beneficiary", timedelta(hours=16))


@pytest.mark.parametrize("act", ["confirm_step", "reschedule_step", "cancel_step"])
def test_once_its_hour_has_passed_the_link_changes_nothing(act, planned, delphine, cast, rozenn):
    values = {"starts_at": datetime(2019, 3, 27, 9, tzinfo=UTC)} if act == "reschedule_step" else {}
    with clock.held(datetime(2019, 3, 20, 9, 1, tzinfo=UTC)), pytest.raises(ActRefused):
        getattr(actions, act)(step=planned, by=delphine, **values)
    stranger = PersonActor(refer(cast, rozenn, 8).beneficiary)
    with pytest.raises(PermissionDenied):
        getattr(actions, act)(step=planned, by=stranger, **values)
    planned.refresh_from_db()
    assert (planned.state, planned.confirmed_at) == (StepState.PLANNED, None)


@pytest.mark.parametrize(("reason", "written"), [("completed", 1), ("death", 0)])
def test_an_exit_calls_off_what_people_expected(planned, pathway, maiwenn, loic, reason, written):
    with clock.held(date(2019, 3, 18)):
        actions.record_exit(
            pathway=pathway,
            exited_on=date(2019, 3, 18),
            situation={**SITUATION, "exit_reason": reason},
            by=loic,
        )
    assert Message.objects.get(template="cancel_step").address == maiwenn.user.email
    assert letters(planned).count("appointment_cancelled") == written
    assert Message.objects.get(template="appointment_planned").state == MessageState.WITHDRAWN


# --- Who sits, how and where ------------------------------------------------------------


def test_a_colleague_sits_instead_and_sees_the_file_for_that(rdv1, pathway, maiwenn, karim, loic):
    his_seat = karim.user.memberships.get(role=Role.BUSINESS_ADVISER)
    actions.plan_step(
        step=rdv1,
        starts_at=SOONEST,
        duration_minutes=60,
        place=None,
        substitutes={"business_adviser": his_seat},
        by=maiwenn,
    )
    party = rdv1.parties.get(role="business_adviser")
    assert (party.user, party.is_substitute) == (karim.user, True)
    assert policy.pathways_visible_to(karim).get() == pathway
    with clock.held(SOONEST + timedelta(hours=2)):
        actions.report_step(step=rdv1, outcome=StepState.HELD, by=karim)
    with clock.held(SOONEST + timedelta(days=40)):
        assert not policy.pathways_visible_to(karim).exists()


def test_a_substitute_comes_from_the_same_body_with_the_same_role(rdv1, maiwenn, rozenn, tanguy):
    for stranger in (rozenn, tanguy):
        with pytest.raises(ActRefused, match="ne peut pas remplacer") as refused:
            actions.plan_step(
                step=rdv1,
                starts_at=SOONEST,
                duration_minutes=60,
                place=None,
                substitutes={"business_adviser": stranger.user.memberships.filter(role=stranger.role)[0]},
                by=maiwenn,
            )
        assert refused.value.field == "substitute_business_adviser"


def test_somebody_else_of_the_path_may_be_invited(rdv1, maiwenn, rozenn):
    actions.plan_step(
        step=rdv1, starts_at=SOONEST, duration_minutes=60, place=None, also=["lead_worker"], by=maiwenn
    )
    assert rdv1.parties.get(role="lead_worker").user == rozenn.user
    assert Message.objects.get(template="plan_step").address == rozenn.user.email


def test_by_telephone_or_by_video(rdv1, pathway, maiwenn):
    with pytest.raises(ActRefused, match="https") as refused:
        actions.plan_step(
            step=rdv1,
            starts_at=SOONEST,
            duration_minutes=60,
            place=None,
            mode="video",
            video_url="http://visio.example.org/1",
            by=maiwenn,
        )
    assert refused.value.field == "video_url"
    actions.plan_step(
        step=rdv1,
        starts_at=SOONEST,
        duration_minutes=60,
        place=None,
        mode="video",
        video_url="https://visio.example.org/1",
        by=maiwenn,
    )
    assert "https://visio.example.org/1" in the_letter("appointment_planned").body
    pathway.beneficiary.phone = ""
    pathway.beneficiary.save()
    with pytest.raises(ActRefused) as unknown:
        actions.move_step(
            step=Step.objects.get(pk=rdv1.pk),
            starts_at=SOONEST,
            duration_minutes=60,
            place=None,
            mode="phone",
            by=maiwenn,
        )
    assert unknown.value.field == "mode"

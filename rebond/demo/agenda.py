"""The diaries of the demo's staff, somebody who is to choose a slot, and somebody who moved her appointment."""

from datetime import date, time, timedelta

from rebond.agenda import actions as agenda_actions
from rebond.agenda.models import AbsenceKind, HoursKind, Mode
from rebond.core import clock
from rebond.core.dates import next_working_day
from rebond.demo.stage import Stage, instant
from rebond.pathways import actions
from rebond.pathways.attention import steps_to_plan
from rebond.pathways.booking import slots_to_move
from rebond.pathways.inviting import OFFERED_DAYS
from rebond.pathways.models import Party, Step
from rebond.pathways.states import PathwayState, StepState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role

#: Who keeps a diary: what they open to be chosen (days, from, to, ways, place).
OPENED: dict[tuple[str, Role], list[tuple[tuple[int, ...], time, time, tuple[Mode, ...], str]]] = {
    ("maiwenn", Role.BUSINESS_ADVISER): [
        ((1, 3), time(9), time(12), tuple(Mode), "BGE, bureau 12"),
        ((2,), time(14), time(17), (Mode.PHONE, Mode.VIDEO), ""),
    ],
    ("karim", Role.BUSINESS_ADVISER): [((0, 3), time(9), time(12), tuple(Mode), "BGE, bureau 14")],
    ("ines", Role.CAREERS_CONSULTANT): [((1, 3), time(9), time(17), tuple(Mode), "Catalys")],
}
#: Hours opened this long ago: invitations of the past find them.
OPENED_BEFORE = timedelta(days=120)


def write(stage: Stage, today: date) -> None:
    """Diaries first: the invitation and the move find their slots in them."""
    for (key, role), openings in OPENED.items():
        actor = stage.actor(key, role)
        with clock.held(today - OPENED_BEFORE):
            _open(stage, actor, key, openings)
    maiwenn = stage.actor("maiwenn", Role.BUSINESS_ADVISER)
    leave = next_working_day(today + timedelta(days=16))
    agenda_actions.add_absence(
        membership=stage.membership("maiwenn", Role.BUSINESS_ADVISER),
        kind=AbsenceKind.LEAVE,
        first_day=leave,
        last_day=leave + timedelta(days=2),
        by=maiwenn,
    )
    _invite_somebody(stage, maiwenn, today)
    _let_somebody_move(maiwenn, today)


def _open(
    stage: Stage,
    actor: Actor,
    key: str,
    openings: list[tuple[tuple[int, ...], time, time, tuple[Mode, ...], str]],
) -> None:
    seat = stage.membership(key, Role(actor.role))
    worked = [
        ((0, 1, 2, 3, 4), time(9), time(12, 30), (), ""),
        ((0, 1, 2, 3, 4), time(13, 30), time(17, 30), (), ""),
    ]
    for kind, hours in ((HoursKind.WORKING, worked), (HoursKind.BOOKABLE, openings)):
        for weekdays, opens_at, closes_at, modes, place in hours:
            agenda_actions.add_hours(
                membership=seat,
                kind=kind,
                weekdays=weekdays,
                opens_at=opens_at,
                closes_at=closes_at,
                modes=modes,
                place=place,
                valid_from=clock.today(),
                by=actor,
            )


def _invite_somebody(stage: Stage, by: Actor, today: date) -> None:
    """Invited two days ago, she has not chosen yet; the reminder is for the day after tomorrow."""
    invited_on = today - timedelta(days=2)
    to_plan = steps_to_plan(
        Step.objects.filter(pathway__adviser=by.user_id, phase__opened_on__lte=invited_on)
    )
    step = to_plan.exclude(kind="tripartite_review").order_by("-expected_on", "pk").first()
    if step is None:
        return
    with clock.held(instant(invited_on, 11)):
        actions.invite_person(
            step=step,
            duration_minutes=step.duration_minutes,
            place=stage.items["place", "bge"],
            first_day=invited_on,
            last_day=invited_on + timedelta(days=OFFERED_DAYS),
            by=by,
        )


def _let_somebody_move(by: Actor, today: date) -> None:
    """She could not come on the day given: last evening she took another, from her telephone."""
    last_evening = instant(today - timedelta(days=1), 20)
    shared = Party.objects.filter(user__isnull=False).exclude(user=by.user_id).values("step")
    step = (
        Step.objects.filter(
            state=StepState.PLANNED,
            pathway__adviser=by.user_id,
            pathway__state=PathwayState.OPEN,
            starts_at__gte=instant(today + timedelta(days=1), 0),
            dated_at__lt=last_evening,
        )
        .exclude(pk__in=shared)
        .order_by("starts_at", "pk")
        .last()
    )
    if step is None:
        return
    with clock.held(last_evening):
        starts = slots_to_move(step).starts
        if starts:
            actions.reschedule_step(
                step=step, starts_at=starts[len(starts) // 2], by=PersonActor(step.pathway.beneficiary)
            )

"""Playing a story through the real acts, each with the clock held at the instant it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.demo.handwriting import scanned_sheet, scribble
from rebond.demo.people import Cast
from rebond.demo.story import ActionStory, AimStory, ExitStory, Look, Meeting, PhaseStory, Story, Verdict
from rebond.pathways import actions
from rebond.pathways.deciding import DECIDING_PARTIES, Word
from rebond.pathways.minutes import fingerprint_of
from rebond.pathways.models import Aim, Pathway, Position, Referral, Review, Step, Way
from rebond.pathways.states import ActionState, StepState
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Membership, Role
from rebond.programmes.models import ChoiceSpec, ListItem, Version
from rebond.programmes.vocabulary import Domain

#: An appointment is fixed this long before it takes place.
PLANNED_BEFORE = timedelta(days=8)
#: A report is written this long after the appointment began.
REPORTED_AFTER = timedelta(minutes=90)

Event = tuple[datetime, Callable[[], object]]


#: The blocking points that each aim of the programme answers.
ANSWERED = {
    "offer": ("offer", "stress"),
    "market": ("commercial", "communication", "digital"),
    "market_study": ("commercial",),
    "dashboards": ("accounts", "cash"),
    "accounts": ("accounts",),
    "combined": ("organisation", "mobility", "premises"),
    "closing": ("cash", "accounts", "premises"),
    "next_job": ("stress", "mobility"),
}


#: The domain of the diagnostic that each aim of the programme answers.
DOMAINS = {
    "offer": Domain.OFFER,
    "market": Domain.MARKET,
    "market_study": Domain.MARKET,
    "dashboards": Domain.ACCOUNTS,
    "accounts": Domain.ACCOUNTS,
    "combined": Domain.MONEY,
    "next_job": Domain.CRAFT,
}


@dataclass
class Stage:
    """What every story needs: the cast, and the programme's specifications by code."""

    cast: Cast
    version: Version = field(init=False)
    items: dict[tuple[str, str], ListItem] = field(init=False)
    choices: dict[tuple[str, str], ChoiceSpec] = field(init=False)
    actors: dict[tuple[str, Role], Actor] = field(default_factory=dict)
    has_unsigned_minutes: bool = False

    def __post_init__(self) -> None:
        self.version = self.cast.programme.current_version()
        self.items = {(item.kind, item.code): item for item in self.version.list_items.all()}
        choices = ChoiceSpec.objects.filter(phase__version=self.version).select_related("phase", "opens")
        self.choices = {(choice.phase.code, choice.code): choice for choice in choices}

    def actor(self, key: str, role: Role) -> Actor:
        if (key, role) not in self.actors:
            self.actors[key, role] = self.cast.actor(key, role)
        return self.actors[key, role]

    def membership(self, key: str, role: Role) -> Membership:
        actor = self.actor(key, role)
        return Membership.objects.get(user=actor.user, organisation=actor.organisation, role=role)


@dataclass
class Run:
    """One story under way, and the rows it has made so far."""

    story: Story
    stage: Stage
    referral: Referral | None = None
    pathway: Pathway | None = None
    added_steps: dict[int, Step] = field(default_factory=dict)

    @property
    def adviser(self) -> Actor:
        return self.stage.actor(self.story.adviser, Role.BUSINESS_ADVISER)

    @property
    def running(self) -> Pathway:
        assert self.pathway is not None
        return self.pathway


def play(story: Story, stage: Stage) -> Run:
    """Play the story, oldest event first."""
    run = Run(story, stage)
    for instant, act in sorted(_events(run), key=lambda event: event[0]):
        with clock.held(instant):
            act()
    return run


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.ZONE)


def words_of(verdict: Verdict) -> dict[str, Word]:
    """The word of each deciding party."""
    agreed = (Position.AGREES, "")
    return {str(role): Word(*verdict.reserves.get(role, agreed)) for role in DECIDING_PARTIES}


def _events(run: Run) -> Iterator[Event]:
    story = run.story
    yield instant(story.referred_on, 9), partial(_refer, run)
    if story.answer:
        yield instant(story.answer.on, 10), partial(_answer, run)
    if story.entered_on is None:
        return
    yield instant(story.entered_on, 10), partial(_accept, run)
    for phase in story.phases:
        yield from _phase_events(run, phase)
    for aim in story.aims:
        yield instant(aim.set_on, 19, 10), partial(_set_aim, run, aim)
    for at, act in story.besides:
        yield at, partial(act, run)
    if story.exit:
        yield instant(story.exit.on, 19, 30), partial(_exit, run, story.exit)
    for look in story.looks:
        yield instant(look.on, 11), partial(_look, run, look)


def _phase_events(run: Run, phase: PhaseStory) -> Iterator[Event]:
    # In the evening of the opening, or of the last missed try, the next date is fixed.
    earliest: dict[str, datetime] = {}
    opened = instant(phase.opened_on, 19)
    for meeting in phase.meetings:
        if _is_planned(meeting):
            planned = max(earliest.get(meeting.code, opened), meeting.at - PLANNED_BEFORE)
            yield min(planned, clock.now()), partial(_plan, run, meeting)
        if meeting.outcome != StepState.PLANNED:
            yield meeting.at + REPORTED_AFTER, partial(_report, run, phase, meeting)
        earliest[meeting.code] = instant(meeting.at.date(), 19)
    for day, verdict in phase.verdicts:
        yield instant(day, 18), partial(_decide, run, phase, verdict)


def _is_planned(meeting: Meeting) -> bool:
    """Plain past appointments are told without having been planned in the tool first, which it allows."""
    return meeting.outcome == StepState.PLANNED or bool(meeting.consultant or meeting.verdict)


def _refer(run: Run) -> None:
    story, stage = run.story, run.stage
    known = None
    if story.again and story.again.beneficiary_id:
        known = Beneficiary.objects.get(pk=story.again.beneficiary_id)
    run.referral = actions.refer_person(
        referral_id=new_id(),
        programme=stage.cast.programme,
        contractor=stage.cast.organisations["bge"],
        person=story.person,
        business=story.business,
        obstacles=[stage.items["obstacle", code] for code in story.obstacles],
        reason=story.reason,
        known_person=known,
        by=stage.actor(story.referrer, Role.LEAD_WORKER),
    )
    story.beneficiary_id = run.referral.beneficiary_id


def _answer(run: Run) -> None:
    answer, referral = run.story.answer, run.referral
    assert answer is not None
    assert referral is not None
    manager = run.stage.actor("loic", Role.PRODUCTION_MANAGER)
    if answer.kind == "declined":
        reason = run.stage.items["decline_reason", answer.reason]
        actions.decline_referral(referral=referral, reason=reason, text=answer.text, by=manager)
    elif answer.kind == "waiting":
        actions.put_referral_on_waiting_list(referral=referral, text=answer.text, by=manager)
    else:
        referrer = run.stage.actor(run.story.referrer, Role.LEAD_WORKER)
        actions.withdraw_referral(referral=referral, text=answer.text, by=referrer)


def _accept(run: Run) -> None:
    assert run.referral is not None
    manager = run.stage.actor("loic", Role.PRODUCTION_MANAGER)
    run.pathway = actions.accept_referral(referral=run.referral, adviser=run.adviser.user, by=manager)


def _step(run: Run, meeting: Meeting) -> Step:
    if not meeting.code:
        if id(meeting) not in run.added_steps:
            run.added_steps[id(meeting)] = actions.add_step(
                pathway=run.running, kind=meeting.kind, label=meeting.label, by=run.adviser
            )
        return run.added_steps[id(meeting)]
    open_steps = run.running.steps.filter(state__in=[StepState.DUE, StepState.PLANNED], phase__ended_on=None)
    return open_steps.select_related("spec", "phase").get(spec__code=meeting.code)


def _plan(run: Run, meeting: Meeting) -> None:
    consultant = (
        run.stage.membership(meeting.consultant, Role.CAREERS_CONSULTANT) if meeting.consultant else None
    )
    actions.plan_step(
        step=_step(run, meeting),
        starts_at=meeting.at,
        duration_minutes=90 if meeting.verdict else 60,
        place=run.stage.items["place", meeting.place],
        careers_consultant=consultant,
        by=run.adviser,
    )


def _report(run: Run, phase: PhaseStory, meeting: Meeting) -> None:
    step = _step(run, meeting)
    if meeting.verdict and meeting.verdict.signed_by is not None:
        _hold(run, step, phase, meeting, meeting.verdict)
        return
    actions.report_step(
        step=step,
        outcome=meeting.outcome,
        shared_minutes=meeting.minutes,
        private_note=meeting.note,
        starts_at=meeting.at,
        place=run.stage.items["place", meeting.place],
        by=run.adviser,
    )
    if meeting.verdict:
        _decide(run, phase, meeting.verdict, step=step)
    until = run.story.proved_until
    if until and meeting.outcome == StepState.HELD and meeting.at.date() <= until:
        actions.attach_scan(step=step, content=scanned_sheet(), by=run.adviser)


def _hold(run: Run, step: Step, phase: PhaseStory, meeting: Meeting, told: Verdict) -> None:
    """A meeting held in the tool: its minutes are numbered, and signed on the adviser's screen."""
    actions.hold_review(
        step=step,
        choice=run.stage.choices[phase.code, told.choice],
        reasons=told.reasons,
        words=words_of(told),
        months=told.months,
        shared_minutes=meeting.minutes,
        private_note=meeting.note,
        by=run.adviser,
    )
    review = Review.objects.get(step=step)
    for signature in review.signatures.select_related("user").filter(role__in=told.signed_by or ()):
        actions.sign(
            signature=signature,
            seen_sha256=fingerprint_of(Review.objects.get(pk=review.pk)),
            name=signature.signer,
            strokes=scribble(signature.signer),
            way=Way.ON_THE_SPOT,
            by=run.adviser,
        )


def _decide(run: Run, phase: PhaseStory, verdict: Verdict, *, step: Step | None = None) -> None:
    actions.decide(
        step=step,
        decided_on=clock.civil_date(step.starts_at) if step and step.starts_at else None,
        pathway=run.running,
        choice=run.stage.choices[phase.code, verdict.choice],
        reasons=verdict.reasons,
        words=words_of(verdict),
        months=verdict.months,
        by=run.adviser,
    )


def _set_aim(run: Run, aim: AimStory) -> None:
    suggestion = run.stage.items.get(("aim", aim.code))
    answered = [
        run.stage.items["obstacle", code]
        for code in ANSWERED.get(aim.code, ())
        if code in run.story.obstacles
    ]
    row = actions.add_aim(
        pathway=run.running,
        label=aim.label,
        suggestion=suggestion,
        obstacles=answered,
        domain=DOMAINS.get(aim.code, ""),
        by=run.adviser,
    )
    for action in aim.actions:
        _set_action(run, row, action)


def _set_action(run: Run, aim: Aim, action: ActionStory) -> None:
    row = actions.add_action(
        aim=aim,
        label=action.label,
        owner=action.owner,
        due_on=action.due_on,
        suggestion=run.stage.items.get(("suggested_action", action.code)),
        by=run.adviser,
    )
    if action.state == ActionState.IN_PROGRESS:
        actions.start_action(action=row, by=run.adviser)
    elif action.state == ActionState.DONE and action.done_on:
        with clock.held(instant(action.done_on, 18)):
            actions.finish_action(action=row, result=action.result, by=run.adviser)
    elif action.state == ActionState.DROPPED:
        actions.drop_action(action=row, result=action.result, by=run.adviser)


def _exit(run: Run, leaving: ExitStory) -> None:
    actions.record_exit(
        pathway=run.running, exited_on=leaving.on, situation=leaving.situation, by=run.adviser
    )


def _look(run: Run, look: Look) -> None:
    follow_up = run.running.follow_ups.get(months=look.months)
    actions.record_follow_up(
        follow_up=follow_up, observed_on=look.on, situation=look.situation, by=run.adviser
    )

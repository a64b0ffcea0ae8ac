"""Writing many stories at once as rows: what the acts would have left, without playing them one by one.

For cohorts of thousands (benchmarks). The journal keeps the milestones only; tests compare the rest with the acts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects

from rebond.audit.journal import entry
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.dates import next_working_day
from rebond.demo.stage import DOMAINS, REPORTED_AFTER, Stage, instant, words_of
from rebond.demo.story import AimStory, Meeting, PhaseStory, Story
from rebond.pathways.actions.appointments import RETRY_DAYS
from rebond.pathways.actions.exits import planned_follow_ups
from rebond.pathways.attention import start_of
from rebond.pathways.dating import limit_of
from rebond.pathways.models import (
    Action,
    Agreement,
    Aim,
    Decision,
    FollowUp,
    Outcome,
    Party,
    Pathway,
    Phase,
    Referral,
    Step,
)
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.phases import new_phase, new_step
from rebond.pathways.states import PathwayState, ReferralState, StepState
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Business, Role
from rebond.programmes.models import PhaseSpec, StepSpec
from rebond.programmes.vocabulary import PartyRole

BATCH_ROWS = 2000


class Rows:
    """Rows by model, in the order in which they refer to one another: a row follows those it names."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
        specs = stage.version.phase_specs.prefetch_related("step_specs__party_specs")
        self.phase_specs: dict[str, PhaseSpec] = {spec.code: spec for spec in specs}
        self.step_specs: dict[tuple[str, str], StepSpec] = {
            (phase.code, step.code): step
            for phase in self.phase_specs.values()
            for step in phase.step_specs.all()
        }
        prefetch_related_objects([stage.version], "follow_up_specs")

    def add(self, row: Any) -> Any:
        self.by_model[type(row)].append(row)
        return row


def write(stories: Iterable[Story], stage: Stage) -> None:
    """Write closed stories, all with a path and an exit."""
    rows = Rows(stage)
    for story in stories:
        _add_story(rows, story)
    for model, instances in rows.by_model.items():
        model._default_manager.bulk_create(instances, batch_size=BATCH_ROWS)


def _add_story(rows: Rows, story: Story) -> None:
    assert story.entered_on is not None
    assert story.exit is not None
    referral = _add_referral(rows, story)
    pathway = _add_pathway(rows, story, referral)
    for position, phase in enumerate(story.phases, start=1):
        _add_phase(rows, story, pathway, phase, position)
    for aim in story.aims:
        _add_aim(rows, pathway, aim)
    _add_exit(rows, story, pathway)
    _add_milestones(rows, story, referral, pathway)


def _add_referral(rows: Rows, story: Story) -> Referral:
    stage = rows.stage
    person = Beneficiary(**story.person, created_at=instant(story.referred_on, 9))
    business = Business(beneficiary=person, **story.business)
    person.derive()
    business.derive()
    rows.add(person)
    rows.add(business)
    referrer = stage.actor(story.referrer, Role.LEAD_WORKER)
    referral: Referral = rows.add(
        Referral(
            programme=stage.cast.programme,
            version=stage.version,
            beneficiary=person,
            business=business,
            referrer=referrer.user,
            referrer_organisation=referrer.organisation,
            contractor=stage.cast.organisations["bge"],
            referred_on=story.referred_on,
            reason=story.reason,
            state=ReferralState.ACCEPTED,
            answered_on=story.entered_on,
            answered_by=stage.actor("loic", Role.PRODUCTION_MANAGER).user,
        )
    )
    obstacle = Referral.obstacles.through
    for code in story.obstacles:
        rows.add(obstacle(referral_id=referral.pk, listitem_id=stage.items["obstacle", code].pk))
    story.beneficiary_id = person.pk
    return referral


def _add_pathway(rows: Rows, story: Story, referral: Referral) -> Pathway:
    stage = rows.stage
    assert story.entered_on is not None
    assert story.exit is not None
    consultants = [
        meeting.consultant for phase in story.phases for meeting in phase.meetings if meeting.consultant
    ]
    consultant = stage.actor(consultants[-1], Role.CAREERS_CONSULTANT) if consultants else None
    pathway: Pathway = rows.add(
        Pathway(
            referral=referral,
            programme=referral.programme,
            version=stage.version,
            beneficiary=referral.beneficiary,
            business=referral.business,
            contractor=referral.contractor,
            adviser=_adviser(rows, story).user,
            lead_worker=referral.referrer,
            lead_organisation=referral.referrer_organisation,
            careers_consultant=consultant.user if consultant else None,
            careers_organisation=consultant.organisation if consultant else None,
            state=PathwayState.CLOSED,
            referred_on=story.referred_on,
            entered_on=story.entered_on,
            exited_on=story.exit.on,
            last_contact_at=_last_contact(story),
        )
    )
    return pathway


def _last_contact(story: Story) -> datetime | None:
    """The last appointment that was held, or the last time that the person could be reached after the exit."""
    meetings = [meeting for phase in story.phases for meeting in phase.meetings]
    held = [meeting.at for meeting in meetings if meeting.outcome == StepState.HELD]
    return max([*held, *(start_of(look.on) for look in story.looks if look.situation)], default=None)


def _adviser(rows: Rows, story: Story) -> Actor:
    return rows.stage.actor(story.adviser, Role.BUSINESS_ADVISER)


def _add_phase(rows: Rows, story: Story, pathway: Pathway, told: PhaseStory, position: int) -> None:
    spec = rows.phase_specs[told.code]
    assert story.exit is not None
    ended_on = told.ended_on or story.exit.on
    phase: Phase = rows.add(
        new_phase(pathway, spec, position=position, opened_on=told.opened_on, ended_on=ended_on)
    )
    attempts: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in told.meetings:
        attempts[meeting.code].append(meeting)
        _add_meeting(rows, story, phase, meeting, attempts)
    reason = "Sortie du programme" if told.ended_on is None else f"Décision : {_closing_label(rows, told)}"
    for step_spec in spec.step_specs.all():
        tries = attempts[step_spec.code]
        if not tries or tries[-1].outcome != StepState.HELD:
            step = _new_try(phase, step_spec, tries)
            step.state, step.state_reason, step.revision = StepState.SKIPPED, reason, 2
            rows.add(step)


def _closing_label(rows: Rows, told: PhaseStory) -> str:
    closing = [meeting.verdict for meeting in told.meetings if meeting.verdict][-1]
    return rows.stage.choices[told.code, closing.choice].label


def _new_try(phase: Phase, spec: StepSpec, tries: Sequence[Meeting]) -> Step:
    expected_on: date | None = None
    if tries and spec.offset_days is not None:
        expected_on = next_working_day(clock.civil_date(tries[-1].at) + timedelta(days=RETRY_DAYS))
    return new_step(phase, spec, attempt=len(tries) + 1, expected_on=expected_on)


def _add_meeting(
    rows: Rows, story: Story, phase: Phase, meeting: Meeting, attempts: dict[str, list[Meeting]]
) -> None:
    spec = rows.step_specs.get((phase.spec.code, meeting.code))
    if spec:
        step = _new_try(phase, spec, attempts[meeting.code][:-1])
    else:
        step = Step(pathway_id=phase.pathway_id, phase=phase, kind=meeting.kind, label=meeting.label)
    step.state, step.starts_at = meeting.outcome, meeting.at
    step.duration_minutes = 90 if meeting.verdict else 60
    step.place = rows.stage.items["place", meeting.place]
    step.shared_minutes = meeting.minutes
    step.reported_by, step.reported_at = _adviser(rows, story).user, meeting.at + REPORTED_AFTER
    step.revision = 3
    rows.add(step)
    _add_parties(rows, story, phase.pathway, step, spec, meeting)
    if meeting.verdict:
        _add_decision(rows, story, phase, step, meeting)


def _add_parties(
    rows: Rows, story: Story, pathway: Pathway, step: Step, spec: StepSpec | None, meeting: Meeting
) -> None:
    adviser = _adviser(rows, story)
    seats = {
        PartyRole.LEAD_WORKER: (pathway.lead_worker, pathway.lead_organisation),
        PartyRole.BUSINESS_ADVISER: (adviser.user, adviser.organisation),
        PartyRole.CAREERS_CONSULTANT: (pathway.careers_consultant, pathway.careers_organisation),
    }
    roles = [party.role for party in spec.party_specs.all()] if spec else ["beneficiary", "business_adviser"]
    for role in roles:
        user, organisation = seats.get(PartyRole(role), (None, None))
        rows.add(Party(step=step, role=role, user=user, organisation=organisation))


def _add_decision(rows: Rows, story: Story, phase: Phase, step: Step, meeting: Meeting) -> None:
    verdict, adviser = meeting.verdict, _adviser(rows, story)
    assert verdict is not None
    decision = rows.add(
        Decision(
            pathway=phase.pathway,
            phase=phase,
            step=step,
            choice=rows.stage.choices[phase.spec.code, verdict.choice],
            reasons=verdict.reasons,
            months=verdict.months,
            decided_on=clock.civil_date(meeting.at),
            decided_by=adviser.user,
            decided_by_role=adviser.role,
            recorded_at=meeting.at + REPORTED_AFTER,
        )
    )
    if verdict.months:
        phase.extended_months += verdict.months
        phase.due_on = limit_of(phase)
    seats = {"lead_worker": phase.pathway.lead_worker, "business_adviser": phase.pathway.adviser}
    for role, word in words_of(verdict).items():
        rows.add(
            Agreement(
                decision=decision,
                role=role,
                user=seats.get(role),
                position=word.position,
                comment=word.comment,
            )
        )


def _add_aim(rows: Rows, pathway: Pathway, told: AimStory) -> None:
    items = rows.stage.items
    aim = rows.add(
        Aim(
            pathway=pathway,
            label=told.label,
            suggestion=items.get(("aim", told.code)),
            set_on=told.set_on,
            domain=DOMAINS.get(told.code, ""),
        )
    )
    for action in told.actions:
        rows.add(
            Action(
                aim=aim,
                label=action.label,
                suggestion=items.get(("suggested_action", action.code)),
                owner=action.owner,
                due_on=action.due_on,
                state=action.state,
                result=action.result,
                done_on=action.done_on,
                revision=1 if action.state == "to_do" else 2,
            )
        )


def _add_exit(rows: Rows, story: Story, pathway: Pathway) -> None:
    leaving, adviser = story.exit, _adviser(rows, story)
    assert leaving is not None
    rows.add(
        Outcome(
            pathway=pathway,
            recorded_by=adviser.user,
            recorded_at=instant(leaving.on, 19, 30),
            **leaving.situation,
        )
    )
    looks = {look.months: look for look in story.looks}
    for follow_up in planned_follow_ups(pathway, leaving.on):
        if look := looks.get(follow_up.months):
            follow_up.state = FollowUpState.DONE if look.situation else FollowUpState.UNREACHABLE
            follow_up.observed_on, follow_up.recorded_by = look.on, adviser.user
            for name, value in (look.situation or {}).items():
                setattr(follow_up, name, value)
        rows.by_model[FollowUp].append(follow_up)


def _add_milestones(rows: Rows, story: Story, referral: Referral, pathway: Pathway) -> None:
    assert story.entered_on is not None
    assert story.exit is not None
    manager = rows.stage.actor("loic", Role.PRODUCTION_MANAGER)
    referrer = rows.stage.actor(story.referrer, Role.LEAD_WORKER)
    for day, verb, thing, by in (
        (story.referred_on, "refer_person", referral, referrer),
        (story.entered_on, "accept_referral", referral, manager),
        (story.exit.on, "record_exit", pathway, _adviser(rows, story)),
    ):
        written: Entry = entry(verb, on=thing, by=by, beneficiary_id=pathway.beneficiary_id)
        written.at = instant(day, 9)
        rows.by_model[Entry].append(written)

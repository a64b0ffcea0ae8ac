"""Leaving the programme, and the looks taken afterwards."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import add_months
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.appointments import tell_called_off
from rebond.pathways.actions.reports import REPORTS
from rebond.pathways.attention import start_of
from rebond.pathways.contact import note_contact
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import FollowUp, Outcome, Pathway
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.phases import end_phase
from rebond.pathways.states import PATHWAY, DecisionState
from rebond.people.actor import Actor
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus

#: The columns of an Outcome that a person fills: the four variables of E7, the turnovers, a comment.
OUTCOME_FIELDS = (
    "activity_status",
    "rsa_status",
    "rsa_left_on",
    "job_quality",
    "exit_reason",
    "programme_reason",
    "turnover_before_eur",
    "turnover_before_months",
    "turnover_after_eur",
    "turnover_after_months",
    "comment",
)
SITUATION_FIELDS = ("activity_status", "rsa_status", "rsa_left_on", "job_quality")


@transaction.atomic
def record_exit(*, pathway: Pathway, exited_on: date, situation: Mapping[str, Any], by: Actor) -> Outcome:
    """Close the path on the four variables of E7, and plan the follow-ups.

    `situation` holds OUTCOME_FIELDS. No final meeting is needed (B18): the phase under way ends that day.
    Raises NotInThisState on a closed path, ActRefused on a date before the last fact or after today.
    """
    lock(pathway)
    policy.require(by, "record_exit", pathway)
    pathway.state = PATHWAY.after(pathway.state, "record_exit")
    _check_exit_date(pathway, exited_on)
    waiting = pathway.decisions.filter(state=DecisionState.WAITING)
    waiting.update(
        state=DecisionState.REFUSED, approval_text="Le parcours s'est terminé avant l'approbation."
    )
    phase = pathway.current_phase()
    cancelled = end_phase(phase, ended_on=exited_on, reason="Sortie du programme") if phase else []
    pathway.exited_on = exited_on
    pathway.suspended_on = pathway.suspended_until = None
    pathway.save(update_fields=["state", "exited_on", "suspended_on", "suspended_until"])
    outcome = Outcome(pathway=pathway, recorded_by=by.user)
    _write(outcome, situation)
    tell_called_off(cancelled, by, tells_person=outcome.exit_reason != ExitReason.DEATH)
    if outcome.exit_reason != ExitReason.DEATH:
        FollowUp.objects.bulk_create(planned_follow_ups(pathway, exited_on))
    record("record_exit", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id, **_codes(outcome))
    if pathway.lead_worker != by.user:
        queue(
            "record_exit",
            to=pathway.lead_worker.email,
            title="Un parcours que vous suivez est terminé",
            beneficiary=pathway.beneficiary,
            file_id=pathway.pk,
            pathway=pathway,
        )
    return outcome


def planned_follow_ups(pathway: Pathway, exited_on: date) -> list[FollowUp]:
    """The follow-ups that the programme asks for, not yet saved; nothing is known of them."""
    return [
        FollowUp(
            pathway=pathway,
            months=spec.months,
            due_on=add_months(exited_on, spec.months),
            activity_status=ActivityStatus.UNKNOWN,
            rsa_status=RsaStatus.UNKNOWN,
            job_quality=JobQuality.UNKNOWN,
        )
        for spec in pathway.version.follow_up_specs.all()
    ]


@transaction.atomic
def correct_exit(
    *,
    pathway: Pathway,
    situation: Mapping[str, Any],
    reason: str,
    by: Actor,
    seen_revision: int | None = None,
) -> Outcome:
    """Put the exit variables right, with a reason. Raises StaleEdit, ActRefused when the path is not closed."""
    lock(pathway)
    policy.require(by, "correct_exit", pathway)
    if not pathway.is_closed:
        raise ActRefused("Ce parcours n'est pas terminé : enregistrez d'abord la sortie.")
    outcome = pathway.outcome
    lock_revision(outcome, seen_revision)
    before = _codes(outcome)
    outcome.correction_reason = reason
    _write(outcome, situation)
    facts = {"before": before, "after": _codes(outcome)}
    record("correct_exit", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return outcome


@transaction.atomic
def record_follow_up(
    *,
    follow_up: FollowUp,
    observed_on: date,
    situation: Mapping[str, Any] | None,
    by: Actor,
    comment: str = "",
) -> None:
    """Say what the person lives on now; with no `situation`, that they could not be reached.

    A follow-up may be told again: the latest word stands. Raises ActRefused on a date before the exit.
    """
    lock(follow_up)
    policy.require(by, "record_follow_up", follow_up)
    exited_on = follow_up.pathway.exited_on
    if exited_on is None or not exited_on <= observed_on <= clock.today():
        raise ActRefused("Le suivi se constate entre la sortie et aujourd'hui.", field="observed_on")
    follow_up.state = FollowUpState.DONE if situation else FollowUpState.UNREACHABLE
    for name in SITUATION_FIELDS if situation else ():
        setattr(follow_up, name, (situation or {}).get(name))
    follow_up.observed_on, follow_up.comment, follow_up.recorded_by = observed_on, comment, by.user
    follow_up.save()
    if situation:
        note_contact(follow_up.pathway, at=start_of(observed_on))
    facts = {"months": follow_up.months, "state": follow_up.state}
    record("record_follow_up", on=follow_up, by=by, beneficiary_id=follow_up.pathway.beneficiary_id, **facts)


def _check_exit_date(pathway: Pathway, exited_on: date) -> None:
    if exited_on > clock.today():
        raise ActRefused("La sortie ne peut pas être dans le futur.", field="exited_on")
    last = last_event_on(pathway)
    if exited_on < last:
        raise ActRefused(
            f"La sortie ne peut pas précéder le dernier événement du parcours, le {last:%d/%m/%Y}.",
            field="exited_on",
        )


def last_event_on(pathway: Pathway) -> date:
    """The day of the last thing that happened: entry, phase opened or ended, decision, appointment told."""
    told = pathway.steps.filter(state__in=REPORTS, starts_at__isnull=False).values_list(
        "starts_at", flat=True
    )
    days = [
        pathway.entered_on,
        *pathway.phases.values_list("opened_on", flat=True),
        *pathway.phases.values_list("ended_on", flat=True),
        *pathway.decisions.values_list("decided_on", flat=True),
        *(clock.civil_date(at) for at in told if at),
    ]
    return max(day for day in days if day)


def _write(outcome: Outcome, situation: Mapping[str, Any]) -> None:
    for name in OUTCOME_FIELDS:
        if name in situation:
            setattr(outcome, name, situation[name])
    own = outcome.programme_reason
    if own and (own.version_id != outcome.pathway.version_id or own.counts_as != outcome.exit_reason):
        raise ActRefused("Ce motif n'est pas l'un de ceux du programme.", field="exit_reason")
    outcome.full_clean(exclude=["pathway", "recorded_by"])
    outcome.save()


def _codes(outcome: Outcome) -> dict[str, str]:
    return {
        name: getattr(outcome, name)
        for name in ("activity_status", "rsa_status", "job_quality", "exit_reason")
    }

"""Deciding together: the tripartite review and what its decision does to the path."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import add_months
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.appointments import tell_called_off
from rebond.pathways.deciding import Word, check_decision, why_no_approver, why_not_author
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Agreement, Decision, Pathway, Phase, Step
from rebond.pathways.phases import end_phase, open_phase, redate_phase, shift_phase
from rebond.pathways.states import DECISION, PATHWAY, DecisionState
from rebond.people.actor import Actor
from rebond.people.models import User
from rebond.programmes.models import ChoiceSpec
from rebond.programmes.vocabulary import Effect, PartyRole


@transaction.atomic
def decide(
    *,
    pathway: Pathway,
    choice: ChoiceSpec,
    reasons: str,
    words: Mapping[str, Word],
    by: Actor,
    step: Step | None = None,
    months: int | None = None,
    decided_on: date | None = None,
    seen_revision: int | None = None,
) -> Decision:
    """Write a decision with its reasons and each party's word, and do what it says to the path.

    `words` maps each of `deciding_parties(choice)` to a Word; `months` is the length of an extension. A choice that
    somebody else must approve does nothing yet: it waits for `approve_decision`.
    Raises NotInThisState when the path is not running, StaleEdit when another decision came since
    `seen_revision` (a replay too), ActRefused with the field at fault.
    """
    lock_revision(pathway, seen_revision)
    policy.require(by, "decide", pathway)
    PATHWAY.after(pathway.state, "decide")
    phase = _current_phase_for(pathway, choice)
    day = decided_on or clock.today()
    if reason := why_not_author(choice, by=by) or why_no_approver(pathway, choice, author=by.user):
        raise ActRefused(reason, field="choice")
    check_decision(phase, choice, reasons=reasons, words=words, months=months, decided_on=day, step=step)
    pathway.save(update_fields=["revision"])
    decision = Decision.objects.create(
        pathway=pathway,
        phase=phase,
        step=step,
        choice=choice,
        reasons=reasons,
        months=months if choice.effect == Effect.EXTEND else None,
        decided_on=day,
        decided_by=by.user,
        decided_by_role=by.role,
        state=DecisionState.WAITING if choice.approver_role else DecisionState.EFFECTIVE,
    )
    _write_agreements(decision, words)
    if decision.state == DecisionState.EFFECTIVE:
        _take_effect(decision, by)
    facts = {"choice": choice.code, "phase": phase.spec.code}
    record("decide", on=decision, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    _tell_parties(decision, by)
    return decision


@transaction.atomic
def approve_decision(*, decision: Decision, by: Actor) -> None:
    """Approve a decision of somebody else: it takes effect, today. Raises NotInThisState, ActRefused."""
    _answer(decision, "approve_decision", by)
    day = clock.today()
    if decision.choice.effect in (Effect.OPEN_PHASE, Effect.EXIT, Effect.REORIENT, Effect.SUSPEND):
        decision.decided_on = day
    decision.save()
    _take_effect(decision, by)
    record("approve_decision", on=decision, by=by, beneficiary_id=decision.pathway.beneficiary_id)
    _tell_parties(decision, by)


@transaction.atomic
def refuse_decision(*, decision: Decision, text: str, by: Actor) -> None:
    """Say no to a decision of somebody else, and why: the path stays as it is. Raises NotInThisState, ActRefused."""
    if not text:
        raise ActRefused("Dites pourquoi cette décision n'est pas approuvée.", field="text")
    _answer(decision, "refuse_decision", by)
    decision.approval_text = text
    decision.save()
    record("refuse_decision", on=decision, by=by, beneficiary_id=decision.pathway.beneficiary_id)
    _tell_parties(decision, by)


def _answer(decision: Decision, verb: str, by: Actor) -> None:
    """Lock, require, move: somebody of the approving role, who is not the author, answers while the path is as it was."""
    lock(decision.pathway)
    lock(decision)
    policy.require(by, verb, decision)
    decision.state = DECISION.after(decision.state, verb)
    if decision.decided_by_id == by.user_id:
        raise ActRefused("On n'approuve pas sa propre décision : une autre personne doit le faire.")
    if verb == "approve_decision":
        PATHWAY.after(decision.pathway.state, "decide")
        if decision.phase.ended_on:
            raise ActRefused("La phase a pris fin entre-temps : cette décision n'a plus d'objet.")
    decision.approved_by, decision.approved_at = by.user, clock.now()


def _current_phase_for(pathway: Pathway, choice: ChoiceSpec) -> Phase:
    phase = pathway.current_phase()
    if phase is None:
        raise ActRefused("Aucune phase n'est en cours : il reste à enregistrer la sortie.")
    if choice.phase_id != phase.spec_id:
        raise ActRefused("Cette décision n'appartient pas à la phase en cours.", field="choice")
    return phase


def _write_agreements(decision: Decision, words: Mapping[str, Word]) -> None:
    pathway = decision.pathway
    seats: dict[PartyRole, User | None] = {
        PartyRole.LEAD_WORKER: pathway.lead_worker,
        PartyRole.BUSINESS_ADVISER: pathway.adviser,
        PartyRole.CAREERS_CONSULTANT: pathway.careers_consultant,
    }
    if decision.step:
        # A substitute speaks for the one who is seated on the path.
        seats |= {PartyRole(party.role): party.user for party in decision.step.parties.all() if party.user}
    Agreement.objects.bulk_create(
        Agreement(
            decision=decision,
            role=role,
            user=seats.get(PartyRole(role)),
            position=word.position,
            comment=word.comment,
        )
        for role, word in words.items()
    )


def _take_effect(decision: Decision, by: Actor) -> None:
    """Do to the path what the decision says, and tell whoever was to come to an appointment that it cancels."""
    tell_called_off(_EFFECTS[Effect(decision.choice.effect)](decision), by)


def _open_next_phase(decision: Decision) -> list[Step]:
    cancelled = _prepare_exit(decision)
    assert decision.choice.opens is not None
    open_phase(decision.pathway, decision.choice.opens, opened_on=decision.decided_on)
    return cancelled


def _go_on(decision: Decision) -> list[Step]:
    """The phase goes on as it is."""
    return []


def _extend(decision: Decision) -> list[Step]:
    phase = decision.phase
    assert decision.months is not None
    phase.extended_months += decision.months
    redate_phase(phase)
    return []


def _suspend(decision: Decision) -> list[Step]:
    pathway = decision.pathway
    pathway.state = PATHWAY.after(pathway.state, "suspend_pathway")
    pathway.suspended_on, most = decision.decided_on, decision.choice.months_max
    pathway.suspended_until = add_months(decision.decided_on, most) if most else None
    pathway.save(update_fields=["state", "suspended_on", "suspended_until"])
    return []


def _prepare_exit(decision: Decision) -> list[Step]:
    return end_phase(
        decision.phase, ended_on=decision.decided_on, reason=f"Décision : {decision.choice.label}"
    )


#: Each returns the planned appointments that it cancels.
_EFFECTS: dict[Effect, Callable[[Decision], list[Step]]] = {
    Effect.OPEN_PHASE: _open_next_phase,
    Effect.CONTINUE: _go_on,
    Effect.EXTEND: _extend,
    Effect.SUSPEND: _suspend,
    Effect.EXIT: _prepare_exit,
    Effect.REORIENT: _prepare_exit,
}


def _tell_parties(decision: Decision, by: Actor) -> None:
    pathway = decision.pathway
    emails = {user.email for user in (pathway.lead_worker, pathway.adviser) if user != by.user}
    for email in sorted(emails):
        queue(
            "decide",
            to=email,
            title="Une décision a été prise sur un parcours que vous suivez",
            beneficiary=pathway.beneficiary,
            file_id=pathway.pk,
            decision=decision,
        )


@transaction.atomic
def resume_pathway(*, pathway: Pathway, by: Actor, resumed_on: date | None = None) -> None:
    """Take a suspended path up again: limits move by the days of the pause. Raises NotInThisState, ActRefused."""
    lock(pathway)
    policy.require(by, "resume_pathway", pathway)
    pathway.state = PATHWAY.after(pathway.state, "resume_pathway")
    assert pathway.suspended_on is not None
    day = resumed_on or clock.today()
    if not pathway.suspended_on <= day <= clock.today():
        raise ActRefused("La reprise se situe entre la suspension et aujourd'hui.", field="resumed_on")
    paused_days = (day - pathway.suspended_on).days
    if phase := pathway.current_phase():
        shift_phase(phase, paused_from=pathway.suspended_on, paused_to=day)
    pathway.suspended_on = pathway.suspended_until = None
    pathway.save(update_fields=["state", "suspended_on", "suspended_until"])
    record(
        "resume_pathway", on=pathway, by=by, beneficiary_id=pathway.beneficiary_id, paused_days=paused_days
    )

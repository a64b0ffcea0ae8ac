"""What people need under their eyes to decide together, and what each choice would do, in words. Nothing is proposed."""

from dataclasses import dataclass
from datetime import date

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.core.durations import days_in_words, months_expected
from rebond.finances.turnover import MonthlyAverage, average_monthly_turnover
from rebond.pathways.deciding import (
    awaited_role,
    cautions,
    deciding_parties,
    extension_months_left,
    why_not,
    why_not_author,
)
from rebond.pathways.models import Action, Decision, Pathway, Phase, Step
from rebond.pathways.states import ActionState, StepState
from rebond.people.actor import Actor
from rebond.programmes.models import ChoiceSpec, ListItem, PhaseSpec
from rebond.programmes.vocabulary import Effect, PartyRole


@dataclass(frozen=True)
class MeetingAgenda:
    """The file as the parties look at it together."""

    phase: Phase
    time_left: str
    obstacles: list[ListItem]
    steps: list[Step]
    open_actions: list[Action]
    done_count: int
    actions_count: int
    #: Of the last three whole months (E11); its reason says why there is none.
    turnover: MonthlyAverage


@dataclass(frozen=True)
class Voice:
    """A party whose word is written down, and who speaks for it."""

    role: str
    label: str
    name: str
    is_required: bool


def agenda_of(phase: Phase) -> MeetingAgenda:
    actions = list(Action.objects.filter(aim__pathway=phase.pathway_id).exclude(state=ActionState.DROPPED))
    return MeetingAgenda(
        phase=phase,
        time_left=time_left(phase, clock.today()),
        obstacles=list(phase.pathway.referral.obstacles.all()),
        steps=list(phase.steps.exclude(state=StepState.DUE)),
        open_actions=[action for action in actions if action.state != ActionState.DONE],
        done_count=sum(action.state == ActionState.DONE for action in actions),
        actions_count=sum(action.state != ActionState.PROPOSED for action in actions),
        turnover=average_monthly_turnover(phase.pathway.business, until=add_months(clock.today(), -1)),
    )


def voices_of(phase: Phase) -> list[Voice]:
    """The parties whose word some choice of the phase asks for, and the careers consultant when the path has one.

    A word is required when every choice asks for it; what one choice alone asks, the act checks.
    """
    pathway = phase.pathway
    names = {
        PartyRole.BENEFICIARY: pathway.beneficiary,
        PartyRole.LEAD_WORKER: pathway.lead_worker,
        PartyRole.BUSINESS_ADVISER: pathway.adviser,
        PartyRole.CAREERS_CONSULTANT: pathway.careers_consultant,
    }
    choices = phase.spec.choice_specs.prefetch_related("party_specs")
    asked = [set(deciding_parties(choice)) for choice in choices]
    seated = {PartyRole.CAREERS_CONSULTANT} if pathway.careers_consultant else set()
    return [
        Voice(
            role, role.label, str(name or role.label), is_required=all(role in parties for parties in asked)
        )
        for role, name in names.items()
        if role in seated.union(*asked)
    ]


def time_left(phase: Phase, today: date) -> str:
    """« Encore 12 jours, jusqu'au 11/06/2019. »; a phase without limit is never late (A4)."""
    if phase.due_on is None:
        return "Sans durée limite."
    days = (phase.due_on - today).days
    if days < 0:
        return f"Échéance dépassée de {days_in_words(-days)} ({phase.due_on:%d/%m/%Y})."
    return f"Encore {days_in_words(days)}, jusqu'au {phase.due_on:%d/%m/%Y}."


def consequence_of(
    choice: ChoiceSpec, phase: Phase, *, review: Step | None = None, by: Actor | None = None
) -> str:
    """What deciding `choice` now would do, or why it cannot be decided, and what to know before choosing it.

    `review` is the meeting where it would be decided, which is not cancelled by it; `by`, who would decide it.
    """
    if by and (reason := why_not_author(choice, by=by)):
        return reason
    if reason := why_not(phase, choice, at_review=review is not None):
        return f"Impossible aujourd'hui. {reason}"
    role = awaited_role(choice)
    approval = f"Prend effet une fois approuvé : {role}." if role else ""
    return " ".join(filter(None, [_effect(choice, phase, review), approval, *cautions(phase, choice)]))


def effect_of(decision: Decision) -> str:
    """What approving a decision that waits would do to the path."""
    if decision.choice.effect == Effect.EXTEND and decision.phase.due_on:
        return f"Repousse de {decision.months} mois la fin de la phase, prévue le {decision.phase.due_on:%d/%m/%Y}."
    return _effect(decision.choice, decision.phase, None)


def _effect(choice: ChoiceSpec, phase: Phase, review: Step | None) -> str:
    match Effect(choice.effect):
        case Effect.OPEN_PHASE:
            assert choice.opens is not None
            return f"Ouvre la phase {_opened(choice.opens)} {_ended(phase, review)}"
        case Effect.CONTINUE:
            return f"La phase {phase} continue. {time_left(phase, clock.today())}"
        case Effect.EXTEND:
            return _extended(choice, phase)
        case Effect.SUSPEND:
            most = f" {choice.months_max} mois au plus." if choice.months_max else ""
            return f"Met le parcours en pause.{most} À la reprise, les échéances sont décalées d'autant."
        case Effect.EXIT | Effect.REORIENT:
            return f"{_ended(phase, review)} Il reste ensuite à enregistrer la sortie."


def _opened(spec: PhaseSpec) -> str:
    count = spec.step_specs.count()
    length = months_expected(spec.duration_min_months, spec.duration_months)
    return f"{spec} ({length}), {count} rendez-vous à planifier."


def _ended(phase: Phase, review: Step | None) -> str:
    planned = phase.steps.filter(state=StepState.PLANNED)
    count = planned.exclude(pk=review.pk).count() if review else planned.count()
    cancelled = (
        f" ; {count} rendez-vous encore prévu{'s' if count > 1 else ''} annulé{'s' if count > 1 else ''}"
        if count
        else ""
    )
    return f"La phase {phase} se termine{cancelled}."


def _extended(choice: ChoiceSpec, phase: Phase) -> str:
    assert phase.due_on is not None
    left = extension_months_left(phase, choice)
    if left == 0:
        return "La prolongation la plus longue est déjà accordée."
    return f"Repousse la fin de la phase, prévue le {phase.due_on:%d/%m/%Y}, de {left} mois au plus."


def first_step_to_plan(pathway: Pathway) -> Step | None:
    """The first appointment still to plan in the phase under way."""
    phase = pathway.current_phase()
    return phase.steps.filter(state=StepState.DUE).first() if phase else None

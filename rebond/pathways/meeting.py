"""What people need under their eyes to decide together, and what each choice would do, in words. Nothing is proposed."""

from dataclasses import dataclass
from datetime import date

from rebond.core import clock
from rebond.core.durations import days_in_words
from rebond.pathways.deciding import DECIDING_PARTIES, extension_months_left
from rebond.pathways.models import Action, Pathway, Phase, Step
from rebond.pathways.states import ActionState, StepState
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
        actions_count=len(actions),
    )


def voices_of(pathway: Pathway) -> list[Voice]:
    """The three parties of every decision (A2), and the careers consultant when the path has one."""
    names = {
        PartyRole.BENEFICIARY: pathway.beneficiary,
        PartyRole.LEAD_WORKER: pathway.lead_worker,
        PartyRole.BUSINESS_ADVISER: pathway.adviser,
    }
    voices = [Voice(role, role.label, str(names[role]), is_required=True) for role in DECIDING_PARTIES]
    if pathway.careers_consultant:
        role = PartyRole.CAREERS_CONSULTANT
        voices.append(Voice(role, role.label, str(pathway.careers_consultant), is_required=False))
    return voices


def time_left(phase: Phase, today: date) -> str:
    """« Encore 12 jours, jusqu'au 11/06/2019. »; a phase without limit is never late (A4)."""
    if phase.due_on is None:
        return "Sans durée limite."
    days = (phase.due_on - today).days
    if days < 0:
        return f"Échéance dépassée de {days_in_words(-days)} ({phase.due_on:%d/%m/%Y})."
    return f"Encore {days_in_words(days)}, jusqu'au {phase.due_on:%d/%m/%Y}."


def consequence_of(choice: ChoiceSpec, phase: Phase, *, leaving_out: Step | None = None) -> str:
    """What deciding `choice` now would do. `leaving_out`: the review itself, which is not cancelled by it."""
    match Effect(choice.effect):
        case Effect.OPEN_PHASE:
            assert choice.opens is not None
            return f"Ouvre la phase {_opened(choice.opens)} {_ended(phase, leaving_out)}"
        case Effect.CONTINUE:
            return f"La phase {phase} continue. {time_left(phase, clock.today())}"
        case Effect.EXTEND:
            return _extended(choice, phase)
        case Effect.SUSPEND:
            return "Met le parcours en pause. À la reprise, les échéances sont décalées d'autant."
        case Effect.EXIT:
            return f"{_ended(phase, leaving_out)} Il reste ensuite à enregistrer la sortie."


def _opened(spec: PhaseSpec) -> str:
    count = spec.step_specs.count()
    length = f"{spec.duration_months} mois" if spec.duration_months else "sans durée limite"
    return f"{spec} ({length}), {count} rendez-vous à planifier."


def _ended(phase: Phase, leaving_out: Step | None) -> str:
    planned = phase.steps.filter(state=StepState.PLANNED)
    count = planned.exclude(pk=leaving_out.pk).count() if leaving_out else planned.count()
    cancelled = f" ; {count} rendez-vous encore prévu{'s' if count > 1 else ''} annulé{'s' if count > 1 else ''}" if count else ""
    return f"La phase {phase} se termine{cancelled}."


def _extended(choice: ChoiceSpec, phase: Phase) -> str:
    if phase.due_on is None:
        return "Cette phase n'a pas de durée limite : il n'y a rien à prolonger."
    left = extension_months_left(phase, choice)
    if left == 0:
        return "La prolongation la plus longue est déjà accordée."
    return f"Repousse la fin de la phase, prévue le {phase.due_on:%d/%m/%Y}, de {left} mois au plus."


def first_step_to_plan(pathway: Pathway) -> Step | None:
    """The first appointment still to plan in the phase under way."""
    phase = pathway.current_phase()
    return phase.steps.filter(state=StepState.DUE).first() if phase else None

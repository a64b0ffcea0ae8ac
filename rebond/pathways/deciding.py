"""What a decision must satisfy: its parties, its reasons, its limits. Asked by the act, and by the screens beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import months_between
from rebond.pathways.models import Phase, Step
from rebond.pathways.states import DecisionState
from rebond.programmes.models import ChoiceSpec
from rebond.programmes.vocabulary import Effect, PartyRole

#: The parties whose word is asked when the programme names none (A2).
DECIDING_PARTIES = (PartyRole.BENEFICIARY, PartyRole.LEAD_WORKER, PartyRole.BUSINESS_ADVISER)


@dataclass(frozen=True)
class Word:
    """What one party says: a Position, and perhaps a comment."""

    position: str
    comment: str = ""


def deciding_parties(choice: ChoiceSpec) -> tuple[PartyRole, ...]:
    """The parties whose word this choice asks for."""
    named = tuple(PartyRole(party.role) for party in choice.party_specs.all())
    return named or DECIDING_PARTIES


def check_decision(
    phase: Phase,
    choice: ChoiceSpec,
    *,
    reasons: str,
    words: Mapping[str, Word],
    months: int | None,
    decided_on: date,
    step: Step | None,
) -> None:
    """Raises ActRefused, with the field at fault, when the decision cannot be taken as it stands."""
    if missing := [role for role in deciding_parties(choice) if role not in words]:
        raise ActRefused(f"Il manque l'avis de : {', '.join(PartyRole(role).label for role in missing)}.")
    if choice.needs_reasons and not reasons:
        raise ActRefused("Une décision doit être motivée.", field="reasons")
    if not phase.opened_on <= decided_on <= clock.today():
        raise ActRefused("La décision se prend entre l'ouverture de la phase et aujourd'hui.", field="decided_on")
    if phase.pathway.decisions.filter(state=DecisionState.WAITING).exists():
        raise ActRefused("Une décision attend déjà une approbation.")
    if reason := why_not(phase, choice, at_review=step is not None):
        raise ActRefused(reason, field="choice")
    if choice.effect == Effect.EXTEND:
        _check_extension(phase, choice, months)


def why_not(phase: Phase, choice: ChoiceSpec, *, at_review: bool) -> str:
    """Why the programme does not allow this choice now, in French; empty when it does."""
    if choice.needs_review and not at_review:
        return f"« {choice.label} » se décide lors d'un bilan tripartite."
    if choice.times_max is not None and times_taken(phase, choice) >= choice.times_max:
        return f"« {choice.label} » a déjà été décidé {choice.times_max} fois, le maximum du programme."
    if choice.effect == Effect.EXTEND and phase.due_on is None:
        return "Cette phase n'a pas de durée limite : il n'y a rien à prolonger."
    return ""


def times_taken(phase: Phase, choice: ChoiceSpec) -> int:
    """How often this path took this choice, in whatever version of the programme."""
    taken = phase.pathway.decisions.filter(choice__code=choice.code, choice__phase__code=choice.phase.code)
    return taken.exclude(state=DecisionState.REFUSED).count()


def cautions(phase: Phase, choice: ChoiceSpec) -> list[str]:
    """What those who decide should know before choosing. Never a refusal: humans decide (D8)."""
    told = []
    minimum = phase.spec.duration_min_months
    if minimum and months_between(phase.opened_on, clock.today()) < minimum and choice.effect == Effect.OPEN_PHASE:
        told.append(f"Le programme prévoit au moins {minimum} mois pour {phase.spec.label}.")
    wanted = choice.opens.min_business_months if choice.opens else None
    created_on = phase.pathway.business.created_on
    if wanted and created_on and months_between(created_on, clock.today()) < wanted:
        told.append(f"{choice.opens} est prévu pour une entreprise d'au moins {wanted} mois.")
    return told


def _check_extension(phase: Phase, choice: ChoiceSpec, months: int | None) -> None:
    if not months:
        raise ActRefused("Indiquez le nombre de mois de prolongation.", field="months")
    left = extension_months_left(phase, choice)
    if months > left:
        raise ActRefused(f"La prolongation ne peut plus dépasser {left} mois.", field="months")


def extension_months_left(phase: Phase, choice: ChoiceSpec) -> int:
    """The months that may still be granted to this phase by this choice, those already granted taken off."""
    granted = phase.decisions.filter(choice=choice).exclude(state=DecisionState.REFUSED)
    return max(0, (choice.months_max or 0) - (granted.aggregate(total=Sum("months"))["total"] or 0))

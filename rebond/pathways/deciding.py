"""What a decision must satisfy: its parties, its reasons, its limits. Asked by the act, and by the screens beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Sum

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import months_between
from rebond.pathways.models import Decision, Pathway, Phase, Step
from rebond.pathways.states import DecisionState, StepState
from rebond.people.actor import Actor, Anybody
from rebond.people.models import Membership, Role, User
from rebond.programmes.models import ChoiceAuthorSpec, ChoiceSpec
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


def why_not_author(choice: ChoiceSpec, *, by: Actor) -> str:
    """Why the programme leaves this choice to other roles, in French; empty when `by` may decide it."""
    named = [Role(author.role) for author in choice.author_specs.all()]
    if not named or by.role in named:
        return ""
    roles = " ou ".join(str(role.label) for role in named)
    return f"« {choice.label} » ne peut être décidé que par : {roles}."


def choices_left_to(by: Anybody) -> QuerySet[ChoiceSpec]:
    """The choices that the programmes leave to the role of `by`: those that name it, and those that name none."""
    authors = ChoiceAuthorSpec.objects.filter(choice=OuterRef("pk"))
    return ChoiceSpec.objects.filter(~Exists(authors) | Exists(authors.filter(role=by.role)))


def has_a_choice(phase: Phase, *, by: Anybody) -> bool:
    """Whether the programme leaves some decision of this phase to the role of `by`."""
    return choices_left_to(by).filter(phase=phase.spec_id).exists()


def why_no_choice(phase: Phase, *, by: Actor) -> str:
    """Why `by` may decide nothing at all in this phase, in French; empty when some choice is theirs."""
    if has_a_choice(phase, by=by):
        return ""
    return f"Dans la phase {phase}, le programme réserve les décisions à d'autres que vous ({by.role_label})."


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
        raise ActRefused(
            "La décision se prend entre l'ouverture de la phase et aujourd'hui.", field="decided_on"
        )
    if waiting := waiting_decision(phase.pathway):
        raise ActRefused(f"Une décision attend déjà une approbation : {waiting.title}.")
    is_review = step is not None and step.is_review and step.state == StepState.HELD
    if reason := why_not(phase, choice, at_review=is_review):
        raise ActRefused(reason, field="choice")
    if choice.effect == Effect.EXTEND:
        _check_extension(phase, choice, months)


def waiting_decision(pathway: Pathway) -> Decision | None:
    """The decision of this path that waits for somebody's approval, if there is one."""
    waiting = pathway.decisions.filter(state=DecisionState.WAITING)
    return waiting.select_related("choice__opens", "decided_by", "phase__spec").first()


def awaited_role(choice: ChoiceSpec) -> str:
    """Whose approval this choice needs, in words; empty when it needs none."""
    return str(Role(choice.approver_role).label) if choice.approver_role else ""


def why_not(phase: Phase, choice: ChoiceSpec, *, at_review: bool) -> str:
    """Why the programme does not allow this choice now, in French; empty when it does."""
    if choice.needs_review and not at_review:
        return f"« {choice.label} » se décide lors d'un bilan tripartite."
    if choice.times_max is not None and times_taken(phase, choice) >= choice.times_max:
        return f"« {choice.label} » a déjà été décidé {choice.times_max} fois, le maximum du programme."
    if choice.effect == Effect.EXTEND and phase.due_on is None:
        return "Cette phase n'a pas de durée limite : il n'y a rien à prolonger."
    return ""


def why_no_approver(pathway: Pathway, choice: ChoiceSpec, *, author: User) -> str:
    """Why nobody but the author could approve this choice, in French; empty when somebody can, or need not."""
    if not choice.approver_role:
        return ""
    persons = {
        Role.LEAD_WORKER: (pathway.lead_worker_id, pathway.lead_organisation_id),
        Role.BUSINESS_ADVISER: (pathway.adviser_id, pathway.contractor_id),
        Role.CAREERS_CONSULTANT: (pathway.careers_consultant_id, pathway.careers_organisation_id),
    }
    role = Role(choice.approver_role)
    seats = Membership.objects.filter(role=role, is_active=True, user__is_active=True).exclude(user=author)
    if role in persons:
        user_id, organisation_id = persons[role]
        seats = seats.filter(user=user_id, organisation=organisation_id)
    elif role == Role.HEAD_OF_SERVICE:
        seats = seats.filter(organisation=pathway.programme.commissioner_id)
    else:
        seats = seats.filter(organisation=pathway.contractor_id)
    if seats.exists():
        return ""
    return f"« {choice.label} » doit être approuvé par une autre personne ({role.label}), et il n'y en a pas sur ce parcours."


def times_taken(phase: Phase, choice: ChoiceSpec) -> int:
    """How often this path took this choice, in whatever version of the programme."""
    taken = phase.pathway.decisions.filter(choice__code=choice.code, choice__phase__code=choice.phase.code)
    return taken.exclude(state=DecisionState.REFUSED).count()


def cautions(phase: Phase, choice: ChoiceSpec) -> list[str]:
    """What those who decide should know before choosing. Never a refusal: humans decide (D8)."""
    told = []
    minimum = phase.spec.duration_min_months
    if (
        minimum
        and months_between(phase.opened_on, clock.today()) < minimum
        and choice.effect == Effect.OPEN_PHASE
    ):
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
    # By code and not by row: a path moved to another version keeps what it was granted.
    granted = phase.decisions.filter(choice__code=choice.code).exclude(state=DecisionState.REFUSED)
    return max(0, (choice.months_max or 0) - (granted.aggregate(total=Sum("months"))["total"] or 0))

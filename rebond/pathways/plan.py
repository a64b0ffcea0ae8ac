"""The action plan, read whole: aims, their actions, how far each is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from rebond.core import clock
from rebond.pathways.models import Action, Aim, Pathway
from rebond.pathways.states import ActionState
from rebond.programmes.models import ListItem, ListKind
from rebond.programmes.vocabulary import Domain, PartyRole

_ENDED = (ActionState.DONE, ActionState.DROPPED)


@dataclass(frozen=True)
class Progress:
    """Actions done, out of those that were agreed on and not dropped."""

    done: int
    total: int

    @property
    def words(self) -> str:
        return f"{self.done} action{'s' if self.done > 1 else ''} faite{'s' if self.done > 1 else ''} sur {self.total}"


@dataclass(frozen=True)
class ActionLine:
    """An action, who does it by name, and whether its date is gone by."""

    action: Action
    owner: str
    is_late: bool


@dataclass(frozen=True)
class AimPlan:
    aim: Aim
    lines: list[ActionLine]
    progress: Progress


@dataclass(frozen=True)
class Plan:
    aims: list[AimPlan]
    progress: Progress
    #: Blocking points of the referral that no action answers: said, never blocking.
    uncovered: list[ListItem]
    #: Weak domains of the diagnostic that no action answers: the same.
    uncovered_domains: list[Domain] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return bool(self.progress.total) and not self.uncovered and not self.uncovered_domains


def read_plan(pathway: Pathway, *, weak: Collection[Domain] = ()) -> Plan:
    """Every aim with its actions, what was said of them, and what nothing answers yet, in a few queries.

    `weak` are the weak domains of the diagnostic, as far as the reader knows them: a room above tells them.
    """
    aims = list(pathway.aims.prefetch_related("actions__comments__author", "obstacles"))
    today = clock.today()
    plans = []
    for aim in aims:
        # What is read already is handed over: asking the policy about an action then costs no query.
        aim.pathway = pathway
        actions = list(aim.actions.all())
        for action in actions:
            action.aim = aim
        plans.append(AimPlan(aim, [line_of(action, today) for action in actions], _progress(actions)))
    all_actions = [line.action for plan in plans for line in plan.lines]
    answered = {plan.aim.domain for plan in plans if plan.progress.total}
    left = [domain for domain in weak if domain not in answered]
    return Plan(plans, _progress(all_actions), _uncovered(pathway, plans), left)


def _uncovered(pathway: Pathway, plans: list[AimPlan]) -> list[ListItem]:
    """An obstacle is answered once an aim that names it has an action agreed on."""
    answered = {obstacle.pk for plan in plans if plan.progress.total for obstacle in plan.aim.obstacles.all()}
    return [obstacle for obstacle in pathway.referral.obstacles.all() if obstacle.pk not in answered]


def progress_of(pathway: Pathway) -> Progress:
    """How far the plan is, in one query."""
    agreed = Action.objects.filter(aim__pathway=pathway)
    return _progress(list(agreed.only("state")))


def line_of(action: Action, today: date) -> ActionLine:
    """How one action reads today. Its aim and path must have been read already."""
    is_late = action.state not in _ENDED and action.due_on is not None and action.due_on < today
    return ActionLine(action, owner_names(action.aim.pathway)[action.owner], is_late)


def owner_names(pathway: Pathway) -> dict[str, str]:
    """Who holds each role of the path today, by name; a role that nobody holds keeps its title."""
    holders = {
        PartyRole.BENEFICIARY: pathway.beneficiary,
        PartyRole.LEAD_WORKER: pathway.lead_worker,
        PartyRole.BUSINESS_ADVISER: pathway.adviser,
        PartyRole.CAREERS_CONSULTANT: pathway.careers_consultant,
    }
    return {str(role): str(holder or role.label) for role, holder in holders.items()}


def suggested_aims(pathway: Pathway) -> QuerySet[ListItem]:
    """The programme's aims that the plan does not hold yet."""
    aims = ListItem.objects.filter(version=pathway.version_id, kind=ListKind.AIM)
    return aims.exclude(label__in=pathway.aims.values("label"))


def suggested_actions(aim: Aim) -> QuerySet[ListItem]:
    """The programme's actions under this aim that the plan does not hold yet; none for an aim freely worded."""
    suggested = ListItem.objects.filter(kind=ListKind.SUGGESTED_ACTION, parent=aim.suggestion_id)
    return suggested.exclude(label__in=aim.actions.values("label")) if aim.suggestion_id else suggested.none()


def _progress(actions: list[Action]) -> Progress:
    kept = [a for a in actions if a.state not in (ActionState.DROPPED, ActionState.PROPOSED)]
    return Progress(sum(action.state == ActionState.DONE for action in kept), len(kept))

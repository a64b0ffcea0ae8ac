"""The plan that the parties agree on at a tripartite review: kept as it stood, inside the act that holds the review."""

from datetime import date

from rebond.core import clock
from rebond.pathways.models import AgreedAction, AgreedPlan, Step
from rebond.pathways.plan_versions import current_lines
from rebond.people.models import User


def agree_plan(step: Step, agreed_on: date, recorded_by: User) -> AgreedPlan | None:
    """Keep the plan as a new version; None while it holds no action. The caller holds the lock of the path."""
    lines = current_lines(step.pathway)
    if not lines:
        return None
    plan = AgreedPlan.objects.create(
        pathway=step.pathway,
        number=step.pathway.agreed_plans.count() + 1,
        step=step,
        agreed_on=agreed_on,
        recorded_at=clock.now(),
        recorded_by=recorded_by,
    )
    AgreedAction.objects.bulk_create(
        AgreedAction(
            plan=plan,
            action_id=line.key,
            aim_label=line.aim,
            label=line.label,
            owner=line.owner,
            due_on=line.due_on,
            state=line.state,
        )
        for line in lines
    )
    return plan

"""The action plan on paper: for the person, and for whoever checks the programme."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from rebond.core import clock
from rebond.documents import pdf
from rebond.pathways.models import Pathway
from rebond.pathways.plan import ActionLine, AimPlan, read_plan
from rebond.programmes.vocabulary import Domain

TEMPLATE = Path(__file__).parent / "plan.typ"


def plan_pdf(pathway: Pathway, *, weak: Collection[Domain] = ()) -> bytes:
    """The plan as it stands today. The path's beneficiary, business, parties and version must have been read.

    `weak` are the weak domains of the diagnostic that everybody may read: a paper goes from hand to hand.
    """
    return pdf.render(TEMPLATE, content_of(pathway, weak=weak))


def content_of(pathway: Pathway, *, weak: Collection[Domain] = ()) -> dict[str, Any]:
    plan = read_plan(pathway, weak=weak)
    agreed = pathway.agreed_plans.last()
    return {
        "title": "Plan d'action",
        "organisation": str(pathway.contractor),
        "mention": pathway.version.funder_mention,
        "person": pathway.beneficiary.full_name,
        "business": str(pathway.business),
        "programme": str(pathway.programme),
        "made_on": f"{clock.today():%d/%m/%Y}",
        "progress": f"{plan.progress.words}." if plan.progress.total else "",
        "agreed": f"Dernière version convenue en bilan : {agreed}." if agreed else "",
        "aims": [_aim(part) for part in plan.aims],
        "uncovered": [str(point) for point in plan.uncovered],
        "uncovered_domains": [str(domain.label) for domain in plan.uncovered_domains],
    }


def _aim(part: AimPlan) -> dict[str, Any]:
    return {
        "label": part.aim.label,
        "obstacles": ", ".join(str(obstacle) for obstacle in part.aim.obstacles.all()),
        "actions": [_action(line) for line in part.lines],
    }


def _action(line: ActionLine) -> dict[str, str]:
    action = line.action
    return {
        "label": action.label,
        "owner": line.owner,
        "due": f"{action.due_on:%d/%m/%Y}" if action.due_on else "",
        "state": action.get_state_display(),
        "result": action.result,
        "evidence": action.evidence,
    }

"""What runs: referrals, pathways with their phases, steps and decisions, plans, and exits."""

from rebond.pathways.models.hours import HourGrant
from rebond.pathways.models.moves import MovedPathway, VersionMove
from rebond.pathways.models.outcome import FollowUp, Outcome
from rebond.pathways.models.path import (
    Agreement,
    Decision,
    Party,
    Pathway,
    Pause,
    Phase,
    Position,
    PrivateNote,
    Step,
)
from rebond.pathways.models.plan import Action, Aim
from rebond.pathways.models.referral import Answer, EligibilityAnswer, Referral

__all__ = [
    "Action",
    "Agreement",
    "Aim",
    "Answer",
    "Decision",
    "EligibilityAnswer",
    "FollowUp",
    "HourGrant",
    "MovedPathway",
    "Outcome",
    "Party",
    "Pathway",
    "Pause",
    "Phase",
    "Position",
    "PrivateNote",
    "Referral",
    "Step",
    "VersionMove",
]

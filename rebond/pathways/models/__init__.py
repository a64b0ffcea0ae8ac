"""What runs: referrals, pathways with their phases, steps and decisions, plans, and exits."""

from rebond.pathways.models.agreed import AgreedAction, AgreedPlan
from rebond.pathways.models.correction import CorrectionRequest, CorrectionSubject
from rebond.pathways.models.feedback import FeedbackGiven, PhaseFeedback
from rebond.pathways.models.hours import HourGrant
from rebond.pathways.models.invitation import Invitation, InvitationEnd, InvitationState
from rebond.pathways.models.moves import MovedPathway, VersionMove
from rebond.pathways.models.outcome import FollowUp, Outcome
from rebond.pathways.models.papers import (
    Addendum,
    AttendanceSheet,
    MinutesCounter,
    Paper,
    Review,
    Signature,
    Way,
)
from rebond.pathways.models.path import (
    Agreement,
    Decision,
    Pathway,
    Pause,
    Phase,
    Position,
)
from rebond.pathways.models.plan import Action, ActionComment, Aim
from rebond.pathways.models.referral import Answer, EligibilityAnswer, Referral
from rebond.pathways.models.step import DateSource, Party, PrivateNote, Step

__all__ = [
    "Action",
    "ActionComment",
    "Addendum",
    "AgreedAction",
    "AgreedPlan",
    "Agreement",
    "Aim",
    "Answer",
    "AttendanceSheet",
    "CorrectionRequest",
    "CorrectionSubject",
    "DateSource",
    "Decision",
    "EligibilityAnswer",
    "FeedbackGiven",
    "FollowUp",
    "HourGrant",
    "Invitation",
    "InvitationEnd",
    "InvitationState",
    "MinutesCounter",
    "MovedPathway",
    "Outcome",
    "Paper",
    "Party",
    "Pathway",
    "Pause",
    "Phase",
    "PhaseFeedback",
    "Position",
    "PrivateNote",
    "Referral",
    "Review",
    "Signature",
    "Step",
    "VersionMove",
    "Way",
]

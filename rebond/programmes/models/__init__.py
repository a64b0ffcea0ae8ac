"""What is configured: a programme, its versions, and in each the phases, steps, choices, lists and rules.

Running paths pin a version; once published, the database refuses to change it (freezing.py).
"""

from rebond.programmes.models.letters import Letter
from rebond.programmes.models.lists import ActivitySpec, EligibilityQuestion, ListItem, ListKind
from rebond.programmes.models.logos import Logo
from rebond.programmes.models.phases import (
    AUTHOR_ROLES,
    AccountScope,
    Anchor,
    ChoiceAuthorSpec,
    ChoicePartySpec,
    ChoiceSpec,
    ClockStart,
    HourAccount,
    PhaseSpec,
    ReminderSpec,
    Repeat,
    StepPartySpec,
    StepSpec,
)
from rebond.programmes.models.programme import Body, BodyPart, Programme, Version, VersionState
from rebond.programmes.models.rules import (
    POSITIVE_EXIT,
    Denominator,
    FollowUpSpec,
    RateClause,
    RateSpec,
    RateWithdrawal,
    UnknownCounts,
)
from rebond.programmes.models.school import SchoolPeriod, SchoolZone

__all__ = [
    "AUTHOR_ROLES",
    "POSITIVE_EXIT",
    "AccountScope",
    "ActivitySpec",
    "Anchor",
    "Body",
    "BodyPart",
    "ChoiceAuthorSpec",
    "ChoicePartySpec",
    "ChoiceSpec",
    "ClockStart",
    "Denominator",
    "EligibilityQuestion",
    "FollowUpSpec",
    "HourAccount",
    "Letter",
    "ListItem",
    "ListKind",
    "Logo",
    "PhaseSpec",
    "Programme",
    "RateClause",
    "RateSpec",
    "RateWithdrawal",
    "ReminderSpec",
    "Repeat",
    "SchoolPeriod",
    "SchoolZone",
    "StepPartySpec",
    "StepSpec",
    "UnknownCounts",
    "Version",
    "VersionState",
]

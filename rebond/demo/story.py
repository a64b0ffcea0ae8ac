"""A story: everything that happened on one invented path, written down before it is played.

Stories are plain data. `stage` plays one through the real acts with the clock held at each date; `bulk` writes
many at once as rows, to the same effect. People are named by their key in `rebond.demo.people.STAFF`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rebond.pathways.states import ActionState, StepState
from rebond.programmes.vocabulary import PartyRole


@dataclass
class Verdict:
    """A decision: the code of the programme's choice, why, and what each party says of it."""

    choice: str
    reasons: str
    #: Party role → (position, comment); every party agrees unless told here.
    reserves: dict[str, tuple[str, str]] = field(default_factory=dict)
    months: int | None = None
    #: Who signed the minutes at the end of the meeting, by role; None: they were kept on paper, before this tool.
    signed_by: tuple[str, ...] | None = None


@dataclass
class Meeting:
    """One try at one appointment. `code` is that of the programme's step; empty for one added beside."""

    code: str
    at: datetime
    outcome: str = StepState.HELD
    minutes: str = ""
    note: str = ""
    place: str = "bge"
    #: The consultant who sits at a joint appointment.
    consultant: str = ""
    verdict: Verdict | None = None
    #: For an added one.
    kind: str = ""
    label: str = ""


@dataclass
class PhaseStory:
    code: str
    opened_on: date
    meetings: list[Meeting] = field(default_factory=list)
    ended_on: date | None = None
    #: Decisions taken apart from a review.
    verdicts: list[tuple[date, Verdict]] = field(default_factory=list)


@dataclass
class ActionStory:
    label: str
    due_on: date | None
    code: str = ""
    owner: str = PartyRole.BENEFICIARY
    state: str = ActionState.TO_DO
    done_on: date | None = None
    result: str = ""


@dataclass
class AimStory:
    label: str
    set_on: date
    code: str = ""
    actions: list[ActionStory] = field(default_factory=list)


@dataclass
class ExitStory:
    on: date
    #: OUTCOME_FIELDS of rebond.pathways.actions.exits.
    situation: dict[str, Any]


@dataclass
class Look:
    """A follow-up, done on `on`; with no situation the person could not be reached."""

    months: int
    on: date
    situation: dict[str, Any] | None


@dataclass
class Answer:
    """What became of a referral that was not accepted: declined, waiting or withdrawn."""

    kind: str
    on: date
    text: str
    reason: str = ""


@dataclass
class Story:
    person: dict[str, Any]
    business: dict[str, Any]
    referrer: str
    referred_on: date
    obstacles: list[str]
    reason: str
    adviser: str = ""
    entered_on: date | None = None
    answer: Answer | None = None
    phases: list[PhaseStory] = field(default_factory=list)
    aims: list[AimStory] = field(default_factory=list)
    exit: ExitStory | None = None
    looks: list[Look] = field(default_factory=list)
    #: A second participation: the person of this earlier story is referred again.
    again: "Story | None" = None
    #: What happens beside the sequence, each at its instant: a training, a message …; given the run under way.
    besides: list[tuple[datetime, Callable[[Any], object]]] = field(default_factory=list)
    #: Until that day, the signed paper of each appointment held was scanned back.
    proved_until: date | None = None
    #: Filled once played.
    beneficiary_id: UUID | None = None

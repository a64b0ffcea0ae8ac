"""Dates of invented appointments: working days and office hours, in a plausible order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from rebond.core.dates import next_working_day
from rebond.demo import texts
from rebond.demo.stage import instant
from rebond.demo.story import Meeting, Verdict
from rebond.pathways.states import StepState

CONSULTANTS = ("ines", "tanguy")
JOINT_STEPS = {("developpement", "rdv3"), ("cessation", "rdv3")}
ON_SITE_STEPS = {("developpement", "rdv2"), ("cessation", "rdv2")}
HOURS = (9, 10, 11, 14, 15, 16)
#: How often an appointment is missed, and how often with a word before.
NO_SHOW_SHARE = 0.07
EXCUSED_SHARE = 0.05


@dataclass
class Diary:
    """The appointments of one phase, added one after the other."""

    phase: str
    opened_on: date
    random: Random
    consultant: str = "ines"
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def last_on(self) -> date:
        return self.meetings[-1].at.date() if self.meetings else self.opened_on

    def hold(
        self, code: str, after_days: int, *, verdict: Verdict | None = None, may_miss: bool = True
    ) -> None:
        """Hold a step some days after the opening, a week at least after the one before; sometimes missed first."""
        day = max(self.opened_on + timedelta(days=after_days), self.last_on + timedelta(days=7))
        if may_miss and (outcome := self._missed()):
            self._add(code, day, outcome)
            day = self.last_on + timedelta(days=self.random.randint(9, 16))
        self._add(code, day, StepState.HELD, verdict)

    def miss(self, code: str, after_days: int) -> None:
        """Miss a step, for good."""
        day = max(self.opened_on + timedelta(days=after_days), self.last_on + timedelta(days=7))
        self._add(code, day, StepState.NO_SHOW)

    def tutor(self) -> None:
        """A tutoring session beside the planned steps."""
        at = self._at(self.last_on + timedelta(days=self.random.randint(4, 10)))
        minutes = self.random.choice(texts.MINUTES["tutoring"])
        self.meetings.append(Meeting("", at, minutes=minutes, kind="tutoring", label="Tutorat"))

    def plan(self, code: str, at: datetime) -> None:
        """Fix a date for a step that is still to come, or still to report."""
        self.meetings.append(
            Meeting(code, at, StepState.PLANNED, place=self._place(code), consultant=self._consultant(code))
        )

    def _missed(self) -> str | None:
        luck = self.random.random()
        if luck < NO_SHOW_SHARE:
            return StepState.NO_SHOW
        return StepState.EXCUSED if luck < NO_SHOW_SHARE + EXCUSED_SHARE else None

    def _add(self, code: str, day: date, outcome: str, verdict: Verdict | None = None) -> None:
        is_held = outcome == StepState.HELD
        key = "tripartite" if code == "tripartite" else f"{self.phase}/{code}"
        self.meetings.append(
            Meeting(
                code,
                self._at(day),
                outcome,
                minutes=self.random.choice(texts.MINUTES[key if is_held else outcome]),
                note=self.random.choice(texts.PRIVATE_NOTES)
                if is_held and self.random.random() < 0.12
                else "",
                place=self._place(code),
                consultant=self._consultant(code),
                verdict=verdict,
            )
        )

    def _at(self, day: date) -> datetime:
        return instant(next_working_day(day), self.random.choice(HOURS), self.random.choice((0, 30)))

    def _consultant(self, code: str) -> str:
        return self.consultant if (self.phase, code) in JOINT_STEPS else ""

    def _place(self, code: str) -> str:
        if (self.phase, code) in ON_SITE_STEPS:
            return "business"
        if code == "tripartite" and self.phase == "diagnostic":
            return self.random.choice(("cdas", "cdas", "bge", "departement"))
        return self.random.choice(("bge", "bge", "business"))


def verdict(code: str, random: Random, *, months: int | None = None) -> Verdict:
    reserves = {}
    if random.random() < 0.15:
        reserves["lead_worker"] = texts.RESERVE
    return Verdict(code, random.choice(texts.VERDICTS[code]), reserves, months)


def pick(random: Random, choices: Sequence[str], weights: Sequence[int]) -> str:
    return random.choices(choices, weights)[0]

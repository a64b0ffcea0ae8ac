"""The living caseload, around today: open paths at every stage, referrals waiting, a busy week.

Everybody here entered after the closed cohort, so its results stay as published.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from rebond.core.dates import is_working_day, next_working_day
from rebond.demo import texts
from rebond.demo.closed_paths import closed_story
from rebond.demo.invention import invent_business, invent_person
from rebond.demo.plans import invent_plan
from rebond.demo.stage import instant
from rebond.demo.story import Answer, ExitStory, PhaseStory, Story
from rebond.demo.timeline import CONSULTANTS, HOURS, Diary, verdict

#: Files per adviser: the workload is uneven, as it is.
ADVISERS = ("maiwenn",) * 25 + ("karim",) * 20 + ("soizic",) * 13 + ("loic",) * 2
REFERRERS = ("rozenn",) * 27 + ("yann",) * 21 + ("fatou",) * 12


@dataclass
class Week:
    """The slots of the current working week, so that nobody is in two places at once."""

    days: list[date]
    taken: set[tuple[str, datetime]] = field(default_factory=set)
    turn: int = 0

    @classmethod
    def around(cls, today: date) -> "Week":
        monday = today - timedelta(days=today.weekday())
        return cls([day for day in (monday + timedelta(days=n) for n in range(5)) if is_working_day(day)])

    def slot(self, *people: str) -> datetime:
        """The next hour at which all these people are free, a day after the one given before."""
        for _ in range(len(self.days)):
            day = self.days[self.turn % len(self.days)]
            self.turn += 1
            for hour in HOURS:
                # On the half hour every other day: on one day, no two of them overlap.
                at = instant(day, hour, 30 * (day.weekday() % 2))
                wanted = {(person, at) for person in people if person}
                if not wanted & self.taken:
                    self.taken |= wanted
                    return at
        raise ValueError("the week is full")


@dataclass
class Scene:
    """One open path being invented."""

    story: Story
    today: date
    week: Week
    random: Random
    consultant: str

    def ago(self, first: int, last: int) -> date:
        """A working day, that many days ago."""
        return next_working_day(
            self.today - timedelta(days=self.random.randint(first, last)) - timedelta(days=4)
        )

    def diary(self, phase: str, opened_on: date) -> Diary:
        return Diary(phase, opened_on, self.random, self.consultant)

    def add(self, diary: Diary, *, ended_on: date | None = None) -> None:
        self.story.phases.append(PhaseStory(diary.phase, diary.opened_on, diary.meetings, ended_on))

    def plan_this_week(self, diary: Diary, code: str) -> None:
        third = self.story.referrer if code == "tripartite" else ""
        consultant = self.consultant if code == "rdv3" else ""
        diary.plan(code, self.week.slot(self.story.adviser, third, consultant))

    def plan_later(self, diary: Diary, code: str, days: int) -> None:
        day = next_working_day(self.today + timedelta(days=7 + days))
        diary.plan(code, instant(day, self.random.choice(HOURS)))


# --- Diagnostic -----------------------------------------------------------------


def _just_opened(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(0, 1)
    scene.add(scene.diary("diagnostic", scene.story.entered_on))


def _late_to_plan(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(22, 30)
    scene.add(scene.diary("diagnostic", scene.story.entered_on))


def _first_this_week(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(10, 14)
    diary = scene.diary("diagnostic", scene.story.entered_on)
    scene.plan_this_week(diary, "rdv1")
    scene.add(diary)


def _second_ahead(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(40, 50)
    diary = scene.diary("diagnostic", scene.story.entered_on)
    diary.hold("rdv1", 9, may_miss=False)
    if scene.random.random() < 0.6:
        scene.plan_this_week(diary, "rdv2")
    else:
        scene.plan_later(diary, "rdv2", scene.random.randint(1, 12))
    scene.add(diary)


def _missed_and_to_plan(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(40, 46)
    diary = scene.diary("diagnostic", scene.story.entered_on)
    diary.hold("rdv1", 10, may_miss=False)
    diary.miss("rdv2", 26)
    scene.add(diary)


def _review_ahead(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(74, 82)
    diary = _diagnosed(scene, reviewed=False)
    scene.plan_this_week(diary, "tripartite")
    scene.add(diary)


def _review_to_plan(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(84, 96)
    scene.add(_diagnosed(scene, reviewed=False))


def _diagnosed(scene: Scene, *, reviewed: bool, choice: str = "develop") -> Diary:
    assert scene.story.entered_on is not None
    diary = scene.diary("diagnostic", scene.story.entered_on)
    diary.hold("rdv1", 10, may_miss=False)
    diary.hold("rdv2", 34, may_miss=False)
    if reviewed:
        diary.hold("tripartite", 66, verdict=verdict(choice, scene.random), may_miss=False)
    return diary


# --- Développement ---------------------------------------------------------------


def _develop(
    scene: Scene, first: int, last: int, codes: tuple[str, ...], *, review: str = "continue"
) -> Diary:
    """A development opened that many days ago (after 66 days of diagnostic), these steps held, with its plan."""
    scene.story.entered_on = scene.ago(first + 62, last + 62)
    diagnostic = _diagnosed(scene, reviewed=True)
    scene.add(diagnostic, ended_on=diagnostic.last_on)
    diary = scene.diary("developpement", diagnostic.last_on)
    offsets = {"rdv1": 12, "rdv2": 38, "rdv3": 62, "rdv4": 84, "tripartite": 104, "rdv5": 146}
    for code in codes:
        spoken = verdict(review, scene.random, months=3 if review == "extend" else None)
        diary.hold(code, offsets[code], verdict=spoken if code == "tripartite" else None, may_miss=False)
    invent_plan(
        scene.story, "developpement", diary.opened_on, scene.today, scene.random, share_done=0.4, is_open=True
    )
    return diary


def _early(scene: Scene) -> None:
    diary = _develop(scene, 26, 40, ("rdv1",))
    if scene.random.random() < 0.6:
        scene.plan_this_week(diary, "rdv2")
    scene.add(diary)


def _middle(scene: Scene) -> None:
    diary = _develop(scene, 80, 92, ("rdv1", "rdv2", "rdv3"))
    scene.plan_this_week(diary, "rdv4")
    scene.add(diary)


def _joint_this_week(scene: Scene) -> None:
    diary = _develop(scene, 56, 66, ("rdv1", "rdv2"))
    scene.plan_this_week(diary, "rdv3")
    scene.add(diary)


def _silent(scene: Scene) -> None:
    """Nobody has seen this person for more than thirty days, and nothing is planned."""
    scene.add(_develop(scene, 106, 120, ("rdv1", "rdv2", "rdv3")))


def _near_its_end(scene: Scene) -> None:
    diary = _develop(scene, 164, 168, ("rdv1", "rdv2", "rdv3", "rdv4", "tripartite", "rdv5"))
    if scene.random.random() < 0.5:
        scene.plan_this_week(diary, "rdv6")
    scene.add(diary)


def _overdue(scene: Scene) -> None:
    scene.add(_develop(scene, 196, 220, ("rdv1", "rdv2", "rdv3", "rdv4", "tripartite", "rdv5")))


def _extended(scene: Scene) -> None:
    steps = ("rdv1", "rdv2", "rdv3", "rdv4", "tripartite", "rdv5")
    diary = _develop(scene, 200, 225, steps, review="extend")
    scene.plan_this_week(diary, "rdv6")
    scene.add(diary)


def _suspended(scene: Scene) -> None:
    scene.add(_develop(scene, 80, 110, ("rdv1", "rdv2")))
    day = next_working_day(scene.story.phases[-1].meetings[-1].at.date() + timedelta(days=12))
    scene.story.phases[-1].verdicts.append((day, verdict("suspend", scene.random)))


def _exit_to_record(scene: Scene) -> None:
    diary = _develop(scene, 112, 118, ("rdv1", "rdv2", "rdv3", "rdv4", "tripartite"), review="exit")
    scene.add(diary, ended_on=diary.last_on)


# --- Cessation ---------------------------------------------------------------------


def _ceasing(scene: Scene) -> None:
    scene.story.entered_on = scene.ago(116, 130)
    diagnostic = _diagnosed(scene, reviewed=True, choice="close")
    scene.add(diagnostic, ended_on=diagnostic.last_on)
    diary = scene.diary("cessation", diagnostic.last_on)
    diary.hold("rdv1", 12, may_miss=False)
    diary.hold("rdv2", 30, may_miss=False)
    if scene.random.random() < 0.6:
        scene.plan_this_week(diary, "rdv3")
    invent_plan(
        scene.story, "cessation", diary.opened_on, scene.today, scene.random, share_done=0.3, is_open=True
    )
    scene.add(diary)


#: How many open paths are at each stage: sixty in all.
STAGES: tuple[tuple[Callable[[Scene], None], int], ...] = (
    (_just_opened, 4),
    (_late_to_plan, 4),
    (_first_this_week, 5),
    (_second_ahead, 6),
    (_missed_and_to_plan, 2),
    (_review_ahead, 4),
    (_review_to_plan, 2),
    (_early, 6),
    (_middle, 4),
    (_joint_this_week, 2),
    (_silent, 4),
    (_near_its_end, 4),
    (_overdue, 3),
    (_extended, 2),
    (_suspended, 2),
    (_exit_to_record, 2),
    (_ceasing, 4),
)
#: Open paths, with the three that are told apart below.
OPEN_COUNT = sum(count for _, count in STAGES)


def living_stories(seed: str, today: date, *, first_number: int, returning: Story | None) -> Iterator[Story]:
    """Open paths, then referrals, then paths closed lately whose follow-ups are due.

    `first_number` is the first person's number; `returning`, of the closed cohort, comes back for a second path.
    """
    random = Random(f"{seed}:caseload")  # noqa: S311 - invented data
    week = Week.around(today)
    advisers, referrers = random.sample(ADVISERS, OPEN_COUNT), random.sample(REFERRERS, OPEN_COUNT)
    makers = [maker for maker, count in STAGES for _ in range(count)]
    story: Story | None = None
    for index, maker in enumerate(makers):
        couple = story if index == 1 else None  # the second of the list lives with the first
        story = Story({}, {}, referrers[index], today, [], "", adviser=advisers[index])
        scene = Scene(story, today, week, random, CONSULTANTS[index % 2])
        maker(scene)
        _name(story, seed, first_number + index, random, couple=couple)
        if maker is _middle and returning is not None:
            _come_back(story, returning)
            returning = None
        yield story
    yield from _referrals(seed, today, first_number + OPEN_COUNT, random)
    yield from _lately_closed(seed, today, first_number + OPEN_COUNT + 20, random)


def _name(story: Story, seed: str, number: int, random: Random, *, couple: Story | None) -> None:
    if story.entered_on:
        story.referred_on = next_working_day(story.entered_on - timedelta(days=random.randint(5, 18)))
    story.person = invent_person(number, seed, referred_on=story.referred_on)
    if couple:
        story.person["last_name"], story.person["phone"] = couple.person["last_name"], couple.person["phone"]
        story.person["email"] = ""
    story.business = invent_business(number, seed, person=story.person, referred_on=story.referred_on)
    story.obstacles = list(random.choice(texts.OBSTACLE_SETS))
    story.reason = random.choice(texts.REFERRAL_REASONS)


def _come_back(story: Story, returning: Story) -> None:
    """The person is known: what has not changed stays."""
    story.again = returning
    kept = ("last_name", "first_name", "birth_date", "caf_number", "email", "phone")
    story.person = {**story.person, **{name: returning.person[name] for name in kept}}
    story.business = dict(returning.business)


#: Age in days of each referral, and what became of it.
REFERRALS = (
    (1, ""),
    (2, ""),
    (4, ""),
    (6, ""),
    (9, ""),
    (13, ""),
    (19, ""),
    (34, "waiting"),
    (12, "declined"),
    (8, "withdrawn"),
)


def _referrals(seed: str, today: date, first_number: int, random: Random) -> Iterator[Story]:
    for index, (age_days, kind) in enumerate(REFERRALS):
        referred_on = today - timedelta(days=age_days)
        while not is_working_day(referred_on):
            referred_on -= timedelta(days=1)
        referrer = ("rozenn", "yann", "fatou")[index % 3]
        story = Story({}, {}, referrer, referred_on, [], "")
        _name(story, seed, first_number + index, random, couple=None)
        if kind:
            text = {
                "waiting": texts.WAITING_TEXT,
                "declined": texts.DECLINE_TEXT,
                "withdrawn": texts.WITHDRAWN_TEXT,
            }[kind]
            answered_on = min(next_working_day(referred_on + timedelta(days=3)), today - timedelta(days=1))
            story.answer = Answer(kind, answered_on, text, reason="no_activity" if kind == "declined" else "")
        yield story


#: Months since the exit of paths whose follow-up is due (or soon), and how they ended.
LATELY_CLOSED = (
    (6, "self_out"),
    (6, "combined_out"),
    (7, "self_in"),
    (12, "salaried"),
    (13, "combined_in"),
    (2, "self_out"),
)


def _lately_closed(seed: str, today: date, first_number: int, random: Random) -> Iterator[Story]:
    for index, (months, ending) in enumerate(LATELY_CLOSED):
        exit_age_days = months * 31 - random.randint(0, 3)
        story = closed_story(
            first_number + index,
            seed,
            entered_on=next_working_day(today - timedelta(days=exit_age_days + 290)),
            ending=ending,
            random=random,
        )
        story.adviser = ADVISERS[index * 10]
        assert story.exit is not None
        moved_on = min(story.exit.on, today - timedelta(days=1))
        story.exit = ExitStory(moved_on, story.exit.situation)
        # The first follow-up of those out for a year was told; the others are still to do.
        story.looks = [look for look in story.looks if look.months == 6 and months > 7]
        yield story

"""The closed cohort: entries 2017 to 2022, whose results are those published (A9), Delphine among them.

Of 300 people: 150 positive exits, 50 ceased, 250 still self-employed of which 167 only and 83 combined; 50 enter
each year (300 people in six years of 50 to 60 leave no other choice). With another number the same shares are
rounded by largest remainder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rebond.core.dates import add_months, is_working_day, next_working_day
from rebond.demo import texts
from rebond.demo.delphine import delphine
from rebond.demo.invention import invent_business, invent_person
from rebond.demo.plans import invent_plan
from rebond.demo.story import ExitStory, Look, PhaseStory, Story
from rebond.demo.timeline import CONSULTANTS, Diary, pick, verdict

FIRST_YEAR, YEARS_COUNT = 2017, 6
DELPHINE_YEAR = 2019
#: The last follow-up of the cohort is told before this day.
COHORT_SETTLED_ON = date(2025, 6, 30)
ADVISERS = ("maiwenn", "karim", "soizic", "loic")
REFERRERS = ("rozenn", "yann", "fatou")


@dataclass(frozen=True)
class Ending:
    """One kind of exit, and how many of 300 it has. `later` is the positive situation met at a follow-up."""

    of_300: int
    activity: str
    rsa: str
    is_later: bool = False


ENDINGS = {
    "self_out": Ending(48, "self_employed_only", "out"),
    "self_out_later": Ending(6, "self_employed_only", "in", is_later=True),
    "self_in": Ending(113, "self_employed_only", "in"),
    "combined_out": Ending(62, "combined", "out"),
    "combined_out_later": Ending(4, "combined", "in", is_later=True),
    "combined_in": Ending(17, "combined", "in"),
    "salaried": Ending(24, "salaried_only", "out"),
    "salaried_later": Ending(6, "job_seeking", "in", is_later=True),
    "job_seeking": Ending(10, "job_seeking", "in"),
    "training": Ending(10, "training", "in"),
}
DELPHINE_ENDING = "combined_out"


def shares(people_count: int) -> dict[str, int]:
    """How many of each ending, summing to `people_count`."""
    exact = {name: ending.of_300 * people_count / 300 for name, ending in ENDINGS.items()}
    counts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in by_remainder[: people_count - sum(counts.values())]:
        counts[name] += 1
    return counts


def closed_stories(seed: str, people_count: int) -> Iterator[Story]:
    """The stories of the cohort, by year of entry; Delphine's is in its year."""
    counts = shares(people_count)
    if counts[DELPHINE_ENDING]:
        counts[DELPHINE_ENDING] -= 1
    else:
        counts[max(counts, key=lambda name: counts[name])] -= 1
    endings = [name for name, count in counts.items() for _ in range(count)]
    Random(f"{seed}:endings").shuffle(endings)  # noqa: S311 - invented data
    years = [FIRST_YEAR + index * YEARS_COUNT // people_count for index in range(people_count)]
    # The place left to Delphine is the first of her year, or the first of all in a cohort too small to have one.
    her_place = years.index(DELPHINE_YEAR) if DELPHINE_YEAR in years else 0
    for index, year in enumerate(years):
        if index == her_place:
            yield delphine()
        else:
            ending = endings[index - (index > her_place)]
            yield invent_closed_story(index, seed, year=year, ending=ending)


def invent_closed_story(number: int, seed: str, *, year: int, ending: str) -> Story:
    random = Random(f"{seed}:closed:{number}")  # noqa: S311 - invented data
    entered_on = _working_day(date(year, 1, 8) + timedelta(days=random.randint(0, 340)))
    return closed_story(number, seed, entered_on=entered_on, ending=ending, random=random)


def closed_story(number: int, seed: str, *, entered_on: date, ending: str, random: Random) -> Story:
    """A whole path entered on that day and ended that way, with both follow-ups told."""
    referred_on = _working_day(entered_on - timedelta(days=random.randint(3, 24)), forward=False)
    person = invent_person(number, seed, referred_on=referred_on)
    story = Story(
        person=person,
        business=invent_business(number, seed, person=person, referred_on=referred_on),
        referrer=pick(random, REFERRERS, (4, 3, 2)),
        referred_on=referred_on,
        obstacles=list(random.choice(texts.OBSTACLE_SETS)),
        reason=random.choice(texts.REFERRAL_REASONS),
        adviser=pick(random, ADVISERS, (5, 4, 3, 1)),
        entered_on=entered_on,
    )
    exited_on = _live(story, ending, random)
    story.exit = ExitStory(exited_on, _situation(story, ending, exited_on, random))
    story.looks = _looks(ending, exited_on, random)
    return story


def _working_day(day: date, *, forward: bool = True) -> date:
    if forward:
        return next_working_day(day)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _live(story: Story, ending: str, random: Random) -> date:
    """Fill the phases and the plan; returns the day of the exit."""
    consultant = random.choice(CONSULTANTS)
    has_ceased = ENDINGS[ending].activity not in ("self_employed_only", "combined")
    closes_at_once = has_ceased and random.random() < 0.6
    assert story.entered_on is not None
    diagnostic = Diary("diagnostic", story.entered_on, random)
    diagnostic.hold("rdv1", random.randint(7, 16))
    diagnostic.hold("rdv2", random.randint(30, 46))
    diagnostic.hold(
        "tripartite",
        random.randint(70, 84),
        verdict=verdict("close" if closes_at_once else "develop", random),
    )
    _close(story, diagnostic, diagnostic.last_on)
    exited_on = diagnostic.last_on
    if not closes_at_once:
        exited_on = _develop(story, ending, consultant, random, closes=has_ceased)
    if has_ceased:
        exited_on = _cease(story, consultant, random)
    return exited_on


def _close(story: Story, diary: Diary, ended_on: date | None) -> None:
    story.phases.append(PhaseStory(diary.phase, diary.opened_on, diary.meetings, ended_on))


def _develop(story: Story, ending: str, consultant: str, random: Random, *, closes: bool) -> date:
    opened_on = story.phases[-1].ended_on
    assert opened_on is not None
    diary = Diary("developpement", opened_on, random, consultant)
    diary.hold("rdv1", random.randint(10, 18))
    diary.hold("rdv2", random.randint(38, 50))
    if ending == "self_in" and random.random() < 0.22:
        diary.miss("rdv3", random.randint(62, 76))
        _close(story, diary, None)
        invent_plan(story, "developpement", opened_on, diary.last_on, random, share_done=0.3)
        return _working_day(diary.last_on + timedelta(days=random.randint(20, 45)))
    diary.hold("rdv3", random.randint(62, 76))
    if random.random() < 0.2:
        diary.tutor()
    diary.hold("rdv4", random.randint(88, 99))
    code = "close" if closes else ("extend" if random.random() < 0.12 else "continue")
    months = random.choice((2, 3)) if code == "extend" else None
    diary.hold("tripartite", random.randint(108, 120), verdict=verdict(code, random, months=months))
    if closes:
        _close(story, diary, diary.last_on)
        invent_plan(story, "developpement", opened_on, diary.last_on, random, share_done=0.4)
        return diary.last_on
    later_days = 30 * (months or 0)
    diary.hold("rdv5", random.randint(135, 146) + later_days)
    if random.random() < 0.6:
        diary.hold("rdv6", random.randint(158, 168) + later_days)
    _close(story, diary, None)
    invent_plan(story, "developpement", opened_on, diary.last_on, random, share_done=0.8)
    return _working_day(diary.last_on + timedelta(days=random.randint(3, 12)))


def _cease(story: Story, consultant: str, random: Random) -> date:
    opened_on = story.phases[-1].ended_on
    assert opened_on is not None
    diary = Diary("cessation", opened_on, random, consultant)
    for code, days in (("rdv1", 14), ("rdv2", 35), ("rdv3", 60), ("rdv4", 84)):
        diary.hold(code, days + random.randint(-4, 6))
    diary.hold("tripartite", 105 + random.randint(0, 14), verdict=verdict("exit", random))
    _close(story, diary, diary.last_on)
    invent_plan(story, "cessation", opened_on, diary.last_on, random, share_done=0.8)
    return _working_day(diary.last_on + timedelta(days=random.randint(0, 9)))


def _situation(story: Story, ending: str, exited_on: date, random: Random) -> dict[str, Any]:
    told = ENDINGS[ending]
    left_at_once = story.phases[-1].meetings[-1].outcome != "held"
    reason = "completed"
    if left_at_once:
        reason = pick(random, ("dropped_out", "lost_contact"), (3, 2))
    elif ending == "salaried" and random.random() < 0.4:
        reason = "early_job"
    elif told.rsa == "in" and random.random() < 0.1:
        reason = pick(random, ("reoriented", "other"), (2, 1))
    return {
        **_state(told.activity, told.rsa, exited_on, random),
        "exit_reason": reason,
        "comment": "" if left_at_once else random.choice(texts.EXIT_COMMENTS),
        **_turnover(ending, random),
    }


def _state(activity: str, rsa: str, day: date, random: Random) -> dict[str, Any]:
    """The three variables of a situation that is seen on `day`."""
    is_salaried = activity in ("combined", "salaried_only")
    return {
        "activity_status": activity,
        "rsa_status": rsa,
        "rsa_left_on": day - timedelta(days=random.randint(0, 45)) if rsa == "out" else None,
        "job_quality": pick(random, ("lasting", "transition"), (3, 2)) if is_salaried else "none",
    }


#: Growth of the turnover, in percent, lowest and highest, by ending.
GROWTH_PERCENT = {
    "self_out": (15, 130),
    "self_out_later": (0, 60),
    "self_in": (-25, 45),
    "combined_out": (-10, 70),
    "combined_out_later": (-10, 40),
    "combined_in": (-25, 30),
}


def _turnover(ending: str, random: Random) -> dict[str, Any]:
    months = random.choice((6, 9, 12, 12, 12))
    before_eur = Decimal(random.randint(12, 95) * 10 * months)
    if random.random() < 0.03:
        before_eur = Decimal(0)
    told: dict[str, Any] = {"turnover_before_eur": before_eur, "turnover_before_months": months}
    luck = random.random()
    if luck < 0.07:
        return {}
    if ending not in GROWTH_PERCENT or luck < 0.14:
        return told
    percent = random.randint(*GROWTH_PERCENT[ending])
    after_months = months if luck > 0.22 else {6: 12, 9: 6, 12: 6}[months]
    after_eur = before_eur * (100 + percent) / 100 * after_months / months
    told["turnover_after_eur"] = after_eur.quantize(Decimal("0.01"))
    told["turnover_after_months"] = after_months
    return told


def _looks(ending: str, exited_on: date, random: Random) -> list[Look]:
    told = ENDINGS[ending]
    activity, rsa = told.activity, told.rsa
    looks = []
    for months in (6, 12):
        due_on = add_months(exited_on, months)
        # The year's follow-up is told before the year is over: what it finds still counts (A11).
        day = due_on + timedelta(days=random.randint(0, 12) if months == 6 else -random.randint(0, 12))
        if told.is_later:
            activity, rsa = ("salaried_only" if activity == "job_seeking" else activity), "out"
        elif random.random() < 0.15:
            looks.append(Look(months, day, None))
            continue
        looks.append(Look(months, day, _state(activity, rsa, day, random)))
    return looks

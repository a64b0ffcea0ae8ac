"""Loading the whole demo: the cast, the closed cohort, the living caseload, in one transaction."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from tqdm import tqdm

from rebond.core import clock
from rebond.core.identity import seeded
from rebond.demo import agenda, bulk, delphine, diagnostics, money, post
from rebond.demo.caseload import OPEN_COUNT, living_stories
from rebond.demo.closed_paths import COHORT_SETTLED_ON, closed_stories
from rebond.demo.documents import tell_documents
from rebond.demo.exchanges import tell_exchanges
from rebond.demo.people import Cast, create_cast
from rebond.demo.simulations import tell_scenarios
from rebond.demo.stage import Stage, play
from rebond.demo.story import Story
from rebond.demo.trainings import tell_trainings
from rebond.messaging.models import Message, MessageState
from rebond.pathways.models import Referral
from rebond.programmes.vocabulary import PartyRole

DEFAULT_PEOPLE = 300
DEFAULT_SEED = 35
#: Of the closed cohort, Delphine's path and one in so many are played through the acts; the others are written in
#: bulk, to the same effect. A played path costs about a fifth of a second of one core.
PLAYED_ONE_IN = 30
PLAYED_MAX = 10
BULK_STORIES = 250
#: Numbers of the people of the living caseload start here, or after the cohort when it is larger.
LIVING_FIRST_NUMBER = 400
#: A meeting as old as this may still wait for a signature.
UNSIGNED_DAYS = 150
#: Papers of the living caseload are scanned back after about this long.
UNPROVED_DAYS = 25


class AlreadyLoaded(Exception):
    """The database already holds paths or referrals: the demo changes nothing."""


class TooEarly(Exception):
    """Today is before the end of the cohort's last follow-up."""


def load(*, seed: int, people_count: int) -> Cast:
    """Write the demo as of today, or nothing at all. The same seed on the same day makes the same rows.

    Raises AlreadyLoaded, TooEarly.
    """
    today = clock.today()
    if today < COHORT_SETTLED_ON:
        raise TooEarly
    with transaction.atomic(), seeded(f"rebond-{seed}"), clock.held(today):
        if Referral.objects.exists():
            raise AlreadyLoaded
        cast = create_cast()
        stage = Stage(cast)
        with tqdm(total=people_count + OPEN_COUNT, unit="parcours", file=sys.stderr, disable=None) as bar:
            closed = closed_stories(str(seed), people_count)
            returning = _write_closed(closed, stage, people_count, bar.update)
            _play_living(str(seed), today, stage, people_count, returning, bar.update)
        money.tell(str(seed), today)
        diagnostics.tell_begun(stage)
        tell_trainings(stage)
        tell_documents(stage)
        _tell_messages_sent()  # what was written had left when she moved her appointment
        agenda.write(stage, today)
        tell_scenarios()
        tell_exchanges(stage)
        _tell_messages_sent()
        post.bring_back(stage)
    return cast


def _write_closed(
    stories: Iterator[Story], stage: Stage, people_count: int, tell: Callable[[int], object]
) -> Story | None:
    """Play or write the cohort; returns somebody of it who will come back."""
    played_one_in = max(PLAYED_ONE_IN, people_count // PLAYED_MAX)
    returning: Story | None = None
    pending: list[Story] = []
    for index, story in enumerate(stories):
        if story.person is delphine.PERSON:
            story.besides += diagnostics.delphine_is_assessed()
        if index % played_one_in == 0 or story.person is delphine.PERSON:
            play(story, stage)
        else:
            pending.append(story)
            returning = returning or (story if _may_come_back(story) else None)
        if len(pending) == BULK_STORIES:
            bulk.write(pending, stage)
            pending = []
        tell(1)
    bulk.write(pending, stage)
    return returning


def _may_come_back(story: Story) -> bool:
    return story.exit is not None and story.exit.situation["rsa_status"] == "in"


def _play_living(
    seed: str,
    today: date,
    stage: Stage,
    people_count: int,
    returning: Story | None,
    tell: Callable[[int], object],
) -> None:
    first_number = max(people_count, LIVING_FIRST_NUMBER)
    for story in living_stories(seed, today, first_number=first_number, returning=returning):
        _leave_unsigned(story, stage, today)
        story.proved_until = today - timedelta(days=UNPROVED_DAYS)
        play(story, stage)
        tell(1)


def _leave_unsigned(story: Story, stage: Stage, today: date) -> None:
    """The minutes of Maïwenn's first recent meeting wait for the référent: the person and she signed on the spot."""
    if stage.has_unsigned_minutes or story.adviser != "maiwenn":
        return
    since = today - timedelta(days=UNSIGNED_DAYS)
    for phase in story.phases:
        for meeting in phase.meetings:
            if meeting.verdict and meeting.at.date() >= since:
                meeting.verdict.signed_by = (PartyRole.BENEFICIARY, PartyRole.BUSINESS_ADVISER)
                stage.has_unsigned_minutes = True
                return


def _tell_messages_sent() -> None:
    """What the acts queued in the past is told as sent then: nobody waits for it, and no worker sends it now."""
    Message.objects.filter(state=MessageState.WAITING).update(state=MessageState.SENT, sent_at=F("queued_at"))

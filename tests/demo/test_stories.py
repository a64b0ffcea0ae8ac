"""Stories as data: plausible on any day, and told the same by the acts and in bulk."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from rebond.core import clock
from rebond.core.identity import new_id, seeded
from rebond.demo import bulk
from rebond.demo.caseload import living_stories
from rebond.demo.closed_paths import closed_stories
from rebond.demo.invention import FAMILY_NAMES, FIRST_NAMES, invent_person, phone_of_fiction, siret_of_nobody
from rebond.demo.people import create_cast
from rebond.demo.stage import Stage, play
from rebond.pathways.models import Action, Agreement, Decision, FollowUp, Outcome, Party, Pathway, Step
from rebond.pathways.states import StepState

EVERY_TENTH_DAY = [date(2027, 1, 1) + timedelta(days=10 * n + n // 7) for n in range(146)]


@pytest.mark.parametrize("today", [*EVERY_TENTH_DAY, date(2028, 2, 29)])
def test_a_caseload_can_be_invented_on_any_day(today):
    stories = list(living_stories("7", today, first_number=0, returning=None))
    assert sum(1 for story in stories if story.entered_on and not story.exit) == 60
    for story in stories:
        assert story.referred_on <= (story.entered_on or today) <= today
        meetings = [meeting for phase in story.phases for meeting in phase.meetings]
        told = [meeting for meeting in meetings if meeting.outcome != StepState.PLANNED]
        assert all(meeting.at.date() < today for meeting in told)
        assert [meeting.at for meeting in told] == sorted(meeting.at for meeting in told)
        assert all(meeting.at.date().weekday() < 5 for meeting in meetings)


def _told(pathway: Pathway) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a story leaves, by values."""
    steps = Step.objects.filter(pathway=pathway).order_by(
        "phase__position", "spec__position", "attempt", "starts_at"
    )
    columns = (
        "label",
        "attempt",
        "state",
        "state_reason",
        "expected_on",
        "starts_at",
        "shared_minutes",
        "place__code",
    )
    of_path = {"pathway": pathway}
    return {
        "pathway": list(
            Pathway.objects.filter(pk=pathway.pk).values_list(
                "state",
                "referred_on",
                "entered_on",
                "exited_on",
                "adviser",
                "careers_consultant",
                "lead_worker",
            )
        ),
        "phases": list(pathway.phases.values_list("spec__code", "opened_on", "due_on", "ended_on")),
        "steps": list(steps.values_list(*columns)),
        "parties": sorted(
            Party.objects.filter(step__pathway=pathway).values_list(
                "step__label", "role", "user__first_name"
            ),
            key=repr,
        ),
        "decisions": list(
            Decision.objects.filter(**of_path).values_list("choice__code", "reasons", "decided_on")
        ),
        "agreements": sorted(
            Agreement.objects.filter(decision__pathway=pathway).values_list("role", "position", "comment")
        ),
        "actions": sorted(
            Action.objects.filter(aim__pathway=pathway).values_list("label", "state", "done_on", "result"),
            key=repr,
        ),
        "outcome": list(
            Outcome.objects.filter(**of_path).values_list("activity_status", "turnover_after_eur")
        ),
        "looks": list(
            FollowUp.objects.filter(**of_path).values_list("months", "state", "observed_on", "rsa_status")
        ),
    }


def test_bulk_rows_tell_the_same_as_the_acts(db):
    def all_told() -> list[dict[str, list[tuple[object, ...]]]]:
        return [_told(pathway) for pathway in Pathway.objects.order_by("beneficiary__sort_name")]

    stage = Stage(create_cast())
    with transaction.atomic():
        for story in closed_stories("7", 14):
            play(story, stage)
        played = all_told()
        transaction.set_rollback(True)
    bulk.write(closed_stories("7", 14), stage)
    written = all_told()
    assert len(written) == 14
    for by_acts, in_bulk in zip(played, written, strict=True):
        assert in_bulk == by_acts


def test_names_differ_until_every_pair_is_used():
    people = [invent_person(number, "1", referred_on=date(2020, 1, 1)) for number in range(3000)]
    names = {(person["first_name"], person["last_name"]) for person in people}
    assert len(names) == 3000 < len(FIRST_NAMES) * len(FAMILY_NAMES)
    assert len({person["email"] for person in people if person["email"]}) > 2500


def test_numbers_of_fiction_end_rather_than_become_real():
    assert phone_of_fiction(9_799).endswith("9999")
    assert phone_of_fiction(9_800) == ""
    assert siret_of_nobody(9_999) == ""
    assert len({siret_of_nobody(number) for number in range(9_999)}) == 9_999


def test_a_seed_names_the_same_things_and_real_ones_differ():
    with seeded("a"):
        first = [new_id(), new_id()]
    with seeded("a"):
        assert [new_id(), new_id()] == first
    assert first[0] != first[1] != new_id()
    assert {identifier.version for identifier in first} == {4}


def test_the_clock_is_given_back_after_a_story(db):
    with clock.held(date(2026, 11, 25)):
        play(next(closed_stories("7", 1)), Stage(create_cast()))
        assert clock.today() == date(2026, 11, 25)

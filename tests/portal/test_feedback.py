"""Three questions after each phase: asked once, apart from who answers, told above a threshold only."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.pathways.models import FeedbackGiven, PhaseFeedback
from rebond.pathways.models.feedback import QUESTIONS
from rebond.pathways.todo import todo_of
from rebond.reporting.confidentiality import SMALLEST_GROUP
from rebond.reporting.feedback import read_feedback
from tests.pathways.world import open_development

MARKS = {"was_useful": "4", "was_heard": "4", "was_clear": "3"}


@pytest.fixture
def ended(pathway, maiwenn):
    """The diagnostic is over."""
    open_development(pathway, maiwenn, starts_at=datetime(2019, 4, 29, 6, tzinfo=UTC))
    return pathway.phases.get(position=1)


def test_she_answers_once_and_is_not_asked_again(enter, delphine, ended):
    client = enter(delphine)
    assert "Donner mon avis" in client.get(reverse("show_space")).text
    address = reverse("give_feedback", args=[ended.pk])
    assert client.post(address, MARKS).status_code == 302
    assert "Donner mon avis" not in client.get(reverse("show_space")).text
    again = client.post(address, MARKS)
    assert again.status_code == 422
    assert "déjà répondu" in again.text
    assert PhaseFeedback.objects.count() == 1


def test_nothing_ties_the_answers_to_her(enter, delphine, ended, pathway, maiwenn):
    enter(delphine).post(reverse("give_feedback", args=[ended.pk]), MARKS)
    names = {field.name for field in PhaseFeedback._meta.get_fields()}
    assert names == {"id", "spec", "contractor", "quarter", *QUESTIONS}
    row = PhaseFeedback.objects.get()
    assert row.quarter == date(2019, 4, 1)
    assert row.pk.version == 4
    assert Entry.objects.get(verb="give_feedback").facts == {}
    assert not [task for day in todo_of(maiwenn).days for task in day.tasks if task.kind == "news"]


def test_each_question_wants_an_answer(enter, delphine, ended):
    answer = enter(delphine).post(reverse("give_feedback", args=[ended.pk]), {"was_useful": "4"})
    assert answer.status_code == 422
    assert not FeedbackGiven.objects.exists()


def test_a_phase_under_way_is_not_judged(enter, delphine, pathway):
    phase = pathway.current_phase()
    assert enter(delphine).post(reverse("give_feedback", args=[phase.pk]), MARKS).status_code == 422


def test_gaspard_answers_for_nobody_else(enter, gaspard, ended):
    assert enter(gaspard).post(reverse("give_feedback", args=[ended.pk]), MARKS).status_code == 404


def answered(phase, count: int) -> None:
    PhaseFeedback.objects.bulk_create(
        PhaseFeedback(
            spec=phase.spec,
            contractor=phase.pathway.contractor,
            quarter=date(2019, 4, 1),
            was_useful=4,
            was_heard=3,
            was_clear=1,
        )
        for _ in range(count)
    )


def test_under_the_threshold_not_even_the_number_is_shown(sign_in, helene, ended, programme):
    answered(ended, SMALLEST_GROUP - 1)
    assert read_feedback(programme, by=helene)[0].count is None
    page = sign_in(helene).get(reverse("show_feedback", args=[programme.slug])).text
    assert f"Moins de {SMALLEST_GROUP} réponses" in page
    assert f"{SMALLEST_GROUP - 1} réponses" not in page


def test_above_it_managers_read_counts(sign_in, helene, loic, ended, programme):
    answered(ended, SMALLEST_GROUP)
    for manager in (helene, loic):
        first = read_feedback(programme, by=manager)[0]
        assert (first.label, first.count) == ("Diagnostic", SMALLEST_GROUP)
        assert [answers.counts for answers in first.answers] == [
            [SMALLEST_GROUP, 0, 0, 0],
            [0, SMALLEST_GROUP, 0, 0],
            [0, 0, 0, SMALLEST_GROUP],
        ]
    assert (
        f"{SMALLEST_GROUP} réponses"
        in sign_in(loic).get(reverse("show_feedback", args=[programme.slug])).text
    )


@pytest.mark.parametrize(("who", "status"), [("maiwenn", 403), ("rozenn", 403), ("zoe", 404)])
def test_those_who_accompany_do_not_read_it(request, sign_in, programme, who, status):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(reverse("show_feedback", args=[programme.slug])).status_code == status


def test_another_body_reads_only_what_is_said_of_it(tanguy, ended, programme):
    answered(ended, SMALLEST_GROUP)
    assert all(phase.count is None for phase in read_feedback(programme, by=tanguy))

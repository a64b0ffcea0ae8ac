"""What was followed of the trainings, counted as in docs/algorithms/results.md; and the same as the files say."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from rebond.core import clock
from rebond.reporting.cohorts import Cohort
from rebond.reporting.confidentiality import withheld_codes, withheld_courses
from rebond.reporting.figures import compute
from rebond.reporting.words import bounds_in_words, value_in_words
from rebond.trainings.attendance import attended_minutes
from rebond.trainings.models import Course, Enrolment, HalfDay, Presence, Session
from rebond.trainings.states import EnrolmentState, PresenceState, SessionState
from tests.cohorts import told

PRESENT, LATE, EXCUSED, ABSENT = PresenceState.values
MORNING, AFTERNOON = (9, 210), (14, 180)
PAGE = "/resultats/ille-et-vilaine/"


@pytest.fixture
def hold(cast):
    """`hold({pathway: [PRESENT, EXCUSED]})`: a session of two half-days, what was noted of each person; None: nothing."""

    def held(noted, title="Se faire connaître", day=date(2019, 5, 14), half_days=(MORNING, AFTERNOON)):
        course, _ = Course.objects.get_or_create(
            programme=cast.programme, organiser=cast.organisations["bge"], title=title, kind="training"
        )
        spans = [_span(day, hour, minutes) for hour, minutes in half_days]
        session = Session.objects.create(
            course=course, capacity=12, place="BGE", starts_at=spans[0][0], ends_at=spans[-1][1]
        )
        rows = [HalfDay.objects.create(session=session, starts_at=a, ends_at=b) for a, b in spans]
        for pathway, states in noted.items():
            enrolment = Enrolment.objects.create(session=session, pathway=pathway, state="enrolled")
            for half_day, state in zip(rows, states, strict=True):
                if state:
                    Presence.objects.create(enrolment=enrolment, half_day=half_day, state=state)
        return session

    return held


def _span(day: date, hour: int, minutes: int) -> tuple[datetime, datetime]:
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)
    return starts_at, starts_at + timedelta(minutes=minutes)


@pytest.fixture
def five(make, hold):
    """The worked example: both half-days, one late, excused, nothing noted, never enrolled."""
    people = make(*[told("combined", "out")] * 5)
    capucine, eglantine, fougere, genet, _ = people
    hold(
        {
            capucine: [PRESENT, PRESENT],
            eglantine: [LATE, ABSENT],
            fougere: [EXCUSED, EXCUSED],
            genet: [None, None],
        }
    )
    return people


def counts(figure) -> tuple[int, int | None, int]:
    return figure.numerator, figure.denominator, figure.unknown


def test_the_worked_example(five, results):
    found = results()
    assert counts(found.figure("trained_people")) == (2, 5, 1)
    assert counts(found.figure("training_participations")) == (2, None, 0)
    assert counts(found.figure("training_attendance")) == (2, 3, 1)
    assert bounds_in_words(found.figure("training_attendance")) == "entre 50 et 67\u202f%"
    assert found.figure("training_hours").value == Decimal(10)
    assert value_in_words(found.figure("training_hours")) == "10 h"
    assert found.figure("training_participations").breakdown == {"Se faire connaître (BGE)": 2}


def test_the_hours_are_those_of_the_files_and_of_the_courses(five, hold, results):
    capucine, eglantine, *_ = five
    hold({capucine: [LATE], eglantine: [PRESENT]}, title="Vendre", day=date(2019, 6, 4), half_days=(MORNING,))
    hold({capucine: [PRESENT]}, title="Vendre", day=date(2019, 9, 4), half_days=(AFTERNOON,))
    found = results()
    on_files = sum(map(attended_minutes, Enrolment.objects.prefetch_related("presences__half_day")))
    assert found.figure("training_hours").exact * 60 == on_files == 600 + 2 * 210 + 180
    assert sum(course.minutes for course in found.courses) == on_files
    told_by_course = [(c.title, c.sessions, c.people, c.participations, c.minutes) for c in found.courses]
    assert told_by_course == [("Se faire connaître", 1, 2, 2, 600), ("Vendre", 2, 2, 3, 600)]
    assert counts(found.figure("trained_people")) == (2, 5, 1)


def test_neither_withdrawals_nor_cancelled_sessions_nor_what_is_to_come_count(make, hold, results):
    (pathway,) = make(told("combined", "out"))
    given_back = hold({pathway: [None, None]})
    given_back.enrolments.update(state=EnrolmentState.WITHDRAWN)
    cancelled = hold({pathway: [None, None]}, title="Vendre")
    Session.objects.filter(pk=cancelled.pk).update(state=SessionState.CANCELLED, cancel_reason="Neige")
    hold({pathway: [None, None]}, title="Gérer", day=date(2024, 9, 3))
    assert counts(results().figure("trained_people")) == (0, 1, 0)
    assert counts(results().figure("training_attendance")) == (0, 0, 0)
    assert results().figure("training_attendance").value is None
    assert results().courses == []


def test_somebody_who_comes_back_is_counted_once_and_only_with_the_paths_of_the_period(make, hold, results):
    first, second = make(
        told("inactive", person="Églantine"),
        told("combined", "out", person="Églantine", entered_on=date(2021, 1, 4), exited_on=date(2021, 6, 7)),
    )
    hold({first: [PRESENT, PRESENT]})
    hold({second: [PRESENT, PRESENT]}, day=date(2021, 3, 9))
    assert counts(results().figure("trained_people")) == (1, 1, 0)
    assert results().figure("training_participations").numerator == 2
    assert results(entered_from=date(2020, 1, 1)).figure("training_hours").value == Decimal("6.5")
    assert counts(results(entered_to=date(2020, 1, 1)).figure("trained_people")) == (1, 1, 0)


def test_every_line_of_the_page_opens_its_people(sign_in, helene, five, hold):
    capucine, eglantine, *_ = five
    hold({capucine: [PRESENT], eglantine: [ABSENT]}, title="Vendre", half_days=(MORNING,))
    client = sign_in(helene)
    html = client.get(PAGE).content.decode()
    assert "Formations suivies" in html
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+formation=[^"]+)"', html)]
    pages = [client.get(link) for link in links]
    assert [page.context["found"].total for page in pages] == [2, 1]
    assert "3 h 30" in pages[1].content.decode()
    assert "6 h 30" in pages[0].content.decode()
    # The same list within a period, and never of what is not a place in a training.
    within = client.get(f"{links[0]}&entered_from=2020-01-01")
    assert within.context["found"].total == 0
    course = links[0].partition("formation=")[2]
    assert (
        client.get(
            f"{reverse('show_result_people', args=['ille-et-vilaine', 'people', 'numerator'])}?formation={course}"
        ).status_code
        == 404
    )
    assert client.get(links[0].replace(course, "hier")).status_code == 404


def test_the_hours_of_a_few_people_are_kept_from_who_may_not_open_their_files(
    sign_in, karim, helene, five, results
):
    assert "training_hours" in withheld_codes(results())
    page = sign_in(karim).get(PAGE)
    assert [line.is_withheld for line in page.context["courses"]] == [True]
    assert "10 h" not in page.content.decode()
    assert "10 h" in sign_in(helene).get(PAGE).content.decode()


def test_what_is_withheld_of_a_course_cannot_be_subtracted_from_the_total(make, hold, results):
    people = make(*[told("combined", "out")] * 12)
    hold({people[0]: [PRESENT, PRESENT]}, title="Seule")
    hold({person: [PRESENT, PRESENT] for person in people[:6]}, title="Six")
    hold({person: [PRESENT, PRESENT] for person in people}, title="Douze")
    found = results()
    shown = {c.title for c in found.courses if c.course_pk not in withheld_courses(found)}
    assert "training_hours" not in withheld_codes(found)
    assert shown == {"Douze"}


def test_zoe_does_not_open_the_list_of_a_training(sign_in, zoe, five):
    course = Course.objects.get()
    address = reverse("show_result_people", args=["ille-et-vilaine", "training_participations", "numerator"])
    assert sign_in(zoe).get(f"{address}?formation={course.pk}").status_code == 404


def test_many_courses_ask_no_more_queries_than_one(django_assert_max_num_queries, make, hold, programme):
    people = make(*[told("combined", "out")] * 30)
    for number in range(10):
        hold(
            {pathway: [PRESENT, LATE] for pathway in people},
            title=f"Formation {number}",
            day=date(2019, 5, 2 + number),
        )
    with clock.held(date(2024, 6, 1)), django_assert_max_num_queries(12):
        assert compute(Cohort(programme)).figure("training_participations").numerator == 300

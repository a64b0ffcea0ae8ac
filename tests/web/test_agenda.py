"""« Agenda » on screen: whose, which days, which view; and from what is to plan to planned, in two clicks."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.urls import reverse

from rebond.agenda import actions as agenda
from rebond.core.clock import ZONE
from rebond.pathways import actions
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from rebond.people.models import Membership

pytestmark = pytest.mark.django_db
NINE = datetime(2019, 3, 18, 8, tzinfo=UTC)


@pytest.fixture
def rdv1(pathway, maiwenn, hold_clock) -> Step:
    hold_clock(date(2019, 3, 12))
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=NINE, duration_minutes=60, place=None, by=maiwenn)
    return step


@pytest.fixture
def agenda_of(rdv1, sign_in):
    """`agenda_of(maiwenn, qui="equipe")`: the text of that page on the week of the appointment."""

    def opened(by, **asked) -> str:
        answer = sign_in(by).get(reverse("show_agenda"), {"le": "2019-03-20", **asked})
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    return opened


def test_maiwenn_opens_her_week_and_her_list(agenda_of, maiwenn, rdv1):
    for view in ("", "semaine", "liste"):
        text = agenda_of(maiwenn, vue=view)
        assert "Delphine Lavande" in text
        assert reverse("show_step", args=[rdv1.pk]) in text
        assert "lundi 18 mars 2019" in text


def test_the_narrow_window_gets_the_list_unless_it_asks_for_the_week(agenda_of, maiwenn):
    assert 'class="only-narrow"' in agenda_of(maiwenn)
    assert "only-narrow" not in agenda_of(maiwenn, vue="semaine")
    assert "week-slots" not in agenda_of(maiwenn, vue="liste")


def test_a_colleague_reads_only_that_she_is_taken(agenda_of, karim, maiwenn):
    for asked in ({"qui": maiwenn.user_id}, {"qui": "equipe"}, {"qui": "equipe", "vue": "liste"}):
        text = agenda_of(karim, **asked)
        assert "Occupé" in text
        assert "Lavande" not in text
        assert "Rdv 1" not in text


def test_a_manager_opens_on_the_team(agenda_of, loic, helene):
    text = agenda_of(loic)
    assert "Agenda de mon équipe" in text
    assert "Delphine Lavande" in text
    assert '<option value="equipe" selected>' in text
    assert "Agenda de mon équipe" in agenda_of(helene)
    assert "Agenda de mon équipe" in agenda_of(loic, qui="nobody")


def test_zoe_reads_nobody_s_agenda_but_hers(agenda_of, zoe_adviser, maiwenn):
    text = agenda_of(zoe_adviser, qui=maiwenn.user_id)
    assert "Tilleul" not in text
    assert "Occupé" not in text
    assert "Lavande" not in text


def test_the_days_before_and_after_stand_in_the_address(agenda_of, maiwenn):
    text = agenda_of(maiwenn, qui="moi", vue="semaine")
    assert "/agenda/?qui=moi&vue=semaine&le=2019-03-11" in text
    assert "/agenda/?qui=moi&vue=semaine&le=2019-03-25" in text
    assert "/agenda/?qui=moi&vue=liste&le=2019-04-15" in agenda_of(maiwenn, qui="moi", vue="liste")


@pytest.mark.parametrize(
    "asked", [{"le": "hier"}, {"le": "9999-12-31"}, {"qui": "1 OR 1"}, {"vue": "mois"}, {"le": ""}]
)
def test_nonsense_asks_for_the_usual(agenda_of, maiwenn, asked):
    assert "Agenda" in agenda_of(maiwenn, **asked)


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_the_ends_of_the_calendar_are_opened(agenda_of, maiwenn, day):
    assert "Rien dans ces jours" in agenda_of(maiwenn, le=day)


def test_a_clash_and_an_absence_are_told(agenda_of, pathway, maiwenn):
    other = actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
    actions.plan_step(step=other, starts_at=NINE, duration_minutes=30, place=None, by=maiwenn)
    seat = Membership.objects.get(user=maiwenn.user)
    days = {"first_day": date(2019, 3, 18), "last_day": date(2019, 3, 19)}
    agenda.add_absence(membership=seat, kind="leave", by=maiwenn, **days)
    text = agenda_of(maiwenn)
    assert "ont un autre rendez-vous" in text
    assert "a noté une absence" in text
    assert "Congé" not in text


@pytest.mark.parametrize("asked", [{"qui": "moi"}, {"qui": "equipe"}, {"qui": "moi", "vue": "liste"}])
def test_the_number_of_queries_is_constant(
    rdv1, pathway, maiwenn, sign_in, django_assert_max_num_queries, asked
):
    client = sign_in(maiwenn)

    def count() -> int:
        with django_assert_max_num_queries(22) as done:
            client.get(reverse("show_agenda"), {"le": "2019-03-20", **asked})
        return len(done)

    before = count()
    for hour in range(9, 15):
        step = actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
        at = NINE.replace(hour=hour)
        actions.plan_step(step=step, starts_at=at, duration_minutes=30, place=None, by=maiwenn)
    assert count() == before


def test_from_what_is_to_plan_to_planned_in_two_clicks(pathway, maiwenn, sign_in, hold_clock):
    hold_clock(date(2019, 3, 18))
    client = sign_in(maiwenn)
    step = pathway.steps.get(spec__code="rdv1")
    page = unescape(client.get(reverse("show_agenda")).content.decode())
    (address,) = re.findall(rf'href="({reverse("plan_step", args=[step.pk])}[^"]*)"', page)
    assert address.endswith("?le=2019-03-21T09:00")
    form = client.get(address).context["form"]  # the first click
    at = form["starts_at"].value().astimezone(ZONE)
    typed = {name: form[name].value() for name in form.fields if name != "starts_at" and form[name].value()}
    typed |= {"starts_at_date": f"{at:%Y-%m-%d}", "starts_at_time": f"{at:%H:%M}"}
    answer = client.post(address, typed)  # the second
    assert answer.status_code == 302, answer.context["form"].errors
    step.refresh_from_db()
    assert (step.state, step.starts_at) == (StepState.PLANNED, datetime(2019, 3, 21, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    "asked", ["hier", "0001-01-01T09:00", "9999-12-31T23:00", "2019-03-21T99:00", "2019-03-21"]
)
def test_a_moment_that_is_not_understood_opens_the_form_all_the_same(
    pathway, maiwenn, sign_in, hold_clock, asked
):
    hold_clock(date(2019, 3, 18))
    step = pathway.steps.get(spec__code="rdv1")
    assert sign_in(maiwenn).get(reverse("plan_step", args=[step.pk]), {"le": asked}).status_code == 200


def test_the_menu_leads_there_but_for_the_administrator(sign_in, maiwenn, alban):
    assert 'href="/agenda/"' in sign_in(maiwenn).get("/").content.decode()
    assert 'href="/agenda/"' not in sign_in(alban).get("/").content.decode()

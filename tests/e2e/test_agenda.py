"""The agenda in a browser: read by keyboard and on a telephone, planned from in two clicks, subscribed to."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from playwright.sync_api import Page, expect

from rebond.agenda import actions as agenda
from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from rebond.people.models import Membership

TODAY = date(2019, 3, 18)
NINE = datetime(2019, 3, 18, 8, tzinfo=UTC)
Look = Callable[[str], None]


@pytest.fixture
def look(page: Page, axe, snapshot) -> Look:
    """`look("name")`: no accessibility fault on the page as it stands, and its picture is kept."""

    def looked(name: str) -> None:
        page.wait_for_load_state()
        axe(page)
        snapshot(page, f"agenda-{name}")

    return looked


@pytest.fixture
def busy_week(pathway, maiwenn, it_is, enter_as) -> Step:
    """Delphine on Monday twice at once, Maïwenn away on Friday, working hours on record; Rdv 1 still to plan."""
    with clock.held(date(2019, 3, 12)):
        for at in (NINE, NINE.replace(minute=30)):
            step = actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
            place = step.phase.spec.places.get(code="bge")
            actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=place, by=maiwenn)
        seat = Membership.objects.get(user=maiwenn.user)
        friday = date(2019, 3, 22)
        agenda.add_absence(membership=seat, kind="leave", first_day=friday, last_day=friday, by=maiwenn)
        agenda.add_hours(
            membership=seat, kind="working", weekdays=range(5), opens_at=time(8, 30), closes_at=time(17),
            valid_from=date(2019, 3, 12), by=maiwenn,
        )  # fmt: skip
    it_is(TODAY)
    enter_as(maiwenn.user)
    return pathway.steps.get(spec__code="rdv1")


def test_a_week_is_read_and_walked_by_keyboard(page, visit, look, busy_week):
    visit("/agenda/")
    expect(page.get_by_role("heading", name="Agenda", exact=True)).to_be_visible()
    monday = page.get_by_role("region", name="lundi 18")
    expect(monday.get_by_role("link", name="Delphine Lavande").first).to_be_visible()
    expect(page.get_by_role("region", name="vendredi 22").get_by_text("Absence")).to_be_visible()
    look("semaine")
    page.get_by_role("link", name="Après").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du lundi 25 mars 2019 au dimanche 31 mars 2019")).to_be_visible()
    page.get_by_role("link", name="Aujourd'hui").press("Enter")
    monday.get_by_role("link", name="Delphine Lavande").first.press("Enter")
    expect(page).to_have_title("Tutorat – Rebond")


def test_two_clicks_plan_what_was_expected(page, visit, look, busy_week):
    visit("/agenda/")
    page.get_by_role("link", name="Planifier : Rdv 1, Delphine Lavande").click()
    expect(page.get_by_label("Date", exact=True)).to_have_value("2019-03-21")
    page.get_by_role("button", name="Planifier le rendez-vous").click()
    expect(page.get_by_text("Rdv 1 planifié")).to_be_visible()
    busy_week.refresh_from_db()
    assert busy_week.state == StepState.PLANNED
    visit("/agenda/")
    expect(page.get_by_role("region", name="jeudi 21").get_by_text("Rdv 1")).to_be_visible()


def test_on_a_telephone_the_list_comes_first(page, visit, look, busy_week):
    page.set_viewport_size({"width": 390, "height": 844})
    visit("/agenda/")
    monday = page.get_by_role("region", name="Lundi 18 mars 2019")
    expect(monday.get_by_text("ont un autre rendez-vous").first).to_be_visible()
    expect(page.locator(".week")).to_be_hidden()
    page.get_by_role("link", name="Semaine", exact=True).click()
    expect(page.locator(".week")).to_be_visible()
    look("semaine-seule")
    page.get_by_role("link", name="Liste", exact=True).click()
    look("liste")


def test_a_manager_reads_the_team(page, visit, look, busy_week, enter_as, nadia):
    enter_as(nadia.user)
    visit("/agenda/")
    row = page.get_by_role("row", name="Maïwenn Tilleul")
    expect(row.get_by_text("Delphine Lavande").first).to_be_visible()
    look("equipe")
    row.get_by_role("link", name="Maïwenn Tilleul").click()
    expect(page.get_by_role("heading", name="Agenda de Maïwenn Tilleul")).to_be_visible()


def test_the_secret_address_is_shown_once(page, visit, look, busy_week):
    visit("/agenda/abonnement/")
    look("abonnement-vide")
    page.get_by_role("button", name="Créer mon adresse").click()
    field = page.get_by_label("Adresse à donner à votre calendrier")
    address = field.input_value()
    assert "/agenda/flux/" in address
    look("abonnement-cree")
    visit("/agenda/abonnement/")
    expect(field).to_be_hidden()
    page.get_by_role("button", name="Révoquer l'adresse").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Adresse révoquée")).to_be_visible()
    assert (
        page.request.get(
            page.url.partition("/agenda")[0] + "/agenda" + address.partition("/agenda")[2]
        ).status
        == 404
    )

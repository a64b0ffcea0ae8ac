"""The plan agreed at each tripartite review, compared with the one before and with today; and what it leaves out."""

from datetime import UTC, date, datetime

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import AgreedPlan
from rebond.pathways.plan import progress_of, read_plan
from rebond.pathways.plan_papers import content_of, plan_pdf
from rebond.pathways.plan_versions import Line, compare, read_versions
from rebond.people.actor import PersonActor
from tests.pathways.world import open_development


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


def hold_first_review(pathway, by):
    open_development(pathway, by, starts_at=datetime(2019, 4, 29, 6, tzinfo=UTC))
    pathway.refresh_from_db()


@pytest.fixture
def obstacles(pathway):
    return {item.code: item for item in pathway.referral.obstacles.all()}


@pytest.fixture
def offer(pathway, maiwenn, obstacles):
    aim = actions.add_aim(
        pathway=pathway, label="Développer l'offre", obstacles=[obstacles["commercial"]], by=maiwenn
    )
    actions.add_action(
        aim=aim, label="Créer des cours", owner="beneficiary", due_on=date(2019, 6, 14), by=maiwenn
    )
    return aim


def test_a_review_keeps_the_plan_as_it_was_agreed(pathway, maiwenn, offer):
    with clock.held(date(2019, 4, 29)):
        hold_first_review(pathway, maiwenn)
    (version,) = read_versions(pathway).versions
    assert str(version.plan) == "Version 1 du 29/04/2019"
    assert [line.label for line in version.lines] == ["Créer des cours"]
    assert read_versions(pathway).today.is_empty


def test_what_became_of_it_is_told_action_by_action(pathway, maiwenn, offer, hold_clock):
    with clock.held(date(2019, 4, 29)):
        hold_first_review(pathway, maiwenn)
    hold_clock(date(2019, 5, 13))
    action = offer.actions.get()
    actions.edit_action(
        action=action, label="Créer des cours", owner="lead_worker", due_on=date(2019, 7, 12), by=maiwenn
    )
    actions.start_action(action=action, by=maiwenn)
    actions.add_action(aim=offer, label="Revoir les prix", owner="beneficiary", by=maiwenn)
    actions.propose_action(pathway=pathway, label="Un stand", by=PersonActor(pathway.beneficiary))
    today = read_versions(pathway).today
    assert [line.label for line in today.added] == ["Revoir les prix"]
    (change,) = today.changed
    assert change.words == (
        "Référent RSA au lieu de Bénéficiaire",
        "pour le 12/07/2019 au lieu de pour le 14/06/2019",
        "« En cours » au lieu de « À faire »",
    )
    assert today.removed == []


def test_an_empty_plan_makes_no_version(pathway, maiwenn):
    with clock.held(date(2019, 4, 29)):
        hold_first_review(pathway, maiwenn)
    assert not AgreedPlan.objects.exists()
    assert read_versions(pathway).today is None


def test_the_same_action_reworded_is_the_same_action():
    def line(label: str) -> Line:
        return Line("a", "Offre", label, "beneficiary", None, "to_do")

    found = compare([line("Cours")], [line("Cours du soir")])
    assert (found.added, found.removed) == ([], [])
    assert found.changed[0].words == ("s'appelait « Cours »",)
    assert compare([line("Cours")], []).removed == [line("Cours")]
    assert compare([line("Cours")], [line("Cours")]).is_empty


# --- Complete only when every weak point has an action: said, not blocked ---------------


def labels(plan):
    return {str(item) for item in plan.uncovered}


def test_each_obstacle_of_the_referral_wants_an_action(pathway, maiwenn, offer, obstacles):
    plan = read_plan(pathway)
    assert labels(plan) == {"Comptabilité et administratif en retard", "Stress, isolement"}
    assert not plan.is_complete
    aim = actions.add_aim(pathway=pathway, label="Se libérer du temps", by=maiwenn)
    actions.edit_aim(
        aim=aim, label=aim.label, obstacles=[obstacles["accounts"], obstacles["stress"]], by=maiwenn
    )
    assert labels(read_plan(pathway)) == {"Comptabilité et administratif en retard", "Stress, isolement"}
    action = actions.add_action(aim=aim, label="Trier chaque lundi", owner="beneficiary", by=maiwenn)
    assert read_plan(pathway).is_complete
    actions.drop_action(action=action, by=maiwenn)
    assert not read_plan(pathway).is_complete


def test_two_aims_do_not_take_the_same_name(pathway, maiwenn, offer):
    from django.core.exceptions import ValidationError

    other = actions.add_aim(pathway=pathway, label="Revoir les prix", by=maiwenn)
    with pytest.raises(ValidationError):
        actions.edit_aim(aim=other, label=offer.label, obstacles=[], by=maiwenn)


def test_what_is_due_on_a_day_off_is_due_on_the_next_working_day(pathway, maiwenn, offer):
    for typed, kept in ((date(2019, 6, 16), date(2019, 6, 17)), (date(2019, 6, 10), date(2019, 6, 11))):
        action = actions.add_action(
            aim=offer, label=f"Le {typed}", owner="beneficiary", due_on=typed, by=maiwenn
        )
        assert action.due_on == kept


def test_progress_is_the_same_wherever_it_is_told(pathway, maiwenn, offer):
    actions.add_action(aim=offer, label="Revoir les prix", owner="beneficiary", by=maiwenn)
    actions.finish_action(action=offer.actions.first(), by=maiwenn)
    assert progress_of(pathway) == read_plan(pathway).progress
    assert progress_of(pathway).words == "1 action faite sur 2"


# --- On paper ---------------------------------------------------------------------------


def test_the_plan_on_paper_is_a_readable_pdf(pathway, maiwenn, offer):
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(plan_pdf(pathway)))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert reader.metadata.title == "Plan d'action"
    for words in ("Delphine Lavande", "Créer des cours", "14/06/2019", "Stress, isolement"):
        assert words in text
    assert content_of(pathway)["uncovered"]

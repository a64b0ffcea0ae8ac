"""The action plan on screen: three parties write it, one click moves it, nobody's edit is lost."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Action, Aim
from rebond.pathways.states import ActionState
from tests.pathways.test_delphine import OFF_RSA

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _may_2019(hold_clock):
    hold_clock(date(2019, 5, 13))


@pytest.fixture
def aim(pathway, maiwenn) -> Aim:
    suggestion = pathway.version.list_items.get(kind="aim", code="offer")
    return actions.add_aim(pathway=pathway, label=suggestion.label, suggestion=suggestion, by=maiwenn)


@pytest.fixture
def action(aim, maiwenn) -> Action:
    return actions.add_action(
        aim=aim, label="Créer des cours", owner="beneficiary", due_on=date(2019, 6, 30), by=maiwenn
    )


def plan_page(client, pathway):
    return client.get(reverse("show_pathway", args=[pathway.pk]), {"section": "plan"}).content.decode()


@pytest.mark.parametrize("party", ["maiwenn", "rozenn", "loic"])
def test_each_party_adds_an_aim_from_the_programme(request, sign_in, pathway, party):
    client = sign_in(request.getfixturevalue(party))
    suggestion = pathway.version.list_items.get(kind="aim", code="market")
    answer = client.post(reverse("add_aim", args=[pathway.pk]), {"suggestion": suggestion.pk})
    assert answer.headers["Location"] == f"{reverse('show_pathway', args=[pathway.pk])}?section=plan"
    assert pathway.aims.get().suggestion == suggestion
    assert "Aborder autrement le marché" in plan_page(client, pathway)


def test_the_consultant_of_the_path_adds_an_aim_too(sign_in, ines, pathway):
    pathway.careers_consultant, pathway.careers_organisation = ines.user, ines.organisation
    pathway.save()
    sign_in(ines).post(reverse("add_aim", args=[pathway.pk]), {"label": "Trouver un temps partiel"})
    assert pathway.aims.get().label == "Trouver un temps partiel"


def test_an_aim_is_not_suggested_nor_added_twice(sign_in, maiwenn, pathway, aim):
    client = sign_in(maiwenn)
    assert aim.label not in client.get(reverse("add_aim", args=[pathway.pk])).content.decode()
    client.post(reverse("add_aim", args=[pathway.pk]), {"label": aim.label})
    assert pathway.aims.count() == 1


def test_an_aim_needs_words_and_refuses_a_social_security_number(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    empty = client.post(reverse("add_aim", args=[pathway.pk]), {"label": ""})
    assert empty.status_code == 422
    assert "Choisissez une suggestion ou écrivez la vôtre." in empty.content.decode()
    number = "Dossier 1 84 05 35 238 001 42"
    refused = client.post(reverse("add_aim", args=[pathway.pk]), {"label": number})
    assert refused.status_code == 422
    assert number in refused.content.decode()
    assert not pathway.aims.exists()


def test_an_action_says_who_and_by_when(sign_in, rozenn, pathway, aim):
    client = sign_in(rozenn)
    form = client.get(reverse("add_action", args=[aim.pk])).content.decode()
    assert "Créer une nouvelle offre" in form  # suggested under « Développer l'offre »
    assert "Tenir des tableaux de bord" not in form
    assert "Delphine Lavande" in form
    values = {"label": "Louer une salle", "owner": "lead_worker", "due_on": "2019-05-01"}
    client.post(reverse("add_action", args=[aim.pk]), values)
    action = Action.objects.get()
    assert (action.label, action.owner, action.due_on) == ("Louer une salle", "lead_worker", date(2019, 5, 2))
    page = plan_page(client, pathway)
    assert "Rozenn Genêt" in page
    assert "en retard : attendu le 02/05/2019" in page  # the first of May is nobody's working day


def test_an_action_sent_twice_is_added_once(sign_in, maiwenn, aim):
    client = sign_in(maiwenn)
    for _ in range(2):
        client.post(
            reverse("add_action", args=[aim.pk]), {"label": "Louer une salle", "owner": "lead_worker"}
        )
    assert aim.actions.count() == 1


def test_one_click_starts_and_another_reopens(sign_in, maiwenn, pathway, action):
    client = sign_in(maiwenn)
    fragment = client.post(reverse("start_action", args=[action.pk]), headers=HTMX)
    assert fragment.headers["HX-Retarget"] == "#plan"
    assert "<html" not in fragment.content.decode()
    action.refresh_from_db()
    assert action.state == ActionState.IN_PROGRESS
    client.post(reverse("drop_action", args=[action.pk]), {"result": "Trop cher."})
    client.post(reverse("reopen_action", args=[action.pk]))
    action.refresh_from_db()
    assert (action.state, action.result) == (ActionState.TO_DO, "Trop cher.")


def test_an_action_done_says_what_came_of_it(sign_in, rozenn, pathway, action):
    client = sign_in(rozenn)
    answer = client.post(
        reverse("finish_action", args=[action.pk]), {"result": "Quatre élèves.", "done_on": "2019-05-10"}
    )
    assert answer.headers["Location"].endswith(f"?section=plan#action-{action.pk}")
    action.refresh_from_db()
    assert (action.state, action.done_on) == (ActionState.DONE, date(2019, 5, 10))
    page = plan_page(client, pathway)
    assert "Quatre élèves." in page
    assert "1 action faite sur 1" in page


def test_an_action_is_not_done_tomorrow(sign_in, maiwenn, action):
    answer = sign_in(maiwenn).post(
        reverse("finish_action", args=[action.pk]), {"result": "Bientôt.", "done_on": "2019-05-14"}
    )
    assert answer.status_code == 422
    assert "Bientôt." in answer.content.decode()


def test_finishing_twice_says_why_not(sign_in, maiwenn, action):
    client = sign_in(maiwenn)
    values = {"result": "", "done_on": "2019-05-10"}
    client.post(reverse("finish_action", args=[action.pk]), values)
    again = client.post(reverse("finish_action", args=[action.pk]), values)
    assert again.status_code == 422
    assert "est à l&#x27;état « Fait »" in again.content.decode()


def test_a_click_that_comes_too_late_shows_the_plan_and_why(sign_in, maiwenn, action):
    client = sign_in(maiwenn)
    actions.drop_action(action=action, by=maiwenn)
    late = client.post(reverse("start_action", args=[action.pk]), headers=HTMX)
    assert late.status_code == 409
    assert "est à l&#x27;état « Abandonné »" in late.content.decode()
    assert 'id="plan"' in late.content.decode()
    assert client.post(reverse("start_action", args=[action.pk])).status_code == 409


def test_the_second_of_two_editors_is_told_and_chooses(sign_in, maiwenn, rozenn, action):
    seen = action.revision
    mine = {
        "label": "Créer des cours du soir",
        "owner": "beneficiary",
        "due_on": "2019-07-15",
        "revision": seen,
    }
    hers = {"label": "Créer des stages", "owner": "beneficiary", "due_on": "2019-06-30", "revision": seen}
    assert sign_in(rozenn).post(reverse("edit_action", args=[action.pk]), hers).status_code == 302
    client = sign_in(maiwenn)
    told = client.post(reverse("edit_action", args=[action.pk]), mine)
    page = told.content.decode()
    assert told.status_code == 422
    assert "Rozenn Genêt a enregistré cette fiche pendant votre saisie" in page
    assert "Créer des stages" in page
    assert "Créer des cours du soir" in page
    action.refresh_from_db()
    assert action.label == "Créer des stages"
    chosen = {**mine, "revision": told.context["form"]["revision"].value()}
    assert client.post(reverse("edit_action", args=[action.pk]), chosen).status_code == 302
    action.refresh_from_db()
    assert (action.label, action.due_on) == ("Créer des cours du soir", date(2019, 7, 15))


def test_a_closed_path_keeps_its_plan_as_it_is(sign_in, maiwenn, pathway, aim, action):
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    client = sign_in(maiwenn)
    page = plan_page(client, pathway)
    assert "Créer des cours" in page
    assert reverse("start_action", args=[action.pk]) not in page
    assert client.post(reverse("start_action", args=[action.pk])).status_code == 409
    late = client.post(reverse("add_aim", args=[pathway.pk]), {"label": "Un de plus"})
    assert late.status_code == 422
    assert "le plan d&#x27;action ne change plus" in late.content.decode()


def test_zoe_from_another_association_finds_nothing_of_the_plan(sign_in, zoe, pathway, aim, action):
    client = sign_in(zoe)
    assert client.get(reverse("add_aim", args=[pathway.pk])).status_code == 404
    assert client.get(reverse("add_action", args=[aim.pk])).status_code == 404
    for name in ("edit_action", "finish_action", "drop_action"):
        assert client.get(reverse(name, args=[action.pk])).status_code == 404
    for name in ("start_action", "reopen_action"):
        assert client.post(reverse(name, args=[action.pk])).status_code == 404


def test_the_head_of_service_reads_the_plan_but_does_not_write_it(sign_in, helene, pathway, action):
    client = sign_in(helene)
    page = plan_page(client, pathway)
    assert "Créer des cours" in page
    assert "Commencer" not in page
    assert client.post(reverse("start_action", args=[action.pk])).status_code == 403


def test_before_the_holidays_is_a_date_of_the_zone(sign_in, maiwenn, pathway, aim):
    client = sign_in(maiwenn)
    form = client.get(reverse("add_action", args=[aim.pk])).content.decode()
    assert "Avant les vacances d&#x27;été (05/07/2019)" in form
    assert "Avant les vacances de la Toussaint (18/10/2019)" in form
    values = {"label": "Remplir les stages", "owner": "beneficiary", "before_holidays": "2019-10-18"}
    client.post(reverse("add_action", args=[aim.pk]), values)
    assert Action.objects.get().due_on == date(2019, 10, 18)


def test_a_date_and_holidays_at_once_is_one_too_many(sign_in, maiwenn, aim):
    values = {
        "label": "Stages",
        "owner": "beneficiary",
        "due_on": "2019-06-03",
        "before_holidays": "2019-10-18",
    }
    answer = sign_in(maiwenn).post(reverse("add_action", args=[aim.pk]), values)
    assert answer.status_code == 422
    assert "pas les deux" in answer.content.decode()


def test_an_aim_says_which_blocking_points_it_answers(sign_in, maiwenn, pathway, aim):
    client = sign_in(maiwenn)
    commercial = pathway.referral.obstacles.get(code="commercial")
    assert "Sans action pour le moment" in plan_page(client, pathway)
    values = {"label": aim.label, "obstacles": [commercial.pk]}
    assert client.post(reverse("edit_aim", args=[aim.pk]), values).status_code == 302
    assert "Répond à : Développement commercial" in plan_page(client, pathway)


def test_versions_and_paper_for_who_sees_the_path_only(sign_in, maiwenn, zoe, pathway, action):
    for name in ("show_plan_versions", "show_plan_pdf"):
        assert sign_in(maiwenn).get(reverse(name, args=[pathway.pk])).status_code == 200
        assert sign_in(zoe).get(reverse(name, args=[pathway.pk])).status_code == 404
    assert (
        "Aucune version convenue"
        in sign_in(maiwenn).get(reverse("show_plan_versions", args=[pathway.pk])).content.decode()
    )


def test_no_promise_of_holidays_where_no_calendar_is_known(sign_in, maiwenn, pathway, aim):
    pathway.programme.school_zone = ""
    pathway.programme.save()
    assert (
        "before_holidays" not in sign_in(maiwenn).get(reverse("add_action", args=[aim.pk])).content.decode()
    )

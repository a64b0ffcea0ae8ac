"""The plan is theirs too: the person proposes, writes, ticks; the parties answer, and see it at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.pathways import actions, policy
from rebond.pathways.models import Action, Aim
from rebond.pathways.states import ActionState
from rebond.pathways.todo import todo_of
from rebond.pathways.todo.person import NEWS, QUIET
from rebond.people.actor import PersonActor
from rebond.people.models import Membership, Role


@pytest.fixture
def aim(pathway, maiwenn) -> Aim:
    return actions.add_aim(pathway=pathway, label="Aborder autrement le marché", by=maiwenn)


@pytest.fixture
def action(aim, maiwenn) -> Action:
    return actions.add_action(
        aim=aim,
        label="Contacter deux maisons de retraite",
        owner="beneficiary",
        due_on=date(2019, 5, 31),
        by=maiwenn,
    )


@pytest.fixture
def hers_to_ask(aim, maiwenn) -> Action:
    """Something that Maïwenn does for her."""
    return actions.add_action(aim=aim, label="Relire le devis", owner="business_adviser", by=maiwenn)


def plain(text: str) -> str:
    return text.replace("&#x27;", "'")


def tasks(actor, kind: str):
    return [task for day in todo_of(actor).days for task in day.tasks if task.kind == kind]


def test_delphine_ticks_an_action_with_its_result(enter, delphine, pathway, action):
    client = enter(delphine)
    assert "Contacter deux maisons de retraite" in client.get(reverse("show_space")).text
    assert "C'est fait" in plain(client.get(reverse("show_own_action", args=[action.pk])).text)
    values = {"result": "Une maison veut un devis.", "evidence": "Devis n° 12"}
    answer = client.post(reverse("finish_own_action", args=[action.pk]), values, follow=True)
    assert "Bravo" in answer.text
    assert "1 action faite sur 1" in answer.text
    action.refresh_from_db()
    assert (action.state, action.result, action.evidence) == (ActionState.DONE, *values.values())
    assert action.done_on == clock.today()
    assert Entry.objects.get(verb="finish_action").role == "beneficiary"


def test_ticking_twice_says_why_not(enter, delphine, action):
    client = enter(delphine)
    for _ in range(2):
        again = client.post(reverse("finish_own_action", args=[action.pk]), {"result": "Oui."})
    assert again.status_code == 422
    assert "est à l'état « Fait »" in plain(again.text)


def test_she_starts_then_takes_a_tick_back(enter, delphine, action):
    client = enter(delphine)
    client.post(reverse("start_own_action", args=[action.pk]))
    action.refresh_from_db()
    assert action.state == ActionState.IN_PROGRESS
    client.post(reverse("finish_own_action", args=[action.pk]), {})
    client.post(reverse("reopen_own_action", args=[action.pk]))
    action.refresh_from_db()
    assert action.state == ActionState.TO_DO


def test_a_click_that_comes_too_late_says_why_in_her_own_look(enter, delphine, action, maiwenn):
    actions.finish_action(action=action, by=maiwenn)
    late = enter(delphine).post(reverse("start_own_action", args=[action.pk]))
    assert late.status_code == 409
    assert "Revenir à mon espace" in late.text


def test_she_proposes_and_maiwenn_answers(enter, sign_in, delphine, pathway, aim, maiwenn):
    client = enter(delphine)
    for _ in range(2):
        client.post(reverse("propose_action"), {"label": "Tenir un stand au marché", "aim": aim.pk})
    action = Action.objects.get()
    assert (action.state, action.owner, action.aim) == (ActionState.PROPOSED, "beneficiary", aim)
    assert "En attente d'une réponse" in plain(client.get(reverse("show_own_plan")).text)
    (task,) = tasks(maiwenn, "accept_action")
    assert "Tenir un stand au marché" in task.note
    staff = sign_in(maiwenn)
    answer = staff.post(
        reverse("accept_action", args=[action.pk]), {"owner": "beneficiary", "due_on": "2019-06-14"}
    )
    assert answer.status_code == 302
    action.refresh_from_db()
    assert (action.state, action.due_on) == (ActionState.TO_DO, date(2019, 6, 14))
    assert tasks(maiwenn, "accept_action") == []
    replay = staff.post(reverse("accept_action", args=[action.pk]), {"owner": "beneficiary"})
    assert replay.status_code == 422


def test_a_proposal_counts_only_once_accepted(enter, delphine, pathway, action):
    client = enter(delphine)
    client.post(reverse("propose_action"), {"label": "Tenir un stand au marché"})
    assert "0 action faite sur 1" in client.get(reverse("show_own_plan")).text
    assert pathway.aims.filter(label="Autres actions").exists()


def test_a_proposal_needs_words_and_keeps_them(enter, delphine, pathway):
    client = enter(delphine)
    assert client.post(reverse("propose_action"), {"label": ""}).status_code == 422
    number = "Dossier 1 84 05 35 238 001 42"
    refused = client.post(reverse("propose_action"), {"label": number})
    assert refused.status_code == 422
    assert number in refused.text
    assert not Action.objects.exists()


def test_an_aim_of_somebody_else_is_not_a_choice(enter, gaspard, aim):
    answer = enter(gaspard).post(reverse("propose_action"), {"label": "Un stand", "aim": aim.pk})
    assert not Action.objects.filter(aim=aim).exists()
    assert answer.status_code in (302, 422)


def test_they_write_to_each_other_on_an_action(enter, sign_in, delphine, pathway, action, maiwenn):
    client = enter(delphine)
    for _ in range(2):
        client.post(reverse("comment_own_action", args=[action.pk]), {"text": "Laquelle appeler d'abord ?"})
    sign_in(maiwenn).post(reverse("comment_action", args=[action.pk]), {"text": "Les Ajoncs."})
    page = plain(client.get(reverse("show_own_action", args=[action.pk])).text)
    assert page.count("Laquelle appeler d'abord ?") == 1
    assert "Les Ajoncs." in page
    plan = plain(sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]), {"section": "plan"}).text)
    assert "Laquelle appeler d'abord ?" in plan


def test_she_reads_what_others_do_for_her_and_does_not_tick_it(enter, delphine, hers_to_ask):
    client = enter(delphine)
    assert "Maïwenn Tilleul s'en charge." in plain(client.get(reverse("show_own_plan")).text)
    assert client.post(reverse("finish_own_action", args=[hers_to_ask.pk]), {}).status_code == 403
    assert client.post(reverse("start_own_action", args=[hers_to_ask.pk])).status_code == 403
    hers_to_ask.refresh_from_db()
    assert hers_to_ask.state == ActionState.TO_DO


def test_gaspard_finds_nothing_of_her_actions(enter, gaspard, action):
    client = enter(gaspard)
    for name in ("show_own_action", "finish_own_action", "comment_own_action"):
        assert client.get(reverse(name, args=[action.pk])).status_code == 404
    for name in ("start_own_action", "reopen_own_action", "finish_own_action", "comment_own_action"):
        assert client.post(reverse(name, args=[action.pk]), {"text": "Bonjour"}).status_code == 404


def test_a_closed_path_keeps_its_plan_as_it_is(enter, delphine, pathway, action, maiwenn):
    from tests.pathways.test_delphine import OFF_RSA

    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    client = enter(delphine)
    assert client.post(reverse("propose_action"), {"label": "Encore"}).status_code == 422
    assert client.post(reverse("finish_own_action", args=[action.pk]), {}).status_code == 422
    assert "Proposer une action" not in client.get(reverse("show_space")).text


# --- What she does is seen at once ----------------------------------------------------


def test_what_she_did_is_news_until_the_file_is_opened(
    sign_in, maiwenn, pathway, action, delphine, hold_clock
):
    staff = sign_in(maiwenn)
    staff.get(reverse("show_pathway", args=[pathway.pk]))
    hold_clock(clock.now() + timedelta(minutes=2))
    hers = PersonActor(delphine)
    actions.comment_action(action=action, text="J'ai appelé.", by=hers)
    actions.finish_action(action=action, by=hers)
    (task,) = tasks(maiwenn, "news")
    assert task.note == "Delphine a écrit sur une action et a terminé une action (aujourd'hui)."
    hold_clock(clock.now() + timedelta(minutes=1))
    staff.get(reverse("show_pathway", args=[pathway.pk]))
    assert tasks(maiwenn, "news") == []


def test_news_are_for_who_accompanies_her(maiwenn, karim, zoe_adviser, action, delphine):
    actions.finish_action(action=action, by=PersonActor(delphine))
    assert len(tasks(maiwenn, "news")) == 1
    assert tasks(karim, "news") == []
    assert tasks(zoe_adviser, "news") == []


def test_who_sits_at_an_appointment_reads_what_she_says_of_it_and_nothing_else(
    cast, maiwenn, rozenn, ines, pathway, action, delphine, hold_clock
):
    review = pathway.steps.get(kind="tripartite_review")
    at = clock.now() + timedelta(days=7)
    membership = Membership.objects.get(user=cast.users["ines"], role=Role.CAREERS_CONSULTANT)
    joint = actions.add_step(pathway=pathway, kind="joint_appointment", label="Rdv à trois", by=maiwenn)
    planned = {"duration_minutes": 60, "place": None, "by": maiwenn}
    actions.plan_step(step=review, starts_at=at, **planned)
    actions.plan_step(step=joint, starts_at=at + timedelta(days=1), careers_consultant=membership, **planned)
    hers = PersonActor(delphine)
    actions.finish_action(action=action, by=hers)
    assert tasks(ines, "news") == tasks(rozenn, "news") == []

    actions.confirm_step(step=joint, by=hers)
    (task,) = tasks(ines, "news")
    assert task.note == "Delphine a confirmé un rendez-vous (aujourd'hui)."
    assert tasks(rozenn, "news") == []

    actions.cancel_step(step=review, by=hers)
    (task,) = tasks(rozenn, "news")
    assert task.note == "Delphine a annulé un rendez-vous (aujourd'hui)."
    assert "a confirmé" in tasks(ines, "news")[0].note
    assert len(tasks(maiwenn, "news")) == 1


def test_what_the_staff_does_is_no_news(maiwenn, rozenn, action):
    actions.finish_action(action=action, by=rozenn)
    assert tasks(maiwenn, "news") == []


def test_old_news_are_forgotten(maiwenn, action, delphine, hold_clock):
    actions.finish_action(action=action, by=PersonActor(delphine))
    hold_clock(clock.now() + timedelta(days=31))
    assert tasks(maiwenn, "news") == []


def test_everything_she_may_do_is_worded():
    assert set(policy.OWN_PERMISSIONS) <= set(NEWS) | QUIET
    assert not set(NEWS) & QUIET

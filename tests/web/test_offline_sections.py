"""The diagnostic begun without network: each section joins the file once, beside what others answered meanwhile."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from rebond.assessments.actions import answer_section
from rebond.assessments.models import SectionAnswers
from rebond.assessments.questions import SECTIONS
from rebond.audit.models import Access, Entry
from rebond.drafts import store
from rebond.drafts.models import Draft
from rebond.pathways import actions
from rebond.people.actor import PersonActor
from rebond.people.models import Membership
from rebond.web.staff.offline_waiting import arrivals_to_settle

ITEM = UUID("00000000-0000-4000-8000-0000000000bb")
MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
ANSWERS = {"customers": ["Une trentaine de clientes."], "channels": ["word_of_mouth"], "level_market": ["1"]}
NIR = "2 84 05 35 238 123 45"


@pytest.fixture(autouse=True)
def that_evening(hold_clock):
    hold_clock(MONDAY.replace(hour=17))


def item_of(pathway, by, *, revision="0", answers=None, **changes):
    """What the device sends."""
    membership = Membership.objects.get(user=by.user, organisation=by.organisation, role=by.role)
    return {
        "item": str(ITEM),
        "kind": "section",
        "thing": str(pathway.pk),
        "part": "market",
        "membership": membership.pk,
        "taken": {"revision": revision},
        "typed_at": MONDAY.isoformat(),
        "answers": answers or ANSWERS,
        **changes,
    }


def send(client, item):
    return client.post(reverse("send_item"), json.dumps(item), content_type="application/json")


def settle_url():
    return reverse("settle_arrival", args=[ITEM])


def text_of(answer):
    return answer.content.decode().replace("&#x27;", "'")


# --- Taking along --------------------------------------------------------------------


def test_every_section_is_taken_along_with_what_is_answered_and_it_is_a_reading(sign_in, maiwenn, pathway):
    answer_section(
        pathway=pathway, section="market", answers={"customers": "Deux.", "channels": ["markets"]}, by=maiwenn
    )
    person = PersonActor(pathway.beneficiary)
    answer_section(pathway=pathway, section="market", answers={"customers": "Mes voisines."}, by=person)
    items = sign_in(maiwenn).get(reverse("take_diagnostic", args=[pathway.pk])).json()["items"]
    assert [item["part"] for item in items] == list(SECTIONS)
    market = next(item for item in items if item["part"] == "market")
    assert market["taken"] == {"revision": "1"}
    assert market["answers"] == {"customers": ["Deux."], "channels": ["markets"]}
    assert 'data-form="section-market"' in market["form"]
    assert "Mes voisines." in market["form"]
    assert "Deux." not in market["form"]
    assert Access.objects.get(page="take_diagnostic").user == maiwenn.user


def test_the_obstacles_are_those_of_the_programme(sign_in, maiwenn, pathway):
    items = sign_in(maiwenn).get(reverse("take_diagnostic", args=[pathway.pk])).json()["items"]
    assert 'name="obstacle_' in next(item["form"] for item in items if item["part"] == "obstacles")


def test_the_draft_of_the_screen_goes_on_over_what_it_had_read(sign_in, maiwenn, loic, pathway):
    key = f"diagnostic-market-{pathway.pk}"
    store.save_draft(user=maiwenn.user, key=key, data={"revision": ["0"], "customers": ["Commencé."]})
    answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, by=loic)
    items = sign_in(maiwenn).get(reverse("take_diagnostic", args=[pathway.pk])).json()["items"]
    market = next(item for item in items if item["part"] == "market")
    assert market["taken"] == {"revision": "0"}
    assert market["answers"]["customers"] == ["Commencé."]


def test_only_who_fills_it_takes_it_along(sign_in, rozenn, zoe_adviser, pathway):
    address = reverse("take_diagnostic", args=[pathway.pk])
    assert sign_in(zoe_adviser).get(address).status_code == 404
    assert sign_in(rozenn).get(address).status_code == 403


# --- Coming back ---------------------------------------------------------------------


def test_what_was_answered_on_site_joins_the_file(sign_in, maiwenn, pathway):
    store.save_draft(user=maiwenn.user, key=f"diagnostic-market-{pathway.pk}", data={"customers": ["Avant."]})
    answer = send(sign_in(maiwenn), item_of(pathway, maiwenn))
    assert answer.status_code == 200
    row = SectionAnswers.objects.get()
    assert row.answers == {
        "customers": "Une trentaine de clientes.",
        "channels": ["word_of_mouth"],
        "level_market": 1,
    }
    assert row.answered_by == maiwenn.user
    assert not Draft.objects.exists()


def test_sent_again_it_changes_nothing(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    assert [send(client, item_of(pathway, maiwenn)).status_code for _ in range(2)] == [200, 200]
    assert SectionAnswers.objects.get().revision == 1
    assert Entry.objects.filter(verb="answer_section").count() == 1


def test_faults_come_back_next_to_their_question(sign_in, maiwenn, pathway):
    faulty = {"customers": [f"Son numéro : {NIR}"], "level_market": ["9"]}
    answer = send(sign_in(maiwenn), item_of(pathway, maiwenn, answers=faulty))
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"customers", "level_market"}
    assert not SectionAnswers.objects.exists()


def test_zoe_and_rozenn_send_nothing(sign_in, zoe_adviser, rozenn, pathway):
    for other in (zoe_adviser, rozenn):
        answer = send(sign_in(other), item_of(pathway, other))
        assert answer.status_code == 404
        assert "Lavande" not in text_of(answer)
    assert not SectionAnswers.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"part": "autre"},
        {"part": ""},
        {"taken": {}},
        {"taken": {"revision": "-1"}},
        {"taken": {"revision": "²"}},
        {"taken": {"revision": "9" * 5000}},
    ],
)
def test_odd_sections_are_refused(sign_in, maiwenn, pathway, change):
    assert send(sign_in(maiwenn), item_of(pathway, maiwenn, **change)).status_code == 400


def test_a_path_that_is_gone(sign_in, maiwenn, pathway):
    assert send(sign_in(maiwenn), item_of(pathway, maiwenn, thing=str(uuid4()))).status_code == 404


# --- Both sides ----------------------------------------------------------------------


@pytest.fixture
def conflict(sign_in, maiwenn, loic, pathway):
    """Loïc answered first, from the office."""
    said = {"customers": "Des couturières.", "channels": ["word_of_mouth"]}
    answer_section(pathway=pathway, section="market", answers=said, revision=0, by=loic)
    client = sign_in(maiwenn)
    answer = send(client, item_of(pathway, maiwenn))
    assert (answer.status_code, answer.json()["url"]) == (409, settle_url())
    return client


def test_both_sides_are_shown_and_what_is_alike_is_not(conflict, maiwenn, loic):
    page = text_of(conflict.get(settle_url()))
    for words in ("Des couturières.", str(loic.user), "Une trentaine de clientes.", "Ce que vous gardez"):
        assert words in page
    assert "Bouche-à-oreille" not in page
    assert [task.url_pk for task in arrivals_to_settle(maiwenn, None).tasks] == [ITEM]


def test_both_are_kept_and_the_level_given_on_site(conflict, maiwenn):
    choice = {"customers": "both", "level_market": "site", "revision": "1"}
    assert conflict.post(settle_url(), choice).status_code == 302
    row = SectionAnswers.objects.get()
    assert row.answers["customers"].startswith("Des couturières.\n\nÉcrit sur place le 18/03/2019 à 10")
    assert row.answers["customers"].endswith("Une trentaine de clientes.")
    assert (row.answers["level_market"], row.answers["channels"]) == (1, ["word_of_mouth"])
    assert row.answered_by == maiwenn.user
    assert conflict.get(settle_url()).status_code == 404


def test_a_choice_is_asked_for_and_nothing_is_lost(conflict):
    assert conflict.post(settle_url(), {"customers": "site", "revision": "1"}).status_code == 422
    assert Draft.objects.count() == 1
    assert SectionAnswers.objects.get().answers["customers"] == "Des couturières."


def test_what_changed_again_while_choosing_is_told(conflict, loic, pathway):
    answer_section(
        pathway=pathway, section="market", answers={"customers": "Des drapiers."}, revision=1, by=loic
    )
    choice = {"customers": "site", "channels": "site", "level_market": "site", "revision": "1"}
    answer = conflict.post(settle_url(), choice)
    assert answer.status_code == 422
    assert "Quelqu'un d'autre a modifié" in text_of(answer)
    assert "Des drapiers." in text_of(answer)
    assert conflict.post(settle_url(), choice | {"revision": "2"}).status_code == 302


def test_the_file_given_to_somebody_else_hides_its_side(conflict, karim, loic, pathway):
    actions.reassign_pathways(pathways=[pathway], seat="adviser", to=karim.user.memberships.get(), by=loic)
    page = text_of(conflict.get(settle_url()))
    assert "Une trentaine de clientes." in page
    assert "couturières" not in page
    assert "Lavande" not in page


def test_no_answer_speaks_in_the_name_of_the_arrival(sign_in, maiwenn, loic, pathway):
    answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, revision=0, by=loic)
    odd = ANSWERS | {"offline_kind": ["autre"], "offline_part": ["autre"]}
    client = sign_in(maiwenn)
    assert send(client, item_of(pathway, maiwenn, answers=odd)).status_code == 409
    assert "Une trentaine de clientes." in text_of(client.get(settle_url()))


def test_the_conflict_is_its_author_s_alone(conflict, sign_in, loic):
    assert sign_in(loic).get(settle_url()).status_code == 404

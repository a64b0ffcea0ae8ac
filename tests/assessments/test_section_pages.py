"""A section on screen: typed, kept, sent; refused in French; two people at once."""

from html import unescape

import pytest
from django.urls import reverse

from rebond.assessments.actions import answer_section
from rebond.assessments.models import SectionAnswers
from rebond.assessments.questions import SECTIONS
from rebond.drafts.models import Draft

TYPED = {
    "customers": "Une trentaine de clientes.",
    "channels": ["word_of_mouth", "prescribers"],
    "level_market": "1",
    "why_market": "Trois commandes par semaine.",
    "revision": "0",
}


def address(pathway, section="market"):
    return reverse("answer_section", args=[pathway.pk, section])


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens(sign_in, maiwenn, pathway, section):
    page = sign_in(maiwenn).get(address(pathway, section)).content.decode()
    assert SECTIONS[section].label in unescape(page)
    assert page.count('aria-current="page"') >= 1


def test_maiwenn_fills_the_market_and_goes_on(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    answer = client.post(address(pathway), {**TYPED, "next": ""})
    assert answer.url == address(pathway, "accounts")
    assert SectionAnswers.objects.get().answers == {
        "customers": "Une trentaine de clientes.",
        "channels": ["word_of_mouth", "prescribers"],
        "level_market": 1,
        "why_market": "Trois commandes par semaine.",
    }
    page = unescape(client.get(address(pathway)).content.decode())
    assert "Une trentaine de clientes." in page
    assert "1 – Quelques clients de passage ou de l'entourage" in page


def test_what_is_typed_is_kept_and_resumed(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    key = f"diagnostic-market-{pathway.pk}"
    client.post(reverse("save_draft", args=[key]), TYPED)
    page = client.get(address(pathway)).content.decode()
    assert "Brouillon de" in page
    assert "Trois commandes par semaine." in page
    client.post(address(pathway), TYPED)
    assert not Draft.objects.exists()


def test_odd_answers_are_refused_next_to_their_field(sign_in, maiwenn, pathway):
    odd = {**TYPED, "level_market": "9", "channels": ["telepathy"], "customers": "2 84 05 35 238 123 45"}
    answer = sign_in(maiwenn).post(address(pathway), odd)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "numéro de sécurité sociale" in page
    assert "Trois commandes par semaine." in page
    assert not SectionAnswers.objects.exists()


def test_the_second_of_two_compares_and_chooses(sign_in, maiwenn, loic, pathway):
    answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, revision=0, by=loic)
    client = sign_in(maiwenn)
    answer = client.post(address(pathway), TYPED)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f"{loic.user} a enregistré cette fiche" in page
    assert "Deux." in page
    assert "Une trentaine de clientes." in page
    assert "Bouche-à-oreille, Partenaires qui recommandent" in page
    # Sent again with the new revision, one's own words stand.
    client.post(address(pathway), {**TYPED, "revision": "1"})
    assert SectionAnswers.objects.get().answers["customers"] == "Une trentaine de clientes."


def test_a_draft_typed_over_older_answers_is_compared_too(sign_in, maiwenn, loic, pathway):
    """What a colleague saved since the draft was typed is not written over in silence."""
    client = sign_in(maiwenn)
    client.post(reverse("save_draft", args=[f"diagnostic-market-{pathway.pk}"]), TYPED)
    answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, revision=0, by=loic)
    form = client.get(address(pathway)).context["form"]
    assert str(form["revision"].value()) == "0"
    assert client.post(address(pathway), TYPED).status_code == 422
    saved = client.get(f"{address(pathway)}?enregistre=1").context["form"]
    assert saved["customers"].value() == "Deux."


def test_delphine_s_words_stand_beside_the_question(sign_in, maiwenn, pathway, delphine):
    answer_section(pathway=pathway, section="market", answers={"customers": "Mes voisines."}, by=delphine)
    page = unescape(sign_in(maiwenn).get(address(pathway)).content.decode())
    assert "Delphine a écrit" in page
    assert "Mes voisines." in page


def test_strangers_see_nothing_and_the_referent_may_not(sign_in, zoe, rozenn, pathway):
    assert sign_in(zoe).get(address(pathway)).status_code == 404
    assert sign_in(rozenn).get(address(pathway)).status_code == 403
    assert sign_in(rozenn).post(address(pathway), TYPED).status_code == 403


def test_a_section_that_does_not_exist(sign_in, maiwenn, pathway):
    assert sign_in(maiwenn).get(address(pathway, "score")).status_code == 404


def test_queries_do_not_grow_with_the_answers(
    sign_in, maiwenn, pathway, django_assert_max_num_queries, delphine
):
    client = sign_in(maiwenn)
    answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, by=maiwenn)
    answer_section(pathway=pathway, section="market", answers={"customers": "Mes voisines."}, by=delphine)
    client.get(address(pathway))
    with django_assert_max_num_queries(20):
        client.get(address(pathway))

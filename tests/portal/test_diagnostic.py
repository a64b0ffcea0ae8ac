"""« Votre activité, avec vos mots »: Delphine answers first, then reads what was shared with her."""

from html import unescape

from django.urls import reverse

from rebond.assessments.actions import answer_section, write_opinion
from rebond.assessments.models import OwnAnswers
from rebond.pathways.own_data import read_own_data
from rebond.people.actor import PersonActor
from tests.assessments.world import frozen, signed_opinion

MARKET = reverse("answer_own_section", args=["market"])
TYPED = {"customers": "Mes voisines.", "channels": ["word_of_mouth"], "revision": "0"}


def test_delphine_answers_and_maiwenn_is_told(enter, delphine, sign_in, maiwenn, pathway):
    client = enter(delphine)
    page = unescape(client.get(MARKET).content.decode())
    assert "Comment vos clients vous trouvent-ils ?" in page
    assert "où en est-on" not in page
    assert client.post(MARKET, TYPED).url == reverse("show_own_diagnostic")
    assert OwnAnswers.objects.get().answers == {"customers": "Mes voisines.", "channels": ["word_of_mouth"]}
    assert "✓ 2 réponses" in client.get(reverse("show_own_diagnostic")).content.decode()
    assert "Mes voisines." in client.get(MARKET).content.decode()
    assert "a répondu à des questions sur son activité" in sign_in(maiwenn).get("/").content.decode()


def test_sent_twice_it_is_kept_once(enter, delphine):
    client = enter(delphine)
    for _ in range(2):
        assert client.post(MARKET, TYPED).status_code == 302
    assert OwnAnswers.objects.get().revision == 1


def test_answered_elsewhere_meanwhile_nothing_is_lost(enter, delphine, pathway):
    answer_section(
        pathway=pathway, section="market", answers={"customers": "Deux."}, by=PersonActor(delphine)
    )
    client = enter(delphine)
    answer = client.post(MARKET, TYPED)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Deux." in page
    assert "Mes voisines." in page
    client.post(MARKET, {**TYPED, "revision": "1"})
    assert OwnAnswers.objects.get().answers["customers"] == "Mes voisines."


def test_the_working_draft_is_not_hers_to_read_but_what_was_frozen_is(enter, delphine, pathway, maiwenn):
    answer_section(pathway=pathway, section="person", answers={"why_craft": "Notes de travail."}, by=maiwenn)
    write_opinion(pathway=pathway, observed="Un brouillon d'avis.", opinion="En cours.", by=maiwenn)
    client = enter(delphine)
    home = client.get(reverse("show_own_diagnostic")).content.decode()
    assert "Aucun pour le moment" in home
    told = str(read_own_data(delphine).as_json())
    assert "Notes de travail." not in told
    assessment = frozen(pathway, by=maiwenn)
    page = unescape(client.get(reverse("show_own_assessment", args=[assessment.pk])).content.decode())
    assert "Quelques clients de passage" in page
    assert client.get(reverse("show_own_assessment_pdf", args=[assessment.pk])).status_code == 200
    opinion = signed_opinion(pathway, by=maiwenn)
    assert "Viable." in client.get(reverse("show_own_opinion", args=[opinion.pk])).content.decode()
    assert client.get(reverse("show_own_opinion_pdf", args=[opinion.pk])).status_code == 200
    told = str(read_own_data(delphine).as_json())
    assert "Clients et marché : Quelques clients de passage" in told


def test_her_own_words_are_in_her_data_in_french(enter, delphine, pathway):
    enter(delphine).post(MARKET, TYPED)
    told = str(read_own_data(delphine).as_json())
    assert "Comment les clients viennent : Bouche-à-oreille" in told
    assert "word_of_mouth" not in told


def test_gaspard_reads_nothing_of_hers(enter, gaspard, pathway, maiwenn):
    assessment, opinion = frozen(pathway, by=maiwenn), signed_opinion(pathway, by=maiwenn)
    client = enter(gaspard)
    for name, pk in (("show_own_assessment", assessment.pk), ("show_own_opinion_pdf", opinion.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_a_part_that_does_not_exist(enter, delphine):
    assert enter(delphine).get(reverse("answer_own_section", args=["score"])).status_code == 404

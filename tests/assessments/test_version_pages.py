"""Freezing, comparing, the opinion and the section of the file, on screen."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from rebond.assessments.actions import answer_section, write_opinion
from rebond.assessments.models import Assessment, ViabilityOpinion
from rebond.core import clock
from tests.assessments.world import frozen, signed_opinion


def section_of(client, pathway) -> str:
    address = f"{reverse('show_pathway', args=[pathway.pk])}?section=diagnostic"
    return unescape(client.get(address).content.decode())


def seen_on(client, address) -> str:
    return client.get(address).context["form"].initial["seen_sha256"]


def test_an_empty_section_says_what_to_do_next(sign_in, maiwenn, rozenn, pathway):
    assert "Commencer le diagnostic" in section_of(sign_in(maiwenn), pathway)
    page = section_of(sign_in(rozenn), pathway)
    assert "Aucun diagnostic n'est partagé" in page
    assert "Commencer le diagnostic" not in page


def test_the_draft_is_shown_to_maiwenn_and_not_to_rozenn(sign_in, maiwenn, rozenn, pathway, delphine):
    answer_section(pathway=pathway, section="market", answers={"level_market": 1}, by=maiwenn)
    answer_section(pathway=pathway, section="business", answers={"offer": "Des retouches."}, by=delphine)
    page = section_of(sign_in(maiwenn), pathway)
    assert "1 domaine sur 6 évalué" in page
    assert "Delphine a répondu à 1 question" in page
    assert "En cours" in page
    assert "1 domaine sur 6" not in section_of(sign_in(rozenn), pathway)


def test_maiwenn_freezes_what_she_read_and_rozenn_reads_it(sign_in, maiwenn, rozenn, pathway):
    answer_section(pathway=pathway, section="market", answers={"level_market": 1}, by=maiwenn)
    client, address = sign_in(maiwenn), reverse("freeze_assessment", args=[pathway.pk])
    assert "Ce qui sera gardé" in client.get(address).content.decode()
    answer = client.post(address, {"moment": "start", "seen_sha256": seen_on(client, address)})
    assessment = Assessment.objects.get()
    assert answer.url == reverse("show_assessment", args=[assessment.pk])
    page = unescape(sign_in(rozenn).get(answer.url).content.decode())
    assert "Diagnostic : départ" in page
    assert "Quelques clients de passage" in page
    pdf = sign_in(rozenn).get(reverse("show_assessment_pdf", args=[assessment.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith("inline")


def test_the_same_answers_are_frozen_at_another_moment(sign_in, maiwenn, pathway, hold_clock):
    """Nothing changed between the start and the exit: it is a result, and figures may have moved."""
    frozen(pathway, by=maiwenn)
    hold_clock(date(2019, 6, 11))
    client, address = sign_in(maiwenn), reverse("freeze_assessment", args=[pathway.pk])
    assert address in section_of(client, pathway)
    answer = client.post(address, {"moment": "exit", "seen_sha256": seen_on(client, address)})
    assert answer.status_code == 302
    assert list(pathway.assessments.values_list("moment", flat=True)) == ["start", "exit"]


def test_what_changed_since_is_shown_again_before_it_is_frozen(sign_in, maiwenn, loic, pathway):
    answer_section(pathway=pathway, section="market", answers={"level_market": 1}, by=maiwenn)
    client, address = sign_in(maiwenn), reverse("freeze_assessment", args=[pathway.pk])
    seen = seen_on(client, address)
    answer_section(pathway=pathway, section="market", answers={"level_market": 3}, by=loic)
    answer = client.post(address, {"moment": "start", "seen_sha256": seen})
    assert answer.status_code == 422
    assert "a changé depuis" in answer.content.decode()
    # The page shows the new words, and carries their hash.
    again = client.post(
        address, {"moment": "start", "seen_sha256": answer.context["form"]["seen_sha256"].value()}
    )
    assert again.status_code == 302


def test_a_moment_must_be_chosen(sign_in, maiwenn, pathway):
    answer_section(pathway=pathway, section="market", answers={"level_market": 1}, by=maiwenn)
    address = reverse("freeze_assessment", args=[pathway.pk])
    assert sign_in(maiwenn).post(address, {"moment": ""}).status_code == 422
    assert not Assessment.objects.exists()


def test_start_and_tripartite_compared(sign_in, rozenn, maiwenn, pathway, hold_clock):
    client, address = sign_in(rozenn), reverse("compare_assessments", args=[pathway.pk])
    frozen(pathway, by=maiwenn)
    assert client.get(address).status_code == 302
    hold_clock(date(2019, 4, 29))
    frozen(pathway, by=maiwenn, level=2, moment="tripartite")
    changed = client.get(address).context["changed"]
    assert [row.label for row in changed] == ["Clients et marché"]
    assert "trop peu" in changed[0].after
    page = section_of(client, pathway)
    assert "Départ, 28/03/2019" in page
    assert "(+\u202f1)" in page


def test_the_opinion_is_written_then_signed(sign_in, maiwenn, rozenn, pathway):
    frozen(pathway, by=maiwenn)
    client, address = sign_in(maiwenn), reverse("write_opinion", args=[pathway.pk])
    typed = {"observed": "Elle a du potentiel.", "opinion": "Viable.", "conditions": "", "revision": "0"}
    answer = client.post(address, {**typed, "sign": ""})
    opinion = ViabilityOpinion.objects.get()
    signing = reverse("sign_opinion", args=[opinion.pk])
    assert answer.url == signing
    assert sign_in(rozenn).get(signing).status_code == 404
    assert (
        client.post(signing, {"seen_sha256": seen_on(client, signing), "name": "Maïwenn"}).status_code == 422
    )
    filled = {"seen_sha256": seen_on(client, signing), "name": "Maïwenn Tilleul", "is_typed": "on"}
    assert client.post(signing, filled).url == reverse("show_opinion", args=[opinion.pk])
    page = unescape(sign_in(rozenn).get(reverse("show_opinion", args=[opinion.pk])).content.decode())
    assert "Elle a du potentiel." in page
    assert "Signé par Maïwenn Tilleul" in page
    assert sign_in(rozenn).get(reverse("show_opinion_pdf", args=[opinion.pk])).status_code == 200
    assert client.get(signing).status_code == 302
    assert "Écrire un nouvel avis" in section_of(client, pathway)
    assert "Écrire un nouvel avis" not in section_of(sign_in(rozenn), pathway)


def test_two_who_write_the_opinion_at_once(sign_in, maiwenn, loic, pathway):
    write_opinion(pathway=pathway, observed="A.", opinion="B.", revision=0, by=loic)
    typed = {"observed": "Elle a du potentiel.", "opinion": "Viable.", "conditions": "", "revision": "0"}
    answer = sign_in(maiwenn).post(reverse("write_opinion", args=[pathway.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Elle a du potentiel." in page
    assert f"{loic.user} a enregistré" in unescape(page)


def test_nothing_on_these_pages_proposes_a_branch(sign_in, maiwenn, pathway):
    """D8: the tool shows facts; it proposes neither the development nor the cessation."""
    frozen(pathway, by=maiwenn, level=0)
    client = sign_in(maiwenn)
    for address in (
        f"{reverse('show_pathway', args=[pathway.pk])}?section=diagnostic",
        reverse("write_opinion", args=[pathway.pk]),
        reverse("freeze_assessment", args=[pathway.pk]),
    ):
        main = client.get(address).content.decode().lower().split('class="diagnostic"')[-1]
        assert "cessation" not in main or "section=diagnostic" in address
        assert "score" not in main


@pytest.mark.parametrize("name", ["show_assessment", "show_assessment_pdf"])
def test_strangers_do_not_read_what_was_frozen(sign_in, zoe, maiwenn, pathway, name):
    assessment = frozen(pathway, by=maiwenn)
    assert sign_in(zoe).get(reverse(name, args=[assessment.pk])).status_code == 404


def test_queries_stay_constant_as_versions_add_up(
    sign_in, maiwenn, pathway, hold_clock, django_assert_max_num_queries
):
    client = sign_in(maiwenn)
    for number, level in enumerate((0, 1, 2, 3), start=1):
        hold_clock(date(2019, 4, number))
        frozen(pathway, by=maiwenn, level=level, moment="tripartite")
        signed_opinion(pathway, by=maiwenn)
    section_of(client, pathway)
    with django_assert_max_num_queries(40):
        section_of(client, pathway)
    assert clock.today() == date(2019, 4, 4)

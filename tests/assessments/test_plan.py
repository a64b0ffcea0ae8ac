"""Each weak domain expects an action: the plan says which has none, and blocks nothing."""

from html import unescape
from io import BytesIO

from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from rebond.assessments.actions import answer_section
from rebond.assessments.levels import is_weak
from rebond.assessments.reading import levels_in, weak_domains
from rebond.pathways.actions import add_action, add_aim, edit_aim
from rebond.pathways.plan import read_plan
from rebond.programmes.vocabulary import Domain
from tests.assessments.world import frozen


def plan_page(client, pathway) -> str:
    return unescape(client.get(f"{reverse('show_pathway', args=[pathway.pk])}?section=plan").content.decode())


def test_a_weak_domain_without_an_action_is_said_until_it_has_one(sign_in, pathway, maiwenn, rozenn):
    answer_section(pathway=pathway, section="market", answers={"level_market": 1}, by=maiwenn)
    answer_section(pathway=pathway, section="money", answers={"level_money": 3}, by=maiwenn)
    aim = add_aim(pathway=pathway, label="Se faire connaître", by=maiwenn)
    add_action(aim=aim, label="Prospecter", owner="beneficiary", by=maiwenn)
    assert weak_domains(pathway, by=maiwenn) == [Domain.MARKET]
    page = plan_page(sign_in(maiwenn), pathway)
    assert "Domaine fragile du diagnostic sans action : Clients et marché." in page
    # The draft is not Rozenn's to read: nothing of it shows in the plan.
    assert "fragile" not in plan_page(sign_in(rozenn), pathway)
    edit_aim(aim=aim, label=aim.label, obstacles=[], domain="market", by=maiwenn)
    page = plan_page(sign_in(maiwenn), pathway)
    assert "sans action : Clients" not in page
    assert "Domaine : Clients et marché" in page


def test_the_referent_knows_the_weak_domains_that_were_frozen(pathway, maiwenn, rozenn, zoe):
    frozen(pathway, by=maiwenn, level=0)
    answer_section(pathway=pathway, section="market", answers={"level_market": 3}, by=maiwenn)
    assert weak_domains(pathway, by=rozenn) == [Domain.MARKET]
    assert weak_domains(pathway, by=maiwenn) == []
    assert weak_domains(pathway, by=zoe) == []


def test_the_plan_on_paper_lists_what_was_frozen_and_nothing_of_the_draft(
    sign_in, pathway, maiwenn, delphine, enter
):
    def paper(client, address) -> str:
        pages = PdfReader(BytesIO(client.get(address).content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    address = reverse("show_plan_pdf", args=[pathway.pk])
    answer_section(pathway=pathway, section="money", answers={"level_money": 0}, by=maiwenn)
    assert "fragile" not in paper(sign_in(maiwenn), address)
    frozen(pathway, by=maiwenn)
    answer_section(pathway=pathway, section="accounts", answers={"level_accounts": 0}, by=maiwenn)
    both = (
        paper(sign_in(maiwenn), address),
        paper(enter(delphine.beneficiary), reverse("show_own_plan_pdf")),
    )
    for words in both:
        assert "Domaines fragiles du diagnostic sans action" in words
        assert "Clients et marché" in words
        assert "Argent de l'entreprise" in words.replace("’", "'")
        assert "Organisation et comptes" not in words


def test_an_aim_without_action_answers_nothing(pathway, maiwenn):
    add_aim(pathway=pathway, label="Se faire connaître", domain="market", by=maiwenn)
    assert read_plan(pathway, weak=[Domain.MARKET]).uncovered_domains == [Domain.MARKET]


def test_the_domain_is_chosen_on_the_aim_s_form(sign_in, pathway, maiwenn):
    client = sign_in(maiwenn)
    client.post(reverse("add_aim", args=[pathway.pk]), {"label": "Tenir ses comptes", "domain": "accounts"})
    aim = pathway.aims.get()
    assert aim.domain == "accounts"
    client.post(reverse("edit_aim", args=[aim.pk]), {"label": "Tenir ses comptes", "domain": ""})
    aim.refresh_from_db()
    assert aim.domain == ""


@given(st.dictionaries(st.sampled_from(Domain), st.integers(0, 4)))
def test_levels_are_read_back_domain_by_domain(levels):
    section_of = {"craft": "person", "time": "person", "offer": "business"}
    answers: dict = {}
    for domain, level in levels.items():
        answers.setdefault(section_of.get(domain, str(domain)), {})[f"level_{domain}"] = level
    assert levels_in(answers) == levels
    assert list(levels_in(answers)) == [domain for domain in Domain if domain in levels]
    assert all(is_weak(level) == (level < 2) for level in levels.values())

"""Filling the diagnostic: Maïwenn with Delphine, Delphine first and alone, two colleagues at once."""

import pytest
from django.core.exceptions import PermissionDenied

from rebond.assessments.actions import answer_section
from rebond.assessments.models import OwnAnswers, SectionAnswers
from rebond.assessments.policy import drafts_readable_by, own_answers_visible_to, section_answers_visible_to
from rebond.assessments.reading import read_diagnostic
from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, StaleEdit
from rebond.people.actor import PersonActor
from rebond.programmes.vocabulary import Domain

MARKET = {"customers": "Une trentaine de clientes.", "channels": ["word_of_mouth"], "level_market": 1}


def test_maiwenn_fills_the_market_and_the_journal_says_so_without_a_word_of_it(pathway, maiwenn):
    row = answer_section(pathway=pathway, section="market", answers=MARKET, revision=0, by=maiwenn)
    assert (row.answers, row.revision) == (MARKET, 1)
    entry = Entry.objects.get(verb="answer_section")
    assert entry.beneficiary_id == pathway.beneficiary_id
    assert entry.facts == {"section": "market", "answered_count": 3}
    diagnostic = read_diagnostic(pathway, by=maiwenn)
    assert diagnostic.levels == {Domain.MARKET: 1}
    assert diagnostic.progress == "1 domaine sur 6 évalué"


def test_the_same_answers_sent_twice_are_kept_once(pathway, maiwenn):
    for _ in range(2):
        answer_section(pathway=pathway, section="market", answers=MARKET, revision=0, by=maiwenn)
    assert SectionAnswers.objects.get().revision == 1
    assert Entry.objects.filter(verb="answer_section").count() == 1


def test_two_people_on_two_sections_never_meet(pathway, maiwenn, loic):
    answer_section(pathway=pathway, section="market", answers=MARKET, revision=0, by=maiwenn)
    answer_section(pathway=pathway, section="accounts", answers={"books": "months_late"}, revision=0, by=loic)
    assert {row.section: row.answers for row in SectionAnswers.objects.all()} == {
        "market": MARKET,
        "accounts": {"books": "months_late"},
    }


def test_two_people_on_the_same_section_and_the_second_is_told(pathway, maiwenn, loic):
    answer_section(pathway=pathway, section="market", answers=MARKET, revision=0, by=maiwenn)
    with pytest.raises(StaleEdit) as stale:
        answer_section(pathway=pathway, section="market", answers={"customers": "Deux."}, revision=0, by=loic)
    assert stale.value.current.answers == MARKET
    assert stale.value.current.answered_by == maiwenn.user
    assert SectionAnswers.objects.get().answers == MARKET


def test_delphine_answers_first_and_nobody_writes_over_her_words(pathway, maiwenn, delphine):
    hers = {"customers": "Mes voisines, et la mairie une fois."}
    answer_section(pathway=pathway, section="market", answers=hers, by=delphine)
    answer_section(pathway=pathway, section="market", answers=MARKET, revision=0, by=maiwenn)
    assert OwnAnswers.objects.get().answers == hers
    assert SectionAnswers.objects.get().answers == MARKET
    part = read_diagnostic(pathway, by=maiwenn).parts[2]
    assert part.own_words == {"customers": "Mes voisines, et la mairie une fois."}


def test_delphine_rates_nothing(pathway, delphine):
    with pytest.raises(ActRefused, match="pas posée ici"):
        answer_section(pathway=pathway, section="market", answers={"level_market": 4}, by=delphine)


def test_obstacles_are_those_of_the_programme(pathway, maiwenn):
    weighed = {"obstacle_commercial": 3, "obstacle_stress": 1}
    answer_section(pathway=pathway, section="obstacles", answers=weighed, by=maiwenn)
    assert SectionAnswers.objects.get().answers == weighed
    with pytest.raises(ActRefused, match="pas posée ici"):
        answer_section(pathway=pathway, section="obstacles", answers={"obstacle_invented": 3}, by=maiwenn)


def test_strangers_and_those_who_only_follow_write_nothing(
    pathway, zoe, zoe_adviser, rozenn, karim, helene, cast
):
    gaspard = PersonActor(cast.programme.commissioner)  # somebody who is not Delphine
    for somebody in (zoe, zoe_adviser, rozenn, karim, helene, gaspard):
        with pytest.raises(PermissionDenied):
            answer_section(pathway=pathway, section="market", answers=MARKET, by=somebody)
    assert not SectionAnswers.objects.exists()


def test_the_draft_is_read_by_who_accompanies_and_by_nobody_else(
    pathway, maiwenn, loic, rozenn, helene, zoe, delphine
):
    answer_section(pathway=pathway, section="market", answers=MARKET, by=maiwenn)
    answer_section(pathway=pathway, section="market", answers={"customers": "Mes voisines."}, by=delphine)
    readers = {
        by.label: section_answers_visible_to(by).count() + own_answers_visible_to(by).count()
        for by in (maiwenn, loic, rozenn, helene, zoe, delphine)
    }
    assert list(readers.values()) == [2, 2, 0, 0, 0, 1]
    assert not drafts_readable_by(delphine).exists()
    assert not read_diagnostic(pathway, by=rozenn).is_begun


def test_a_section_that_does_not_exist_and_a_path_that_ended(pathway, maiwenn):
    with pytest.raises(ActRefused, match="n'existe pas"):
        answer_section(pathway=pathway, section="score", answers={}, by=maiwenn)
    type(pathway).objects.filter(pk=pathway.pk).update(state="closed", exited_on=pathway.entered_on)
    with pytest.raises(ActRefused, match="terminé"):
        answer_section(pathway=pathway, section="market", answers=MARKET, by=maiwenn)

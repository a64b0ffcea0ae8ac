"""Freezing the diagnostic: what was known when, read by whom, refused by the database ever after."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rebond.assessments.actions import answer_section, freeze_assessment
from rebond.assessments.content import assessment_content, canonical, fingerprint
from rebond.assessments.models import Assessment, DomainRating
from rebond.assessments.policy import assessments_visible_to
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents.store import read
from rebond.pathways.models import Pathway


def fill(pathway, by, level: int = 1, **more) -> None:
    answers = {"customers": "Une trentaine de clientes.", "level_market": level, **more}
    answer_section(pathway=pathway, section="market", answers=answers, by=by)
    weighed = {"obstacle_stress": 1, "obstacle_commercial": 3}
    answer_section(pathway=pathway, section="obstacles", answers=weighed, by=by)


def test_maiwenn_freezes_the_start_and_goes_on(pathway, maiwenn, delphine):
    fill(pathway, maiwenn)
    answer_section(pathway=pathway, section="market", answers={"customers": "Mes voisines."}, by=delphine)
    start = freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    words = start.words
    market = next(section for section in words["sections"] if section["code"] == "market")
    assert market["answers"] == [
        {
            "code": "customers",
            "label": "Qui achète, combien, à quel rythme",
            "words": "Une trentaine de clientes.",
            "own": "Mes voisines.",
        }
    ]
    assert [obstacle["words"] for obstacle in words["obstacles"]] == ["Bloque", "Gêne un peu"]
    rated = {rating["domain"]: rating["level"] for rating in words["ratings"]}
    assert rated == {"craft": None, "time": None, "offer": None, "market": 1, "accounts": None, "money": None}
    assert list(start.ratings.values_list("domain", "level")) == [("market", 1)]
    # What is known later is another version: the first one says what it said.
    with clock.held(date(2019, 4, 29)):
        fill(Pathway.objects.get(pk=pathway.pk), maiwenn, level=2)
        tripartite = freeze_assessment(pathway=pathway, moment="tripartite", by=maiwenn)
    assert (start.number, tripartite.number) == (1, 2)
    assert Assessment.objects.get(pk=start.pk).words == words
    assert list(DomainRating.objects.values_list("assessment__number", "level")) == [(1, 1), (2, 2)]


def test_frozen_twice_with_the_same_words_it_is_kept_once(pathway, maiwenn):
    fill(pathway, maiwenn)
    first = freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    assert freeze_assessment(pathway=pathway, moment="start", by=maiwenn) == first
    assert Entry.objects.filter(verb="freeze_assessment").count() == 1


def test_words_that_changed_since_they_were_read_are_not_frozen(pathway, maiwenn, loic):
    fill(pathway, maiwenn)
    seen = fingerprint(canonical(assessment_content(pathway)))
    fill(pathway, loic, level=3)
    with pytest.raises(ActRefused, match="a changé depuis"):
        freeze_assessment(pathway=pathway, moment="start", seen_sha256=seen, by=maiwenn)
    assert not Assessment.objects.exists()


def test_nothing_is_frozen_of_nothing(pathway, maiwenn):
    with pytest.raises(ActRefused, match="vide"):
        freeze_assessment(pathway=pathway, moment="start", by=maiwenn)


def test_the_pdf_is_kept_and_names_nobody_in_its_name(pathway, maiwenn):
    fill(pathway, maiwenn)
    frozen = freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    assert frozen.document.kind == "assessment"
    assert frozen.document.name == "diagnostic-1-2019-03-28.pdf"
    assert read(frozen.document).startswith(b"%PDF")


def test_parties_and_person_read_what_was_frozen_and_strangers_do_not(
    pathway, maiwenn, rozenn, helene, delphine, zoe, karim
):
    fill(pathway, maiwenn)
    freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    readers = [assessments_visible_to(by).count() for by in (maiwenn, rozenn, helene, delphine, zoe, karim)]
    assert readers == [1, 1, 1, 1, 0, 0]


def test_only_who_accompanies_freezes(pathway, maiwenn, rozenn, zoe_adviser, delphine):
    fill(pathway, maiwenn)
    for somebody in (rozenn, zoe_adviser, delphine):
        with pytest.raises(PermissionDenied):
            freeze_assessment(pathway=pathway, moment="start", by=somebody)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Assessment, {"moment": "exit"}),
        (Assessment, {"content": "{}"}),
        (Assessment, {"number": 9}),
        (DomainRating, {"level": 4}),
    ],
)
def test_the_database_refuses_to_change_what_was_frozen(pathway, maiwenn, model, change):
    fill(pathway, maiwenn)
    freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    with pytest.raises(IntegrityError, match="ne se modifie plus"), transaction.atomic():
        model.objects.update(**change)


def test_a_level_out_of_bounds_is_refused_by_the_database(pathway, maiwenn):
    fill(pathway, maiwenn)
    frozen = freeze_assessment(pathway=pathway, moment="start", by=maiwenn)
    with pytest.raises(IntegrityError), transaction.atomic():
        DomainRating.objects.create(assessment=frozen, domain="money", level=5)


def test_nothing_of_it_is_a_total_or_an_average(pathway, maiwenn):
    """D8: the tool shows levels domain by domain, and never scores a person."""
    fill(pathway, maiwenn)
    told = canonical(assessment_content(pathway))
    assert not any(word in told.lower() for word in ("moyenne des", "score", "note globale", '"total"'))

"""The reasoned opinion: written, signed once, replaced and never changed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rebond.assessments.actions import freeze_assessment, sign_opinion, write_opinion
from rebond.assessments.content import canonical, fingerprint, opinion_content
from rebond.assessments.models import ViabilityOpinion
from rebond.assessments.policy import opinions_visible_to
from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, StaleEdit
from rebond.documents.store import read
from rebond.filing.shelf import lines_of, shelf_of
from rebond.people.actor import PersonActor
from rebond.web.shelf import SOURCES
from tests.assessments.test_freezing import fill

OBSERVED = "Le chiffre d'affaires progresse chaque année ; le bénéfice ne suffit pas."
OPINION = "L'activité est viable si l'offre s'élargit."


@pytest.fixture
def opinion(pathway, maiwenn) -> ViabilityOpinion:
    return write_opinion(pathway=pathway, observed=OBSERVED, opinion=OPINION, revision=0, by=maiwenn)


def signed(opinion, by, **more) -> ViabilityOpinion:
    opinion.assessment = opinion.pathway.assessments.last()
    seen = fingerprint(canonical(opinion_content(opinion)))
    return sign_opinion(opinion=opinion, seen_sha256=seen, name="Maïwenn Tilleul", by=by, **more)


def test_maiwenn_writes_then_signs(pathway, opinion, maiwenn):
    fill(pathway, maiwenn)
    frozen = freeze_assessment(pathway=pathway, moment="tripartite", by=maiwenn)
    row = signed(opinion, maiwenn)
    assert row.assessment == frozen
    assert row.words["rests_on"]["sha256"] == frozen.content_sha256
    assert row.words["opinion"] == OPINION
    assert row.document.kind == "opinion"
    assert read(row.document).startswith(b"%PDF")
    entry = Entry.objects.get(verb="sign_opinion")
    assert OPINION not in str(entry.facts)


def test_what_is_frozen_and_signed_stands_among_the_documents(pathway, opinion, maiwenn, rozenn, zoe_adviser):
    fill(pathway, maiwenn)
    frozen = freeze_assessment(pathway=pathway, moment="tripartite", by=maiwenn)

    def titles(by):
        return {line.told.title for line in lines_of(list(shelf_of(pathway, by, SOURCES)), SOURCES)}

    assert titles(rozenn) == {str(frozen)}
    signed(opinion, maiwenn)
    everybody = (maiwenn, rozenn, PersonActor(pathway.beneficiary))
    assert all(titles(by) == {str(frozen), "Avis circonstancié"} for by in everybody)
    assert titles(zoe_adviser) == set()


def test_what_was_signed_is_replaced_never_changed(pathway, opinion, maiwenn):
    first = signed(opinion, maiwenn)
    with pytest.raises(IntegrityError, match="signé ne se modifie plus"), transaction.atomic():
        ViabilityOpinion.objects.update(opinion="Autre chose.")
    second = write_opinion(pathway=pathway, observed=OBSERVED, opinion="Viable dès maintenant.", by=maiwenn)
    assert second.replaces == first
    assert signed(second, maiwenn).words["replaces"]["sha256"] == first.content_sha256
    assert ViabilityOpinion.objects.get(pk=first.pk).opinion == OPINION


def test_signed_twice_the_first_one_stands(opinion, maiwenn, loic):
    first = signed(opinion, maiwenn)
    again = ViabilityOpinion.objects.get(pk=opinion.pk)
    assert (
        sign_opinion(opinion=again, seen_sha256=first.content_sha256, name="Maïwenn Tilleul", by=maiwenn)
        == first
    )
    with pytest.raises(ActRefused, match="déjà signé"):
        sign_opinion(opinion=again, seen_sha256=first.content_sha256, name="Loïc", by=loic)
    assert Entry.objects.filter(verb="sign_opinion").count() == 1


def test_words_changed_since_they_were_read_are_not_signed(pathway, opinion, maiwenn, loic):
    seen = fingerprint(canonical(opinion_content(opinion)))
    write_opinion(pathway=pathway, observed=OBSERVED, opinion="Pas viable.", revision=1, by=loic)
    with pytest.raises(ActRefused, match="a changé depuis"):
        sign_opinion(opinion=opinion, seen_sha256=seen, name="Maïwenn", by=maiwenn)


def test_two_who_write_at_once_and_the_second_is_told(pathway, opinion, loic):
    with pytest.raises(StaleEdit) as stale:
        write_opinion(pathway=pathway, observed="Autre.", opinion="Autre.", revision=0, by=loic)
    assert stale.value.current.opinion == OPINION


def test_an_unfinished_opinion_is_not_signed_nor_without_a_name(pathway, maiwenn):
    half = write_opinion(pathway=pathway, observed=OBSERVED, opinion="", by=maiwenn)
    with pytest.raises(ActRefused, match="avant de signer"):
        signed(half, maiwenn)
    write_opinion(pathway=pathway, observed=OBSERVED, opinion=OPINION, by=maiwenn)
    half.refresh_from_db()
    seen = fingerprint(canonical(opinion_content(half)))
    with pytest.raises(ActRefused, match="Tapez votre nom"):
        sign_opinion(opinion=half, seen_sha256=seen, name=" ", by=maiwenn)
    with pytest.raises(ActRefused):
        signed(half, maiwenn, strokes="M0 0L1 1")


def test_only_the_adviser_and_her_managers_write_it(pathway, rozenn, ines, zoe_adviser, karim, delphine):
    for somebody in (rozenn, ines, zoe_adviser, karim, delphine):
        with pytest.raises(PermissionDenied):
            write_opinion(pathway=pathway, observed=OBSERVED, opinion=OPINION, by=somebody)


def test_the_opinion_under_way_is_not_read_outside(opinion, rozenn, maiwenn, zoe):
    delphine = PersonActor(opinion.pathway.beneficiary)
    assert [opinions_visible_to(by).count() for by in (maiwenn, rozenn, delphine, zoe)] == [1, 0, 0, 0]
    signed(opinion, maiwenn)
    assert [opinions_visible_to(by).count() for by in (maiwenn, rozenn, delphine, zoe)] == [1, 1, 1, 0]


def test_a_social_security_number_is_refused(pathway, maiwenn):
    with pytest.raises(ActRefused, match="sécurité sociale"):
        write_opinion(pathway=pathway, observed="2 84 05 35 238 123 45", opinion=OPINION, by=maiwenn)

"""Editing the document of a draft, and saying in words what changed: pure, no database."""

import pytest

from rebond.core.acts import ActRefused, StaleEdit
from rebond.programmes.comparison import changes_between
from rebond.programmes.documents import Document, problems_of
from rebond.programmes.drawing import kinds_used, narrow_drawing, wide_drawing
from rebond.programmes.editing import Edit, EditVerb, closed, edited, mark_of, opened, thing_at
from rebond.programmes.files import SHIPPED, read_document
from tests.programmes.everything import everything

FILES = sorted(SHIPPED.glob("*.yaml"))


@pytest.fixture
def document():
    return read_document(SHIPPED / "ille-et-vilaine.yaml")


def change(document, place, **values):
    """The document with some columns of a thing changed; None takes one away."""
    thing = thing_at(opened(document), place)
    value = {key: kept for key, kept in {**thing, **values}.items() if key not in ("steps", "choices")}
    value = {key: kept for key, kept in value.items() if kept is not None or key == "duration_months"}
    return edited(document, Edit(EditVerb.CHANGE, place, value, mark_of(thing)))


def remove(document, place):
    return edited(document, Edit(EditVerb.REMOVE, place, seen=mark_of(thing_at(opened(document), place))))


def add(document, place, **value):
    return edited(document, Edit(EditVerb.ADD, place, value))


def told(before, after):
    return [change.text for change in changes_between(before, after)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_document_opens_and_closes_as_it_was(path):
    document = read_document(path)
    again = closed(opened(document))
    empty = {key: value for key, value in again["lists"].items() if value or key in document["lists"]}
    assert {**again, "lists": empty} == {**document}
    assert told(document, again) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_drawing_holds_every_phase_apart_and_inside(path):
    document = read_document(path)
    for drawing in (wide_drawing(document), narrow_drawing(document)):
        assert {card.code for card in drawing.cards} == {phase["code"] for phase in document["phases"]}
        for number, card in enumerate(drawing.cards):
            assert 0 <= card.x <= drawing.width - card.width
            assert 0 <= card.y <= drawing.height - card.height
            for other in drawing.cards[:number]:
                assert abs(card.x - other.x) >= card.width or abs(card.y - other.y) >= card.height
        assert any(arrow.is_exit for arrow in drawing.arrows)
    assert kinds_used(document)


def test_the_drawing_says_what_its_arrows_mean(document):
    words = [arrow.words for arrow in wide_drawing(document).arrows if not arrow.is_exit]
    assert "Diagnostic vers Développement : Passer au développement" in words
    assert "Cessation vers Développement : Revenir au développement" in words


def test_a_duration(document):
    assert told(document, change(document, ("phases", 0), duration_months=4)) == [
        "Diagnostic : durée limite 3 mois → 4 mois."
    ]


def test_a_duration_that_is_no_longer_known(document):
    # An extension has nothing to extend any more: told as incoherent, and the comparison says the change all the same.
    after = change(document, ("phases", 0), duration_months=None)
    assert told(document, after) == ["Diagnostic : durée limite 3 mois → non fixée (rien n'est en retard)."]
    assert [problem.message for problem in problems_of(Document(after))] == [
        "Cette phase n'a pas de durée : il n'y a rien à prolonger."
    ]


def test_a_new_step_and_a_removed_one(document):
    after = add(
        document,
        ("phases", 0, "steps"),
        code="x",
        label="Bilan comptable",
        kind="appointment",
        parties=["beneficiary"],
    )
    after = remove(after, ("phases", 1, "steps", 6))
    assert told(document, after) == [
        "Nouvelle étape de « Diagnostic » : Bilan comptable (rendez-vous · Bénéficiaire · 1 h · sans date attendue).",
        "Étape supprimée de « Développement » : Rdv 6.",
    ]


def test_a_choice_that_is_gone(document):
    assert told(document, remove(document, ("phases", 0, "choices", 3))) == [
        "Choix supprimé de « Diagnostic » : Suspendre le parcours."
    ]


def test_a_new_name_an_offset_an_order(document):
    after = change(document, ("phases", 0, "steps", 0), label="Accueil", offset_days=5)
    second = thing_at(opened(after), ("phases", 0, "steps", 1))
    after = edited(after, Edit(EditVerb.RAISE, ("phases", 0, "steps", 1), seen=mark_of(second)))
    assert told(document, after) == [
        "« Rdv 1 » de « Diagnostic » s'appelle maintenant « Accueil ».",
        (
            "Accueil de « Diagnostic » : date attendue "
            "10 jours après l'ouverture de la phase → 5 jours après l'ouverture de la phase."
        ),
        "Étapes de « Diagnostic » : nouvel ordre, Rdv 2, Accueil, Bilan tripartite.",
    ]


def test_delays_lists_and_the_rule(document):
    after = change(document, ("general",), no_contact_days=45)
    after = add(after, ("lists", "place"), code="mairie", label="Mairie")
    after = change(after, ("rates", 0), minimum_stay_days=30)
    after = remove(after, ("rates", 0, "clauses", 2))
    assert told(document, after) == [
        "Sans contact signalé après 30 jours → signalé après 45 jours.",
        "Sorties positives : durée minimale de parcours (rien) → 30 jours.",
        "Situation supprimée de « Sorties positives » : Salarié uniquement.",
        "Nouveau lieu : Mairie.",
    ]


def test_repeats_accounts_and_approvals_are_said_too():
    before = everything()
    after = change(before, ("phases", 1, "steps", 0), times=None)
    after = change(after, ("phases", 1, "choices", 1), approver_role=None)
    assert told(before, after) == [
        "Rdv 1 de « Développement » : répétition de 2 à 6 fois → (rien).",
        "Passer à la cessation de « Développement » : approbation Chef du service insertion → (rien).",
    ]


def test_places_and_authors_are_said_too(document):
    after = change(document, ("phases", 0, "steps", 0), places=["bge"])
    after = change(after, ("phases", 0, "choices", 0), authors=["business_adviser", "director"])
    bge = document["lists"]["place"]["bge"]
    assert told(document, after) == [
        f"Rdv 1 de « Diagnostic » : lieux (rien) → {bge}.",
        (
            "Passer au développement de « Diagnostic » : auteurs (rien) → "
            "décidé par Conseiller-formateur ou Directrice."
        ),
    ]


def test_a_place_that_a_step_names_takes_its_new_code_along_and_stays(document):
    codes = list(document["lists"]["place"])
    here = ("lists", "place", codes.index("bge"))
    before = change(document, ("phases", 0, "steps", 0), places=["bge"])
    after = change(before, here, code="bureau")
    assert after["phases"][0]["steps"][0]["places"] == ["bureau"]
    with pytest.raises(ActRefused, match="l'étape « Rdv 1 » \\(Diagnostic\\)"):
        remove(before, here)


def test_a_place_that_a_phase_names_takes_its_new_code_along(document):
    after = change(document, ("lists", "place", 0), code="atelier")
    assert after["phases"][0]["places"][0] == "atelier"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("phases", 1), "le choix « Passer au développement » \\(Diagnostic\\)"),
        (("lists", "place", 0), "la phase « Diagnostic »"),
        (("lists", "aim", 0), "l'action « Créer une nouvelle offre »"),
        (("rates", 1), "le taux « Indépendants uniquement »"),
    ],
)
def test_what_is_named_stays(document, place, said):
    with pytest.raises(ActRefused, match=said):
        remove(document, place)


def test_the_last_of_what_is_needed_stays(document):
    after = document
    while len(after["lists"]["decline_reason"]) > 1:
        after = remove(after, ("lists", "decline_reason", 0))
    with pytest.raises(ActRefused, match="au moins un"):
        remove(after, ("lists", "decline_reason", 0))


def test_what_changed_meanwhile_is_told_and_what_moved_is_not_touched(document):
    seen = mark_of(thing_at(opened(document), ("phases", 0, "steps", 0)))
    other = change(document, ("phases", 0, "steps", 0), offset_days=3)
    with pytest.raises(StaleEdit):
        edited(other, Edit(EditVerb.REMOVE, ("phases", 0, "steps", 0), seen=seen))
    with pytest.raises(ActRefused, match="rouvrez le brouillon"):
        edited(document, Edit(EditVerb.REMOVE, ("phases", 0, "steps", 1), seen=seen))
    with pytest.raises(ActRefused, match="rouvrez le brouillon"):
        edited(document, Edit(EditVerb.REMOVE, ("phases", 9), seen=seen))


def test_what_even_a_draft_cannot_hold_is_refused_at_its_field(document):
    with pytest.raises(ActRefused) as refused:
        change(document, ("phases", 0, "choices", 0), opens=None)
    assert refused.value.field == "opens"
    with pytest.raises(ActRefused) as refused:
        change(document, ("phases", 0, "choices", 2), months_max=None)
    assert refused.value.field == "months_max"


def test_organisations_are_checked():
    content = everything()
    content["organisations"].append({**content["organisations"][1], "kind": "careers", "phone": "12"})
    told = [problem.message for problem in problems_of(Document(content))]
    assert "« Appui des Landes » a deux natures (kind)." in told
    assert "« Appui des Landes » est déjà nommé pour cette place (part)." in told
    assert len(told) == 3

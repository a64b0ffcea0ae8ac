"""Letters: each has a usual text that can be sent, a programme may write its own, and a value is never read as a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.programmes.coherence import incoherences
from rebond.programmes.content import content_of
from rebond.programmes.documents import Document
from rebond.programmes.letters import (
    EXAMPLE,
    MEANINGS,
    USUAL,
    LetterCode,
    Text,
    faults_of,
    fill,
    filled,
    placeholders_of,
    preview,
)
from rebond.programmes.writing import add_version
from tests.programmes.building import document

OWN = {"title": "À vous de choisir", "body": "Choisissez ici : {lien}\n\n{conseiller}\n{telephone}"}


@pytest.mark.parametrize("code", LetterCode, ids=str)
def test_every_usual_text_says_what_it_must_and_how_to_answer(code):
    assert list(faults_of(code, USUAL[code])) == []
    assert "{telephone}" in USUAL[code].body
    letter = preview(USUAL[code])
    assert "{" not in letter.title + letter.body
    assert EXAMPLE["telephone"] in letter.body


@pytest.mark.parametrize("code", LetterCode, ids=str)
def test_titles_name_no_body_and_no_programme(code):
    """A title is read over somebody's shoulder."""
    shown = preview(USUAL[code]).title
    assert EXAMPLE["programme"] not in shown
    assert "RSA" not in shown


def test_the_invented_person_has_a_value_for_each_placeholder():
    assert set(EXAMPLE) == set(MEANINGS)


def test_a_programme_without_a_text_of_its_own_sends_the_usual_one(commissioner):
    version = add_version(Document(document()), commissioner=commissioner)
    letter = filled(version, LetterCode.CHOOSE_SLOT, EXAMPLE)
    assert letter == preview(USUAL[LetterCode.CHOOSE_SLOT])


def test_a_programme_sends_its_own_text(commissioner):
    version = add_version(Document(document(letters={"choose_slot": OWN})), commissioner=commissioner)
    letter = filled(version, LetterCode.CHOOSE_SLOT, EXAMPLE | {"prenom": "Awa"})
    assert letter.title == "À vous de choisir"
    assert letter.body.startswith("Choisissez ici : https://")
    assert content_of(version)["letters"] == {"choose_slot": OWN}


@pytest.mark.parametrize("name", ["prenom", "conseiller", "lien"])
def test_a_title_names_nobody(name):
    """It is shown on locked screens."""
    own = Text(f"Pour {{{name}}}", OWN["body"])
    assert ("title", f"Le titre se lit sur un écran verrouillé : il ne dit pas « {{{name}}} ».") in list(
        faults_of(LetterCode.CHOOSE_SLOT, own)
    )


def test_who_fills_a_letter_gives_all_that_it_may_say(commissioner):
    version = add_version(Document(document()), commissioner=commissioner)
    given_values = {name: "x" for name in placeholders_of(LetterCode.CHOOSE_SLOT) if name != "lien"}
    with pytest.raises(KeyError, match="lien"):
        filled(version, LetterCode.CHOOSE_SLOT, given_values)


@given(st.text(max_size=40) | st.sampled_from(["{lien}", "{{prenom}}", "{", "\\1", "\\g<0>"]))
def test_a_value_is_never_read_as_a_text(value):
    letter = fill(Text("Bonjour", "<{prenom}> {lien}"), {"prenom": value, "lien": "ici"})
    assert letter.body == f"<{value}> ici"


def test_a_name_in_braces_is_written_as_it_is(commissioner):
    version = add_version(Document(document()), commissioner=commissioner)
    letter = filled(version, LetterCode.CHOOSE_SLOT, EXAMPLE | {"prenom": "{lien}"})
    assert letter.body.startswith("Bonjour {lien},")


@pytest.mark.parametrize(
    ("column", "written", "said"),
    [
        ("body", "Bonjour {prénom} : {lien}", "« {prénom} » ne peut pas être rempli"),
        ("body", "Le {date} : {lien}", "« {date} » ne peut pas être rempli"),
        ("title", "{heure}", "« {heure} » ne peut pas être rempli"),
        ("body", "Bonjour {prenom}", "doit dire l'adresse à ouvrir : {lien}"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused_at_its_place(column, written, said):
    content = document(letters={"choose_slot": OWN | {column: written}})
    [fault] = incoherences(content)
    assert said in fault.message
    assert fault.place == ("letters", "choose_slot", column)


def test_the_ladder_reminds_before_it_convenes():
    content = document()
    content["delays"] |= {"remind_after_days": 5, "convene_after_days": 5}
    assert [fault.place for fault in incoherences(content)] == [("delays", "convene_after_days")]

"""The closed table of the diagnostic, and what an answer may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.assessments.kinds import MAX_TEXT, Kind, Question, clean_answers
from rebond.assessments.levels import HIGHEST, LEVELS, is_weak, level_words
from rebond.assessments.questions import SECTIONS, own_questions_of
from rebond.core.acts import ActRefused
from rebond.programmes.vocabulary import Domain

EVERY = [question for section in SECTIONS.values() for question in section.questions]
#: Anything that a browser, or a device that was away, may send.
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_a_code_means_one_thing():
    codes = [question.code for question in EVERY]
    assert len(codes) == len(set(codes)) >= 40


def test_each_domain_is_rated_once_and_has_words_of_its_own():
    rated = [question.domain for question in EVERY if question.kind == Kind.LEVEL]
    assert sorted(rated) == sorted(Domain)
    words = [text for levels in LEVELS.values() for text in levels]
    assert len(words) == len(set(words)) == len(Domain) * (HIGHEST + 1)
    assert [is_weak(level) for level in range(HIGHEST + 1)] == [True, True, False, False, False]
    assert level_words("market", 0) == "Pas encore de client, ou un seul."


def test_health_is_a_constraint_without_any_text():
    """D9: nothing about health can be written, and « préfère ne pas répondre » is possible."""
    constraint = next(question for question in EVERY if question.code == "constraint")
    assert constraint.kind == Kind.ONE
    assert "unsaid" in dict(constraint.choices)


def test_the_person_is_asked_no_rating():
    asked = [question for section in SECTIONS.values() for question in own_questions_of(section).values()]
    assert len(asked) >= 25
    assert {question.kind for question in asked}.isdisjoint({Kind.LEVEL, Kind.WEIGHT})


@given(st.sampled_from(EVERY), ANYTHING)
def test_an_answer_is_typed_or_refused_in_french(question: Question, value):
    """Whatever is sent: an answer of its kind that cleans to itself and can be read, nothing, or a reason."""
    answer, refusal = None, None
    try:
        answer = question.clean(value)
    except ActRefused as reason:
        refusal = reason
    if refusal is not None:
        assert refusal.field == question.code
        assert refusal.message.endswith(".")
    if answer is not None:
        assert question.clean(answer) == answer
        assert isinstance(question.words(answer), str)


@given(st.text(max_size=MAX_TEXT))
def test_a_text_is_kept_as_typed_but_for_its_ends(text: str):
    question = Question("skills", "Savoir-faire")
    try:
        kept = question.clean(text)
    except ActRefused:
        return
    assert (kept or "") == text.replace("\r\n", "\n").replace("\x00", "").strip()


def test_a_social_security_number_is_refused():
    with pytest.raises(ActRefused, match="sécurité sociale"):
        Question("skills", "Savoir-faire").clean("Son numéro : 2 84 05 35 238 123 45")


def test_a_question_that_is_not_asked_is_refused():
    with pytest.raises(ActRefused, match="pas posée ici"):
        clean_answers({}, {"score": 12})


def test_a_number_has_its_bounds():
    hours = next(question for question in EVERY if question.code == "hours")
    assert hours.clean("35") == 35
    assert hours.words(35) == "35 heures par semaine"
    for odd in ("35,5", "-1", "101", 35.5, "beaucoup"):
        with pytest.raises(ActRefused):
            hours.clean(odd)

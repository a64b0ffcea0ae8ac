"""French at an easy reading level: no acronym without its meaning, no long sentence, nothing in English."""

import re
from pathlib import Path

import pytest

from rebond.core.plain_words import ACRONYMS
from scripts.check_french import readable
from tests.architecture.code import REBOND

TEMPLATES = sorted((REBOND / "web/templates/portal").rglob("*.html"))
MODULES = sorted((REBOND / "web/portal").glob("*.py"))
#: Names, and words that everybody on a telephone knows.
KNOWN = {"BGE", "OK"}
#: Words of one sentence, at most.
SENTENCE_WORDS = 25


def unexplained(text: str) -> set[str]:
    """Acronyms that do not stand with their meaning, here or once before in the same text."""
    found = set(re.findall(r"\b[A-Z]{2,}\+?(?![\w])", text)) - KNOWN
    return {word for word in found if f"{word} ({ACRONYMS.get(word, '?')})" not in text.replace("’", "'")}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_acronyms_stand_with_their_meaning(path: Path):
    assert unexplained(re.sub(r"\s+", " ", readable(path))) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_acronyms_of_labels_and_messages_do_too(path: Path):
    code = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    strings = " ".join(re.findall(r'"([^"\n]*)"', code))
    accented = " ".join(
        part for part in re.split(r"(?<=[.!?])\s", strings) if re.search(r"[a-zé] [a-zé]", part)
    )
    words = unexplained(accented) - {"GET", "POST", "REQUEST", "SECTIONS"}
    assert words == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_sentences_are_short(path: Path):
    text = re.sub(r"\([^)]*\)", "", readable(path))
    sentences = [s for line in text.splitlines() for s in re.split(r"(?<=[.!?])\s", line.strip())]
    long = [s for s in sentences if len(re.findall(r"[\w'’-]+", s)) > SENTENCE_WORDS]
    assert long == []

"""A name typed on another machine, made harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.filing.naming import NAME_MAX, clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Devis machine.pdf", "Devis machine"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Delphine\\bail 2019.PDF", "bail 2019"),
        ("facture\0.pdf", "facture"),
        ("devis\r\nSet-Cookie: a.pdf", "devis Set-Cookie: a"),
        ("gpj.\u202efdp.exe", "gpj. fdp"),
        ("", "Bail"),
        (".pdf", "Bail"),
        ("\u200b\u200b", "Bail"),
        ("2 84 05 35 238 001 22.pdf", "Bail"),
        ("é" * 400 + ".jpg", "é" * NAME_MAX),
    ],
)
def test_a_name_is_made_harmless(typed, kept):
    assert clean_name(typed, instead="Bail") == kept


@given(st.text(max_size=500))
def test_any_name_becomes_one_short_line(typed):
    name = clean_name(typed, instead="Bail")
    assert 0 < len(name) <= NAME_MAX
    assert "/" not in name
    assert "\\" not in name
    assert not any(unicodedata.category(letter).startswith("C") for letter in name)
    assert clean_name(name, instead="Bail") in {
        name,
        clean_name(clean_name(name, instead="Bail"), instead="Bail"),
    }

"""What a reply says, and what it repeats: the habits of mail programs, then any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.tutoring.quoting import split_reply

SAID = "Oui, jeudi à 14 h me va.\nMerci."
REPEATED = [
    "Le lun. 13 mai 2019 à 09:12, BGE <echanges@rebond.example.org> a écrit :\n> Vous avez un message.",
    "Le lundi 13 mai 2019 à 09:12:45 UTC+2, BGE\n<echanges@rebond.example.org> a écrit :\n\n> Vous avez un message.",
    "On Mon, May 13, 2019 at 9:12 AM BGE <echanges@rebond.example.org> wrote:\n> Vous avez un message.",
    "-----Message d'origine-----\nDe : BGE\nVous avez un message.",
    "---------- Forwarded message ----------\nVous avez un message.",
    "________________________________\nDe : BGE <echanges@rebond.example.org>\nVous avez un message.",
    "De : BGE <echanges@rebond.example.org>\nEnvoyé : lundi 13 mai\nVous avez un message.",
    "> Vous avez un message.\n>\n> À bientôt.",
    "-- \nDelphine, retouches en tout genre",
]


@pytest.mark.parametrize("repeated", REPEATED)
def test_what_is_repeated_is_told_apart(repeated):
    assert split_reply(f"{SAID}\n\n{repeated}") == (SAID, repeated.strip())


@pytest.mark.parametrize("repeated", REPEATED[:3])
def test_a_reply_written_below_is_found(repeated):
    said, kept = split_reply(f"{repeated}\n\n{SAID}")
    assert said == SAID
    assert "Vous avez un message." in kept


def test_a_reply_between_the_lines_is_found():
    said, kept = split_reply("> Venez jeudi ?\nOui.\n> Avec vos factures ?\nToutes.")
    assert (said, kept) == ("Oui.\nToutes.", "> Venez jeudi ?\n> Avec vos factures ?")


@pytest.mark.parametrize(
    "text",
    [
        "Le rendez-vous a été utile.",
        "De : la maison de retraite, pas de nouvelles.",
        "> toute seule",
        "Le lun. 13 mai 2019, BGE <a@example.org> a écrit :",
        "Mon prix : > 20 € l'heure.",
    ],
)
def test_words_that_look_like_it_stay_said(text):
    assert split_reply(text) == (text, "")


_LINES = st.lists(
    st.sampled_from(
        [
            "",
            "Bonjour",
            "> cité",
            "-- ",
            "Le 3 mai, X a écrit :",
            "a écrit :",
            "_" * 32,
            "De : x@example.org",
            "Merci >",
        ]
    )
    | st.text(alphabet="ab >:_-é", max_size=12)
)


@given(lines=_LINES)
def test_nothing_is_lost_and_something_is_always_said(lines):
    text = "\n".join(lines)
    said, repeated = split_reply(text)
    assert bool(said) == bool(text.strip())
    written = sorted(line.strip() for line in text.splitlines() if line.strip())
    kept = {line.strip() for line in (said + "\n" + repeated).splitlines() if line.strip()}
    assert kept == set(written)


@given(text=st.text())
def test_any_text_is_read_without_a_fault(text):
    said, _ = split_reply(text)
    assert said == said.strip()

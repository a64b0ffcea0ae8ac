"""What acronyms stand for, wherever they come from."""

import pytest

from rebond.core.plain_words import ACRONYMS, meaning_of, spelled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CDAS", "CDAS (centre départemental d'action sociale)"),
        ("Rdv 4", "Rendez-vous 4"),
        ("Webinaire (VAE, LinkedIn…)", "Webinaire (VAE (validation des acquis de l'expérience), LinkedIn…)"),
        ("La VAE", "La VAE (validation des acquis de l'expérience)"),
        ("CDAS (chez Rozenn)", "CDAS (chez Rozenn)"),
        ("Vente (BIC)", "Vente (BIC, bénéfices industriels et commerciaux)"),
        ("FSE+", "FSE+ (Fonds social européen plus)"),
        ("Atelier CAFÉ", "Atelier CAFÉ"),
        ("Un sac à dos", "Un sac à dos"),
    ],
)
def test_short_forms_are_spelled_out(text, told):
    assert spelled(text) == told


def test_spelling_out_twice_adds_nothing_silly():
    assert spelled("") == ""
    assert all(acronym not in IN_A_MEANING for acronym in ("Rdv", "RDV"))


IN_A_MEANING = " ".join(ACRONYMS.values())


def test_usual_names_have_a_meaning_and_others_go_without():
    assert "décidez ensemble" in meaning_of("Bilan tripartite")
    assert meaning_of("Développement") == meaning_of("developpement")
    assert meaning_of("Module 4") == ""

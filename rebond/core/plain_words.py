"""Words for people who are not of the trade: what acronyms stand for, and what the usual names of a path mean."""

import re

from rebond.core.text import normalise

#: Every acronym that a person may meet on their screens, spelled out.
ACRONYMS = {
    "ACRE": "aide à la création et à la reprise d'entreprise",
    "BA": "bénéfices agricoles",
    "BIC": "bénéfices industriels et commerciaux",
    "BNC": "bénéfices non commerciaux",
    "CA": "chiffre d'affaires",
    "CAF": "caisse d'allocations familiales",
    "CCAS": "centre communal d'action sociale",
    "CDAS": "centre départemental d'action sociale",
    "CDD": "contrat à durée déterminée",
    "CDI": "contrat à durée indéterminée",
    "CNIL": "commission nationale de l'informatique et des libertés",
    "EURL": "entreprise unipersonnelle à responsabilité limitée",
    "FSE": "Fonds social européen",
    "FSE+": "Fonds social européen plus",
    "NAF": "nomenclature d'activités française",
    "PDF": "document à lire ou à imprimer",
    "RSA": "revenu de solidarité active",
    "SARL": "société à responsabilité limitée",
    "SAS": "société par actions simplifiée",
    "SASU": "société par actions simplifiée unipersonnelle",
    "SIRET": "numéro de votre entreprise",
    "SMS": "message sur votre téléphone",
    "Urssaf": "organisme qui reçoit vos cotisations",
    "VAE": "validation des acquis de l'expérience",
}
#: Short forms that are simply written in full.
IN_FULL = {"Rdv": "Rendez-vous", "RDV": "Rendez-vous", "rdv": "rendez-vous"}
_WORD = re.compile(
    r"\((?P<between>{})\)|(?<![\w+])(?:{})(?![\w+]| \()".format(
        "|".join(map(re.escape, ACRONYMS)), "|".join(map(re.escape, {**ACRONYMS, **IN_FULL}))
    )
)

#: What the usual names of phases, appointments and bodies mean. A programme may use others: those go without.
_MEANINGS = {
    "orientation": "Votre référent RSA (revenu de solidarité active) vous propose ce parcours.",
    "diagnostic": "Nous regardons ensemble où en est votre entreprise et ce qu'il vous faut.",
    "developpement": "Vous faites grandir votre activité, pas à pas.",
    "cessation": "Vous fermez votre entreprise dans de bonnes conditions, et vous préparez la suite.",
    "sortie": "Le parcours se termine. Nous prenons encore de vos nouvelles pendant un an.",
    "bilan tripartite": (
        "Un rendez-vous à trois : vous, votre référent RSA (revenu de solidarité active) et la personne qui vous "
        "conseille. Vous décidez ensemble de la suite."
    ),
    "tutorat": "Un coup de main entre deux rendez-vous.",
}


def spelled(text: str) -> str:
    """« CDAS » becomes « CDAS (centre départemental d'action sociale) », « Rdv 4 » « Rendez-vous 4 ».

    Alone between brackets, it shares them: « Vente (BIC, bénéfices industriels et commerciaux) ».
    """
    return _WORD.sub(_spelled_word, text)


def _spelled_word(found: re.Match[str]) -> str:
    if between := found["between"]:
        return f"({between}, {ACRONYMS[between]})"
    word = found[0]
    return IN_FULL[word] if word in IN_FULL else f"{word} ({ACRONYMS[word]})"


def meaning_of(label: str) -> str:
    """What a phase or an appointment is for, in one or two short sentences; empty when its name says it already."""
    return _MEANINGS.get(normalise(label), "")

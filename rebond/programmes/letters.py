"""The letters and messages that the person receives: a closed list, each with its usual text in plain French.

A programme may write its own text. Both hold placeholders, such as {prenom}, from a closed list; nothing is computed in a
text. What is sent fills them (`filled`): a value is never read as a text again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebond.programmes.vocabulary import LetterCode

if TYPE_CHECKING:
    from rebond.programmes.models import Version

__all__ = [
    "EXAMPLE",
    "MEANINGS",
    "USUAL",
    "Filled",
    "LetterCode",
    "Text",
    "faults_of",
    "fill",
    "filled",
    "placeholders_of",
    "preview",
    "text_of",
]

#: What each placeholder stands for, in the words of the screens.
MEANINGS = {
    "prenom": "le prénom de la personne",
    "intitule": "le rendez-vous, la formation ou le document",
    "date": "le jour, en toutes lettres",
    "heure": "l'heure",
    "lieu": "le lieu",
    "avec": "les personnes que l'on y rencontre",
    "conseiller": "le conseiller qui accompagne",
    "organisme": "l'organisme qui accompagne",
    "telephone": "le téléphone où répondre",
    "lien": "l'adresse à ouvrir",
    "programme": "le nom du programme",
}
#: The invented person of the previews (a fictional telephone number, an address kept for examples).
EXAMPLE = {
    "prenom": "Camille",
    "intitule": "Rdv 2",
    "date": "jeudi 12 mars 2026",
    "heure": "14 h 30",
    "lieu": "12 rue des Ajoncs, Rennes",
    "avec": "Sacha Exemple",
    "conseiller": "Sacha Exemple",
    "organisme": "Appui des Landes",
    "telephone": "02 61 91 00 42",
    "lien": "https://rebond.example.org/r/exemple",
    "programme": "Parcours du dirigeant",
}
_ALWAYS = frozenset({"prenom", "conseiller", "organisme", "telephone", "programme"})
_MEETING = frozenset({"intitule", "date", "heure", "lieu"})
_LINK = frozenset({"lien"})
_COMPANY = frozenset({"avec"})
_TITLE = frozenset({"intitule"})
#: What each letter may say besides what all of them may.
_OWN: dict[LetterCode, frozenset[str]] = {
    LetterCode.APPOINTMENT_PLANNED: _MEETING | _LINK,
    LetterCode.APPOINTMENT_MOVED: _MEETING | _LINK,
    LetterCode.APPOINTMENT_COMPANY: _MEETING | _COMPANY | _LINK,
    LetterCode.APPOINTMENT_CANCELLED: _MEETING,
    LetterCode.APPOINTMENT_REMINDER: _MEETING | _LINK,
    LetterCode.CHOOSE_SLOT: _TITLE | _LINK,
    LetterCode.CHOOSE_SLOT_REMINDER: _TITLE | _LINK,
    LetterCode.CONVOCATION: _MEETING | _LINK,
    LetterCode.REVIEW_CONVOCATION: _MEETING | _LINK,
    LetterCode.SIGN_MINUTES: _TITLE | {"date"} | _LINK,
    LetterCode.SIGN_ATTENDANCE: _TITLE | {"date"} | _LINK,
    LetterCode.SPACE_LINK: _LINK,
    LetterCode.TRAINING_ENROLLED: _MEETING,
    LetterCode.TRAINING_MOVED: _MEETING,
    LetterCode.TRAINING_CANCELLED: _MEETING,
    LetterCode.TRAINING_WITHDRAWN: _MEETING,
    LetterCode.TRAINING_REMINDER: _MEETING,
    LetterCode.MISSING_DOCUMENT: _TITLE | _LINK,
    LetterCode.NEW_MESSAGE: _LINK,
}
_WHEN_AND_WHERE = ("date", "heure", "lieu")
#: What a letter cannot leave out and still be of use.
_NEEDED: dict[LetterCode, tuple[str, ...]] = {
    LetterCode.APPOINTMENT_PLANNED: _WHEN_AND_WHERE,
    LetterCode.APPOINTMENT_MOVED: _WHEN_AND_WHERE,
    LetterCode.APPOINTMENT_COMPANY: ("date", "heure", "avec"),
    LetterCode.APPOINTMENT_CANCELLED: ("date",),
    LetterCode.APPOINTMENT_REMINDER: _WHEN_AND_WHERE,
    LetterCode.CHOOSE_SLOT: ("lien",),
    LetterCode.CHOOSE_SLOT_REMINDER: ("lien",),
    LetterCode.CONVOCATION: _WHEN_AND_WHERE,
    LetterCode.REVIEW_CONVOCATION: _WHEN_AND_WHERE,
    LetterCode.SIGN_MINUTES: ("lien",),
    LetterCode.SIGN_ATTENDANCE: ("lien",),
    LetterCode.SPACE_LINK: ("lien",),
    LetterCode.TRAINING_ENROLLED: ("intitule", *_WHEN_AND_WHERE),
    LetterCode.TRAINING_MOVED: ("intitule", *_WHEN_AND_WHERE),
    LetterCode.TRAINING_CANCELLED: ("intitule", "date"),
    LetterCode.TRAINING_WITHDRAWN: ("intitule", "date"),
    LetterCode.TRAINING_REMINDER: ("intitule", *_WHEN_AND_WHERE),
    LetterCode.MISSING_DOCUMENT: ("intitule",),
    LetterCode.NEW_MESSAGE: ("lien",),
}
#: What a title does not say: it is shown on locked screens and read over shoulders.
NOT_IN_TITLES = frozenset({"prenom", "conseiller", "avec", "lieu", "lien"})
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Text:
    """A title and a body, with their placeholders."""

    title: str
    body: str


@dataclass(frozen=True)
class Filled:
    """A title and a body, ready to be sent."""

    title: str
    body: str


def placeholders_of(code: LetterCode) -> list[str]:
    """What this letter may say, and who fills it must give, in the order of the closed list."""
    return [name for name in MEANINGS if name in _ALWAYS | _OWN[code]]


def text_of(version: "Version", code: LetterCode) -> Text:
    """The text of the programme, or the usual one when it writes none."""
    letter = version.letters.filter(code=code).first()
    return Text(letter.title, letter.body) if letter else USUAL[code]


def filled(version: "Version", code: LetterCode, values: Mapping[str, str]) -> Filled:
    """The letter with its values. Raises KeyError when one that `placeholders_of` names is not given."""
    if missing := [name for name in placeholders_of(code) if name not in values]:
        raise KeyError(f"{code}: {', '.join(missing)}")
    return fill(text_of(version, code), values)


def preview(text: Text) -> Filled:
    """The letter as the invented person of the examples would receive it; what is not known stays as written."""
    return fill(text, EXAMPLE)


def fill(text: Text, values: Mapping[str, str]) -> Filled:
    """The text with its values, which are never read as a text in their turn."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    return Filled(
        " ".join(_PLACEHOLDER.sub(value, text.title).split()), _PLACEHOLDER.sub(value, text.body).strip()
    )


def faults_of(code: LetterCode, text: Text) -> Iterator[tuple[str, str]]:
    """What is wrong with a text, in French: (« title » or « body », the sentence)."""
    allowed = placeholders_of(code)
    for column, written in (("title", text.title), ("body", text.body)):
        for name in dict.fromkeys(_PLACEHOLDER.findall(written)):
            if name not in allowed:
                shown = ", ".join(f"{{{one}}}" for one in allowed)
                yield (
                    column,
                    f"« {{{name}}} » ne peut pas être rempli dans cette lettre. Elle admet : {shown}.",
                )
    for name in sorted(NOT_IN_TITLES.intersection(_PLACEHOLDER.findall(text.title))):
        yield "title", f"Le titre se lit sur un écran verrouillé : il ne dit pas « {{{name}}} »."
    said = set(_PLACEHOLDER.findall(text.title + text.body))
    for name in _NEEDED[code]:
        if name not in said:
            yield "body", f"Cette lettre doit dire {MEANINGS[name]} : {{{name}}}."


_SIGNED = "\n\nÀ bientôt,\n{conseiller}, {organisme}\n{telephone}"
_HELLO = "Bonjour {prenom},\n\n"
_CANNOT_COME = (
    "\n\nVous ne pouvez pas venir ? Appelez-nous au {telephone}, ou choisissez un autre moment : {lien}"
)
_PLACE_AND_TIME = "Le {date} à {heure}\n{lieu}"


def _usual(title: str, said: str) -> Text:
    return Text(title, _HELLO + said + _SIGNED)


USUAL: dict[LetterCode, Text] = {
    LetterCode.APPOINTMENT_PLANNED: _usual(
        "Votre rendez-vous du {date}",
        "Votre rendez-vous « {intitule} » avec {conseiller} est fixé :\n\n" + _PLACE_AND_TIME + _CANNOT_COME,
    ),
    LetterCode.APPOINTMENT_MOVED: _usual(
        "Votre rendez-vous est déplacé au {date}",
        "Votre rendez-vous « {intitule} » change de date. Le voici :\n\n" + _PLACE_AND_TIME + _CANNOT_COME,
    ),
    LetterCode.APPOINTMENT_COMPANY: _usual(
        "Votre rendez-vous du {date} a toujours lieu",
        "Votre rendez-vous « {intitule} » garde sa date et son lieu :\n\n"
        + _PLACE_AND_TIME
        + "\n\nVous y rencontrerez {avec}."
        + _CANNOT_COME,
    ),
    LetterCode.APPOINTMENT_CANCELLED: _usual(
        "Votre rendez-vous du {date} est annulé",
        "Votre rendez-vous « {intitule} » du {date} à {heure} n'aura pas lieu. Vous n'avez pas à venir.\n\n"
        "Nous vous proposerons une autre date. Une question ? Appelez-nous au {telephone}.",
    ),
    LetterCode.APPOINTMENT_REMINDER: _usual(
        "Rappel : votre rendez-vous du {date}",
        "Nous vous attendons pour votre rendez-vous « {intitule} » :\n\n" + _PLACE_AND_TIME + _CANNOT_COME,
    ),
    LetterCode.CHOOSE_SLOT: _usual(
        "Choisissez votre rendez-vous",
        "{conseiller} vous propose un rendez-vous : « {intitule} ».\n\n"
        "Choisissez le jour et l'heure qui vous conviennent : {lien}\n\n"
        "Vous préférez téléphoner ? Appelez-nous au {telephone}.",
    ),
    LetterCode.CHOOSE_SLOT_REMINDER: _usual(
        "Votre rendez-vous reste à choisir",
        "Vous n'avez pas encore choisi la date de votre rendez-vous « {intitule} ».\n\n"
        "Il reste des créneaux : {lien}\n\n"
        "Aucun ne vous convient ? Appelez-nous au {telephone}, nous chercherons ensemble.",
    ),
    LetterCode.CONVOCATION: _usual(
        "Convocation au rendez-vous du {date}",
        "Dans le cadre de {programme}, nous vous convoquons au rendez-vous « {intitule} » :\n\n"
        + _PLACE_AND_TIME
        + _CANNOT_COME,
    ),
    LetterCode.REVIEW_CONVOCATION: _usual(
        "Votre bilan à trois le {date}",
        "Votre référent RSA, {conseiller} et vous allez faire le point ensemble et décider de la suite :\n\n"
        + _PLACE_AND_TIME
        + _CANNOT_COME,
    ),
    LetterCode.SIGN_MINUTES: _usual(
        "Un compte rendu à relire et à signer",
        "Le compte rendu de « {intitule} » du {date} est prêt. Relisez-le, puis signez-le, ou dites-nous pourquoi vous ne "
        "le signez pas : {lien}",
    ),
    LetterCode.SIGN_ATTENDANCE: _usual(
        "Votre présence à confirmer",
        "Vous étiez à « {intitule} » le {date}. Confirmez-le en signant ici : {lien}",
    ),
    LetterCode.SPACE_LINK: _usual(
        "Votre espace personnel",
        "Voici l'adresse pour entrer dans votre espace : {lien}\n\n"
        "Elle est personnelle et ne sert qu'une fois. Vous n'avez rien demandé ? Ne l'ouvrez pas.",
    ),
    LetterCode.TRAINING_ENROLLED: _usual(
        "Votre inscription du {date}",
        "Votre place est réservée pour « {intitule} » :\n\n" + _PLACE_AND_TIME + "\n\n"
        "Vous ne pouvez plus venir ? Appelez-nous au {telephone} : votre place servira à quelqu'un d'autre.",
    ),
    LetterCode.TRAINING_MOVED: _usual(
        "« {intitule} » change de date",
        "La séance où vous avez une place change de date. La voici :\n\n" + _PLACE_AND_TIME + "\n\n"
        "Cette date ne vous convient pas ? Appelez-nous au {telephone}.",
    ),
    LetterCode.TRAINING_CANCELLED: _usual(
        "« {intitule} » est annulée",
        "La séance « {intitule} » du {date} n'aura pas lieu. Vous n'avez pas à venir.\n\n"
        "Une question ? Appelez-nous au {telephone}.",
    ),
    LetterCode.TRAINING_WITHDRAWN: _usual(
        "Votre inscription du {date} est retirée",
        "Vous n'êtes plus sur la liste de « {intitule} » du {date}. Vous n'avez pas à venir.\n\n"
        "Vous vouliez venir, ou vous avez une question ? Appelez-nous au {telephone}.",
    ),
    LetterCode.TRAINING_REMINDER: _usual(
        "Rappel : « {intitule} » le {date}",
        "Nous vous attendons pour « {intitule} » :\n\n" + _PLACE_AND_TIME + "\n\n"
        "Vous ne pouvez plus venir ? Appelez-nous au {telephone}.",
    ),
    LetterCode.MISSING_DOCUMENT: _usual(
        "Un document à nous donner",
        "Il nous manque un document : {intitule}.\n\n"
        "Vous pouvez l'envoyer ici : {lien}\n\n"
        "Vous ne l'avez pas, ou vous avez une question ? Appelez-nous au {telephone}.",
    ),
    LetterCode.NEW_MESSAGE: _usual(
        "Vous avez un nouveau message",
        "{conseiller} vous a écrit. Lisez son message ici : {lien}",
    ),
}

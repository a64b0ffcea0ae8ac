"""The letters of a programme in the length of a telephone. The full ones are the programme's own (`programmes.letters`)."""

import re
from collections.abc import Mapping

from rebond.programmes.letters import LetterCode as L

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


#: One text is a few sentences; a sentence whose placeholder has no value is left out. The number is added by `telling`.
SHORT: dict[str, tuple[str, ...]] = {
    L.APPOINTMENT_PLANNED: (
        "{organisme} : rendez-vous avec {conseiller} le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Confirmer ou changer : {lien}",
    ),
    L.APPOINTMENT_MOVED: (
        "{organisme} : votre rendez-vous est déplacé au {date} à {heure}.",
        "Lieu : {lieu}.",
        "Confirmer ou changer : {lien}",
    ),
    L.APPOINTMENT_COMPANY: (
        "{organisme} : votre rendez-vous du {date} à {heure} sera avec {avec}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    L.APPOINTMENT_CANCELLED: ("{organisme} : votre rendez-vous du {date} à {heure} est annulé.",),
    L.APPOINTMENT_REMINDER: (
        "{organisme} : nous vous attendons le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    L.CHOOSE_SLOT: ("{organisme} : choisissez la date de votre rendez-vous avec {conseiller} : {lien}",),
    L.CHOOSE_SLOT_REMINDER: ("{organisme} : il reste à choisir la date de votre rendez-vous : {lien}",),
    L.CONVOCATION: (
        "{organisme} : votre présence est demandée le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    L.REVIEW_CONVOCATION: (
        "{organisme} : bilan à trois de votre parcours le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    L.SIGN_MINUTES: ("{organisme} : le compte rendu de votre bilan est à relire et à signer : {lien}",),
    L.SIGN_ATTENDANCE: ("{organisme} : votre feuille de présence du {date} est à signer : {lien}",),
    L.SPACE_LINK: ("{organisme} : ouvrez votre espace, sans mot de passe : {lien}",),
    L.TRAINING_ENROLLED: (
        "{organisme} : votre inscription à « {intitule} », le {date} à {heure}, est enregistrée.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    L.TRAINING_MOVED: (
        "{organisme} : « {intitule} » est déplacé au {date} à {heure}.",
        "Lieu : {lieu}.",
    ),
    L.TRAINING_CANCELLED: ("{organisme} : « {intitule} » du {date} est annulé.",),
    L.TRAINING_WITHDRAWN: ("{organisme} : votre inscription à « {intitule} » du {date} est retirée.",),
    L.TRAINING_REMINDER: ("{organisme} : « {intitule} », le {date} à {heure}.", "Lieu : {lieu}."),
    L.MISSING_DOCUMENT: ("{organisme} : il manque un document à votre dossier.", "Le déposer : {lien}"),
    L.NEW_MESSAGE: ("{organisme} : vous avez un nouveau message de {conseiller}.", "Le lire : {lien}"),
}


def short_text(code: str, values: Mapping[str, str]) -> str:
    """The text of an SMS, before its telephone number. Raises KeyError for a code that has none."""
    return " ".join(_fill(sentence, values) for sentence in SHORT[code] if _is_told(sentence, values))


def _is_told(sentence: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _PLACEHOLDER.findall(sentence))


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], sentence)

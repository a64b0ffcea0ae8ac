"""What the person reads, in plain French: short texts for telephones, and the full ones for e-mail and paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Filled:
    title: str
    body: str


#: One text is a few sentences; a sentence whose placeholder has no value is left out. The number is added by `telling`.
SHORT: dict[str, tuple[str, ...]] = {
    "appointment_planned": (
        "{organisme} : rendez-vous avec {conseiller} le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Confirmer ou changer : {lien}",
    ),
    "appointment_moved": (
        "{organisme} : votre rendez-vous est déplacé au {date} à {heure}.",
        "Lieu : {lieu}.",
        "Confirmer ou changer : {lien}",
    ),
    "appointment_cancelled": ("{organisme} : votre rendez-vous du {date} à {heure} est annulé.",),
    "appointment_reminder": (
        "{organisme} : nous vous attendons le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    "choose_slot": ("{organisme} : choisissez la date de votre rendez-vous avec {conseiller} : {lien}",),
    "choose_slot_reminder": ("{organisme} : il reste à choisir la date de votre rendez-vous : {lien}",),
    "convocation": (
        "{organisme} : votre présence est demandée le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    "review_convocation": (
        "{organisme} : bilan à trois de votre parcours le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    "sign_minutes": ("{organisme} : le compte rendu de votre bilan est à relire et à signer : {lien}",),
    "sign_attendance": ("{organisme} : votre feuille de présence du {date} est à signer : {lien}",),
    "space_link": ("{organisme} : ouvrez votre espace, sans mot de passe : {lien}",),
    "training_enrolled": (
        "{organisme} : votre inscription à « {intitule} », le {date} à {heure}, est enregistrée.",
        "Lieu : {lieu}.",
        "Un empêchement ? {lien}",
    ),
    "training_moved": (
        "{organisme} : « {intitule} » est déplacé au {date} à {heure}.",
        "Lieu : {lieu}.",
    ),
    "training_cancelled": ("{organisme} : « {intitule} » du {date} est annulé.",),
    "training_reminder": ("{organisme} : « {intitule} », le {date} à {heure}.", "Lieu : {lieu}."),
    "missing_document": ("{organisme} : il manque un document à votre dossier.", "Le déposer : {lien}"),
    "new_message": ("{organisme} : vous avez un nouveau message de {conseiller}.", "Le lire : {lien}"),
}


def short_text(code: str, values: Mapping[str, str]) -> str:
    """The text of an SMS, before its telephone number. Raises KeyError for a code that has none."""
    return " ".join(_fill(sentence, values) for sentence in SHORT[code] if _is_told(sentence, values))


def _is_told(sentence: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _PLACEHOLDER.findall(sentence))


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], sentence)


#: Title, then lines.
_LONG: dict[str, tuple[str, ...]] = {
    "appointment_planned": (
        "Votre rendez-vous",
        "Votre rendez-vous « {intitule} » est prévu le {date} à {heure}.",
        "Lieu : {lieu}.",
        "{conseiller} ({organisme}) vous recevra.",
        "Pour confirmer, changer ou annuler : {lien}",
    ),
    "appointment_moved": (
        "Votre rendez-vous change de date",
        "Votre rendez-vous « {intitule} » est déplacé. Il aura lieu le {date} à {heure}.",
        "Lieu : {lieu}.",
        "Pour confirmer, changer ou annuler : {lien}",
    ),
    "appointment_cancelled": (
        "Votre rendez-vous est annulé",
        "Votre rendez-vous « {intitule} » du {date} à {heure} est annulé. {conseiller} vous proposera une autre date.",
    ),
    "appointment_reminder": (
        "Votre rendez-vous approche",
        "Nous vous attendons le {date} à {heure} pour « {intitule} ».",
        "Lieu : {lieu}.",
        "Un empêchement ? Prévenez-nous : {lien}",
    ),
    "choose_slot": (
        "Choisissez la date de votre rendez-vous",
        "{conseiller} vous propose un rendez-vous : « {intitule} ». Choisissez le jour et l'heure qui vous conviennent :",
        "{lien}",
    ),
    "choose_slot_reminder": (
        "Il reste à choisir la date de votre rendez-vous",
        "Vous n'avez pas encore choisi la date de « {intitule} ». Cela prend une minute :",
        "{lien}",
    ),
    "convocation": (
        "Votre présence est demandée",
        "Votre présence est demandée le {date} à {heure} pour « {intitule} ».",
        "Lieu : {lieu}.",
        "Un empêchement ? Prévenez-nous : {lien}",
    ),
    "review_convocation": (
        "Le bilan de votre parcours",
        "Le bilan de votre parcours a lieu le {date} à {heure}, avec vous, votre référent RSA et {conseiller}.",
        "Lieu : {lieu}.",
        "Un empêchement ? Prévenez-nous : {lien}",
    ),
    "sign_minutes": (
        "Un compte rendu à signer",
        "Le compte rendu de votre bilan est prêt. Relisez-le, puis signez-le ou dites pourquoi vous ne le signez pas :",
        "{lien}",
    ),
    "sign_attendance": (
        "Une feuille de présence à signer",
        "Merci de signer votre présence au rendez-vous du {date} :",
        "{lien}",
    ),
    "space_link": (
        "Votre espace Rebond",
        "Voici le lien pour ouvrir votre espace. Aucun mot de passe n'est demandé ; le lien ne sert qu'une fois.",
        "{lien}",
    ),
    "training_enrolled": (
        "Votre inscription",
        "Votre inscription à « {intitule} », le {date} à {heure}, est enregistrée.",
        "Lieu : {lieu}.",
        "Un empêchement ? Prévenez-nous : {lien}",
    ),
    "training_moved": (
        "Une formation change de date",
        "« {intitule} » est déplacé. Nous vous attendons le {date} à {heure}.",
        "Lieu : {lieu}.",
    ),
    "training_cancelled": (
        "Une formation est annulée",
        "« {intitule} », prévu le {date}, est annulé.",
    ),
    "training_reminder": (
        "Votre formation approche",
        "Nous vous attendons le {date} à {heure} pour « {intitule} ».",
        "Lieu : {lieu}.",
    ),
    "missing_document": (
        "Il manque un document",
        "Il manque un document à votre dossier : {intitule}.",
        "Pour le déposer : {lien}",
    ),
    "new_message": (
        "Un nouveau message",
        "{conseiller} vous a écrit.",
        "Pour lire et répondre : {lien}",
    ),
}


def filled(version: object, code: str, values: Mapping[str, str]) -> Filled:
    """The full text; a line whose placeholder has no value is left out."""
    title, *body = _LONG[code]
    lines = [_fill(line, values) for line in body if _is_told(line, values)]
    return Filled(
        title,
        "\n".join(
            [f"Bonjour {values['prenom']},", "", *lines, "", values["conseiller"], values["organisme"]]
        ),
    )

"""The closed list of columns that a take-over understands, and how their headers may be written."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from rebond.core.text import normalise


class Kind(StrEnum):
    """How a cell of the column is read."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    MONTHS = "months"
    PHONE = "phone"
    EMAIL = "email"
    SIRET = "siret"
    CAF_NUMBER = "caf_number"
    NAF_CODE = "naf_code"
    POSTCODE = "postcode"
    CHOICE = "choice"
    LEAD_WORKER = "lead_worker"
    ADVISER = "adviser"


class Group(StrEnum):
    PERSON = "La personne"
    BUSINESS = "L'entreprise"
    TEAM = "Qui accompagne"
    PATH = "Le parcours"
    EXIT = "La sortie"


@dataclass(frozen=True)
class Column:
    """One column: `code` is its name in a typed row, `header` its French name in the model."""

    code: str
    header: str
    group: Group
    kind: Kind
    help: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    max_length: int = 0
    written_forms: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        forms = frozenset(normalise(name) for name in (self.header, *self.aliases))
        object.__setattr__(self, "written_forms", forms)


_P, _B, _T, _W, _X = Group.PERSON, Group.BUSINESS, Group.TEAM, Group.PATH, Group.EXIT

COLUMNS: tuple[Column, ...] = (
    Column(
        "last_name", "Nom", _P, Kind.TEXT, "Nom d'usage de la personne.", "Lavande",
        ("nom de famille", "nom d'usage", "nom usuel", "nom du bénéficiaire", "nom de l'allocataire"),
        is_required=True, max_length=80,
    ),
    Column(
        "first_name", "Prénom", _P, Kind.TEXT, "Prénom de la personne.", "Delphine",
        ("prénoms", "prénom du bénéficiaire"), is_required=True, max_length=80,
    ),
    Column(
        "birth_date", "Date de naissance", _P, Kind.DATE,
        "Conseillée : elle distingue deux personnes du même nom.", "17/05/1984",
        ("né le", "née le", "né(e) le", "naissance", "ddn"),
    ),
    Column(
        "phone", "Téléphone", _P, Kind.PHONE, "Dix chiffres, ou un numéro international.", "06 39 98 01 84",
        ("tél", "portable", "mobile", "numéro de téléphone", "n° de téléphone"),
    ),
    Column(
        "email", "Courriel", _P, Kind.EMAIL, "Adresse électronique.", "delphine.lavande@example.org",
        ("e-mail", "email", "mail", "adresse e-mail", "adresse mail", "adresse électronique"), max_length=254,
    ),
    Column(
        "caf_number", "Numéro CAF", _P, Kind.CAF_NUMBER,
        "Numéro d'allocataire : 8 chiffres au plus, parfois suivis d'une lettre. Jamais de numéro de sécurité sociale.",
        "1234567",
        ("n° CAF", "CAF", "matricule", "matricule CAF", "numéro d'allocataire", "n° allocataire", "numéro allocataire CAF"),
    ),
    Column("street", "Adresse", _P, Kind.TEXT, "Numéro et rue.", "3 rue des Lilas", ("rue", "adresse postale"), max_length=200),
    Column("postcode", "Code postal", _P, Kind.POSTCODE, "Cinq chiffres.", "35000", ("CP",)),
    Column("city", "Commune", _P, Kind.TEXT, "Commune de résidence.", "Valbruyère", ("ville",), max_length=80),
    Column(
        "rsa_since", "Au RSA depuis", _P, Kind.DATE, "Premier jour de droit au RSA.", "01/01/2018",
        ("RSA depuis", "date RSA", "date d'entrée au RSA", "date d'ouverture RSA"),
    ),
    Column(
        "business_name", "Entreprise", _B, Kind.TEXT, "Nom de l'entreprise. Vide : le nom de la personne est repris.",
        "Les Retouches de Delphine",
        ("nom de l'entreprise", "raison sociale", "enseigne", "dénomination", "nom commercial"), max_length=120,
    ),
    Column("siret", "SIRET", _B, Kind.SIRET, "14 chiffres, vérifiés.", "", ("n° SIRET", "numéro SIRET")),
    Column(
        "legal_form", "Forme juridique", _B, Kind.CHOICE, "À choisir dans la liste.", "Micro-entreprise",
        ("statut juridique", "statut", "forme"),
    ),
    Column(
        "activity", "Activité", _B, Kind.TEXT, "Ce que fait l'entreprise, en quelques mots.", "Confection et retouches",
        ("métier", "profession", "activité de l'entreprise", "secteur d'activité"), max_length=160,
    ),
    Column("naf_code", "Code NAF", _B, Kind.NAF_CODE, "Par exemple 14.13Z.", "14.13Z", ("NAF", "APE", "code APE")),
    Column(
        "income_category", "Catégorie de revenus", _B, Kind.CHOICE, "À choisir dans la liste.",
        "Prestations de services (BIC)", ("catégorie", "catégorie de revenu"),
    ),
    Column(
        "created_on", "Créée le", _B, Kind.DATE, "Date de création de l'entreprise.", "01/05/2018",
        ("date de création", "création", "date de création de l'entreprise", "date d'immatriculation"),
    ),
    Column(
        "lead_worker", "Référent RSA", _T, Kind.LEAD_WORKER,
        "Courriel, ou prénom et nom, d'un référent connu dans Rebond.", "",
        ("référent", "référente", "référent unique", "prescripteur"), is_required=True,
    ),
    Column(
        "adviser", "Conseiller", _T, Kind.ADVISER,
        "Courriel, ou prénom et nom, d'un conseiller-formateur connu dans Rebond.", "",
        ("conseillère", "conseiller-formateur", "conseiller formateur", "conseiller BGE"), is_required=True,
    ),
    Column(
        "referred_on", "Date d'orientation", _W, Kind.DATE, "Vide : la date d'entrée est reprise, et signalée.", "04/03/2019",
        ("orientation", "orienté le", "orientée le", "date de prescription", "prescription"),
    ),
    Column(
        "entered_on", "Date d'entrée", _W, Kind.DATE, "Premier jour du parcours.", "11/03/2019",
        ("entrée", "entré le", "entrée le", "début du parcours", "date de début", "date de démarrage"), is_required=True,
    ),
    Column(
        "assessed_on", "Fin du diagnostic", _W, Kind.DATE, "Jour où la suite a été choisie.", "29/04/2019",
        ("date de fin du diagnostic", "date de fin de diagnostic", "fin de diagnostic", "date du bilan de diagnostic"),
    ),
    Column(
        "branch", "Suite du diagnostic", _W, Kind.CHOICE, "Développement ou Cessation ; demande la fin du diagnostic.",
        "Développement", ("branche", "suite", "phase suivante", "développement ou cessation"),
    ),
    Column(
        "exited_on", "Date de sortie", _X, Kind.DATE, "Vide : le parcours est en cours.", "14/10/2019",
        ("sortie", "sorti le", "sortie le", "fin de parcours", "fin du parcours", "date de fin"),
    ),
    Column(
        "activity_status", "Situation à la sortie", _X, Kind.CHOICE, "À choisir dans la liste.", "Indépendant et salarié",
        ("situation", "activité à la sortie", "situation professionnelle"),
    ),
    Column(
        "rsa_status", "RSA à la sortie", _X, Kind.CHOICE, "À choisir dans la liste.", "Sorti du RSA",
        ("RSA", "sortie du RSA", "situation RSA"),
    ),
    Column(
        "rsa_left_on", "Sorti du RSA le", _X, Kind.DATE, "Si la date est connue.", "01/10/2019",
        ("sortie du RSA le", "date de sortie du RSA"),
    ),
    Column(
        "exit_reason", "Motif de sortie", _X, Kind.CHOICE,
        "Obligatoire avec une date de sortie ; « Autre motif » s'il n'est pas connu.", "Parcours mené à son terme",
        ("motif", "motif de la sortie", "raison de la sortie"),
    ),
    Column(
        "job_quality", "Emploi à la sortie", _X, Kind.CHOICE, "L'emploi salarié, s'il y en a un.",
        "Emploi durable (CDI ou plus de 6 mois)", ("emploi", "emploi salarié", "type d'emploi", "type de contrat"),
    ),
    Column(
        "turnover_before_eur", "CA avant", _X, Kind.AMOUNT, "Chiffre d'affaires encaissé avant le parcours.", "8 000,00 €",
        ("chiffre d'affaires avant", "CA à l'entrée", "chiffre d'affaires à l'entrée", "CA entrée"),
    ),
    Column(
        "turnover_before_months", "Mois du CA avant", _X, Kind.MONTHS, "Nombre de mois du CA avant. Vide : 12.", "12",
        ("nombre de mois CA avant", "nb mois CA avant"),
    ),
    Column(
        "turnover_after_eur", "CA après", _X, Kind.AMOUNT, "Chiffre d'affaires encaissé à la sortie.", "14 000,00 €",
        ("chiffre d'affaires après", "CA à la sortie", "chiffre d'affaires à la sortie", "CA sortie"),
    ),
    Column(
        "turnover_after_months", "Mois du CA après", _X, Kind.MONTHS, "Nombre de mois du CA après. Vide : 12.", "12",
        ("nombre de mois CA après", "nb mois CA après"),
    ),
)  # fmt: skip

BY_CODE = {column.code: column for column in COLUMNS}
_BY_FORM = {form: column for column in COLUMNS for form in column.written_forms}
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def column_named(header: object) -> Column | None:
    """The column that a header means; accents, case, stars and a remark in brackets do not matter."""
    text = str(header or "")
    return _BY_FORM.get(normalise(text)) or _BY_FORM.get(normalise(_IN_BRACKETS.sub(" ", text)))

"""The words that a cell may hold where the programme has a closed list: its labels, and what people write."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from rebond.core.text import normalise
from rebond.people.models import IncomeCategory, LegalForm
from rebond.programmes.models import PhaseSpec, Version
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus

#: code of the column → the vocabulary it speaks. `branch` depends on the programme.
VOCABULARIES: dict[str, type[TextChoices]] = {
    "legal_form": LegalForm,
    "income_category": IncomeCategory,
    "activity_status": ActivityStatus,
    "rsa_status": RsaStatus,
    "exit_reason": ExitReason,
    "job_quality": JobQuality,
}

#: What people write instead of the labels. « oui », « CDD » or « BIC » alone would be guesses: they are refused.
_SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "legal_form": {
        "micro": ("auto-entrepreneur", "autoentrepreneur", "auto-entreprise", "micro-entrepreneur", "micro"),
        "sole_trader": ("EI", "entreprise individuelle", "entreprise individuelle au réel"),
    },
    "income_category": {
        "sales": ("vente", "ventes", "achat-revente", "commerce", "BIC vente", "BIC ventes"),
        "services_bic": ("prestations de services", "prestation de services", "BIC services", "artisanat"),
        "bnc": ("BNC", "libéral", "profession libérale"),
        "farming": ("BA", "agricole", "agriculture"),
    },
    "activity_status": {
        "self_employed_only": ("indépendant", "indépendante", "100 % indépendant", "travailleur indépendant", "à son compte"),
        "combined": ("double activité", "pluriactivité", "activité combinée", "indépendante et salariée"),
        "salaried_only": ("salarié", "salariée", "salariat", "emploi salarié", "salariée uniquement"),
        "job_seeking": ("demandeur d'emploi", "demandeuse d'emploi", "recherche d'emploi", "chômage"),
        "training": ("formation",),
        "inactive": ("inactif", "inactive"),
    },
    "rsa_status": {
        "out": ("sorti", "sortie", "hors RSA", "sortie du RSA", "plus au RSA"),
        "in": ("au RSA", "toujours au RSA", "bénéficiaire du RSA", "maintenu au RSA"),
    },
    "exit_reason": {
        "completed": ("terme", "terminé", "parcours terminé", "fin de parcours", "fin d'accompagnement"),
        "early_job": ("emploi trouvé", "retour à l'emploi", "reprise d'emploi"),
        "lost_contact": ("injoignable", "plus de nouvelles"),
        "moved": ("déménagement", "déménagé"),
        "health": ("santé", "raison de santé", "maladie"),
        "death": ("décédé", "décédée"),
        "other": ("autre",),
    },
    "job_quality": {
        "lasting": ("CDI", "emploi durable", "durable", "CDD de plus de 6 mois", "CDD plus de 6 mois"),
        "transition": ("emploi de transition", "transition", "CDD de moins de 6 mois", "CDD moins de 6 mois", "intérim"),
        "none": ("aucun", "pas d'emploi", "sans emploi", "néant"),
    },
    "branch": {
        "developpement": ("développer", "dév", "dev"),
        "cessation": ("cesser", "fermeture", "fermer", "cessation d'activité"),
    },
}  # fmt: skip
_UNKNOWN = (
    "inconnu",
    "inconnue",
    "non connu",
    "non connue",
    "ne sait pas",
    "NSP",
    "non renseigné",
    "non renseignée",
)


def branches_of(version: Version) -> list[PhaseSpec]:
    """The phases that a path may follow once the first one is done."""
    first, *later = version.phase_specs.order_by("position")
    return [spec for spec in later if spec.rank != first.rank]


@dataclass(frozen=True)
class Vocabulary:
    """For each column with a closed list, its (code, label) pairs, and what may be written for each code."""

    labels: Mapping[str, list[tuple[str, str]]]
    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, version: Version) -> "Vocabulary":
        listed: dict[str, list[tuple[str, str]]] = {
            column: [(str(code), str(label)) for code, label in vocabulary.choices]
            for column, vocabulary in VOCABULARIES.items()
        }
        listed["branch"] = [(spec.code, spec.label) for spec in branches_of(version)]
        return cls(labels=listed, words={column: _words(column, pairs) for column, pairs in listed.items()})

    def code(self, column: str, text: str) -> str:
        """The code that a cell means. Raises ValueError with the list, in French, when it means none."""
        if code := self.words[column].get(normalise(text)):
            return code
        listed = ", ".join(label for _, label in self.labels[column])
        raise ValueError(f"Cette valeur n'est pas dans la liste : {listed}.")

    def label(self, column: str, code: str) -> str:
        return dict(self.labels[column]).get(code, "")


def _words(column: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    known = {}
    for code, label in pairs:
        synonyms = _SYNONYMS[column].get(code, ()) + (_UNKNOWN if code == "unknown" else ())
        for written in (code, label, *synonyms):
            known[normalise(written)] = code
    return known

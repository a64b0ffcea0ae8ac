"""What a piece is: a closed list, the one that is asked of people and that lists are filtered by.

No identity papers: nothing here needs them, so nothing here invites somebody to send them (data minimisation).
"""

from django.db.models import TextChoices

from rebond.documents.models import Retention


class PieceKind(TextChoices):
    CAF_CERTIFICATE = "caf_certificate", "Attestation de la CAF ou du Département"
    TURNOVER = "turnover", "Justificatif de chiffre d'affaires"
    DECLARATION = "declaration", "Déclaration ou avis (Urssaf, impôts)"
    REGISTRATION = "registration", "Immatriculation de l'entreprise"
    BANK_STATEMENT = "bank_statement", "Relevé de compte"
    QUOTE = "quote", "Devis ou facture"
    CONTRACT = "contract", "Contrat"
    LEASE = "lease", "Bail"
    INSURANCE = "insurance", "Attestation d'assurance"
    PHOTO = "photo", "Photo de l'activité"
    OTHER = "other", "Autre document"


#: Eligibility (B21) and a job found (E3) are proved to the funder: these stay with the evidence of the operation.
EVIDENCE = frozenset({PieceKind.CAF_CERTIFICATE, PieceKind.CONTRACT})


def retention_of(kind: str) -> Retention:
    """How long a piece of this kind stays."""
    return Retention.EVIDENCE if kind in EVIDENCE else Retention.FILE

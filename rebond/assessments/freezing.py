"""What was frozen does not change, nor does a signed opinion: the database itself refuses, on both engines.

A later migration that alters one of these tables ends with `*operations(FROZEN)` (see rebond/documents/once.py).
"""

from rebond.documents.once import Refusal

FROZEN = [
    Refusal(
        "assessments_assessment",
        (
            *("pathway_id", "number", "moment", "frozen_at", "frozen_by_id", "organisation_id"),
            *("content", "content_sha256"),
        ),
        "Un diagnostic arrêté ne se modifie plus : arrêtez-en un autre.",
    ),
    Refusal(
        "assessments_domainrating",
        ("assessment_id", "domain", "level"),
        "Un diagnostic arrêté ne se modifie plus : arrêtez-en un autre.",
    ),
    Refusal(
        "assessments_viabilityopinion",
        (
            *("pathway_id", "assessment_id", "replaces_id", "observed", "opinion", "conditions", "revision"),
            *("written_by_id", "organisation_id", "written_at"),
            *("signed_at", "name", "strokes", "content", "content_sha256"),
        ),
        "Un avis signé ne se modifie plus : écrivez-en un autre, qui le remplace.",
        "OLD.signed_at IS NOT NULL",
    ),
]

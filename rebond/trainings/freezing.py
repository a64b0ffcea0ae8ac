"""What was certified does not change: the database itself refuses, on both engines (rebond/documents/once.py).

A later migration that alters one of these tables ends with `*operations(CERTIFIED)`.
"""

from rebond.documents.once import Refusal

CERTIFIED = [
    Refusal(
        "trainings_certificate",
        (
            *("enrolment_id", "organisation_id", "year", "number", "minutes"),
            *("replaces_id", "document_id", "issued_at"),
        ),
        "Une attestation délivrée ne se modifie plus : une autre la remplace.",
    )
]

"""What was signed does not change: the database itself refuses, on both engines.

Triggers: see rebond/documents/once.py. A later migration that alters one of these tables ends with
`*operations(SIGNED)`: SQLite loses a table's triggers when it rebuilds it (tests/pathways/test_frozen_papers.py tells).
"""

from rebond.documents.once import Refusal

_FROZEN = "OLD.frozen_at IS NOT NULL"
_WORDS = ("content", "content_sha256", "frozen_at")

SIGNED = [
    Refusal(
        "pathways_review",
        (*_WORDS, "step_id", "programme_id", "year", "number"),
        "Un compte rendu signé ne se modifie plus : ajoutez un avenant.",
        _FROZEN,
    ),
    Refusal(
        "pathways_addendum",
        (*_WORDS, "review_id", "position", "text", "written_by_id", "written_at"),
        "Un avenant ne se modifie plus : ajoutez-en un autre.",
        _FROZEN,
    ),
    Refusal(
        "pathways_attendancesheet",
        (*_WORDS, "step_id"),
        "Une feuille de présence signée ne se modifie plus.",
        _FROZEN,
    ),
    Refusal(
        "pathways_signature",
        (
            *(
                "step_id",
                "review_id",
                "addendum_id",
                "sheet_id",
                "role",
                "user_id",
                "organisation_id",
                "state",
            ),
            *("answered_at", "name", "strokes", "reason", "way", "collected_by_id", "content_sha256"),
        ),
        "Une signature ne se modifie plus.",
        "OLD.state <> 'awaited'",
    ),
]

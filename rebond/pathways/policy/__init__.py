"""Who sees what, and who may do what. Lists, buttons, screens and acts all ask this door.

Invisible is « not found » (404); visible but forbidden is « forbidden » (403).
"""

from rebond.pathways.policy.own import OWN_PERMISSIONS, invitations_of, own_scenarios, own_steps
from rebond.pathways.policy.papers import (
    documents_visible_to,
    is_scan,
    papers_visible_to,
    signatures_visible_to,
)
from rebond.pathways.policy.permissions import PERMISSIONS, VERBS, may, offers, require
from rebond.pathways.policy.predicates import is_signer, require_seat, seats_moved_by, where_seat_moves
from rebond.pathways.policy.roles import CONTRACTOR_MANAGERS, RESULT_READERS, STEERING_ROLES
from rebond.pathways.policy.visibility import (
    actions_visible_to,
    beneficiaries_visible_to,
    corrections_visible_to,
    decisions_to_approve,
    decisions_visible_to,
    feedback_visible_to,
    follow_ups_visible_to,
    letters_to_post,
    memberships_managed_by,
    messages_visible_to,
    moves_visible_to,
    organisations_managed_by,
    pathways_visible_to,
    private_notes_visible_to,
    programmes_visible_to,
    referrals_visible_to,
    scenarios_visible_to,
    school_periods_managed_by,
    staff_visible_to,
    steps_visible_to,
    versions_visible_to,
)

__all__ = [
    "CONTRACTOR_MANAGERS",
    "OWN_PERMISSIONS",
    "PERMISSIONS",
    "RESULT_READERS",
    "STEERING_ROLES",
    "VERBS",
    "actions_visible_to",
    "beneficiaries_visible_to",
    "corrections_visible_to",
    "decisions_to_approve",
    "decisions_visible_to",
    "documents_visible_to",
    "feedback_visible_to",
    "follow_ups_visible_to",
    "invitations_of",
    "is_scan",
    "is_signer",
    "letters_to_post",
    "may",
    "memberships_managed_by",
    "messages_visible_to",
    "moves_visible_to",
    "offers",
    "organisations_managed_by",
    "own_scenarios",
    "own_steps",
    "papers_visible_to",
    "pathways_visible_to",
    "private_notes_visible_to",
    "programmes_visible_to",
    "referrals_visible_to",
    "require",
    "require_seat",
    "scenarios_visible_to",
    "school_periods_managed_by",
    "seats_moved_by",
    "signatures_visible_to",
    "staff_visible_to",
    "steps_visible_to",
    "versions_visible_to",
    "where_seat_moves",
]

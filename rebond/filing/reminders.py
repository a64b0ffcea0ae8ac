"""Reminding people of a piece that they were asked for: a daily job, once for each request."""

import logging

from django.core.exceptions import PermissionDenied

from rebond.core.acts import ActRefused
from rebond.filing.actions import remind_piece_request
from rebond.filing.asking import keeper_of, to_remind
from rebond.filing.models import PieceRequest

logger = logging.getLogger(__name__)

_JOINED = (
    "beneficiary",
    "adviser",
    "contractor",
    "lead_worker",
    "lead_organisation",
    "careers_consultant",
    "version",
)


def remind_of_pieces() -> int:
    """Write again to those who were asked a week ago; returns how many were written to. Run again, it writes nothing."""
    asked = to_remind(PieceRequest.objects.all()).select_related(
        "organisation", "pathway__programme__commissioner", *(f"pathway__{name}" for name in _JOINED)
    )
    written = 0
    for request in asked.order_by("asked_at", "pk"):
        try:
            remind_piece_request(request=request, by=keeper_of(request))
            written += 1
        except (ActRefused, PermissionDenied) as refusal:
            # One that cannot be written does not stop the others; its reason is shown on the file.
            logger.warning("not written: %s", type(refusal).__name__)
    return written

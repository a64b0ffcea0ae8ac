"""« Documents »: every kept document of a file in one list, and what the person is asked for."""

from typing import Any

from rebond.filing import policy
from rebond.filing.asking import USUAL, waiting
from rebond.filing.kinds import PieceKind
from rebond.filing.shelf import lines_of, natures_of, of_nature, shelf_of
from rebond.pathways.file import File
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.shelf import SOURCES

PAGE_SIZE = 25


def read_section(opened: File, request: StaffRequest) -> dict[str, Any]:
    """The list, newest first, of one nature when the address says so (?nature=quote)."""
    pathway, by = opened.pathway, request.actor
    shelf = shelf_of(pathway, by, SOURCES)
    nature = request.GET.get("nature", "")
    natures = natures_of(shelf)
    page = paginate(of_nature(shelf, nature), order="-kept_at", request=request, size=PAGE_SIZE)
    asked = waiting(policy.requests_visible_to(by).filter(pathway=pathway))
    withdrawn = policy.pieces_visible_to(by).filter(pathway=pathway, withdrawn_at__isnull=False)
    return {
        "page": page,
        "lines": lines_of(page.rows, SOURCES),
        "nature": nature,
        "natures": natures,
        "kept_count": sum(count for _, _, count in natures),
        "asked": list(asked.select_related("asked_by", "organisation").prefetch_related("pieces")),
        "withdrawn": list(withdrawn.select_related("withdrawn_by", "sent_by")),
        "usual": [(kind, PieceKind(kind).label) for kind in USUAL],
        "can_file": policy.may(by, "file_piece", pathway),
        "can_ask": policy.may(by, "ask_piece", pathway) and pathway.state != "suspended",
        "by": by,
    }

"""« À regarder ensemble »: what stands beside the forms of a tripartite meeting, and of the decision that comes of it."""

from typing import Any

from rebond.assessments.comparing import levels_of, read_versions
from rebond.assessments.reading import Diagnostic, standing_opinion
from rebond.pathways.meeting import agenda_of
from rebond.pathways.models import Pathway, Phase
from rebond.people.actor import Actor


def meeting_panel(phase: Phase, *, by: Actor) -> dict[str, Any]:
    """What staff/reviews/_agenda.html shows: the phase, and the diagnostic as far as the actor reads it."""
    return {"agenda": agenda_of(phase), "assessed": _assessed(phase.pathway, by=by)}


def _assessed(pathway: Pathway, *, by: Actor) -> dict[str, Any]:
    """The last frozen diagnostic and the standing opinion."""
    versions = read_versions(pathway, by=by)
    last = versions[-1] if versions else None
    levels = levels_of([last], Diagnostic([])) if last else None
    return {"last": last, "rows": levels.rows if levels else [], "opinion": standing_opinion(pathway)}

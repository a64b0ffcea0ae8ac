"""What the page of a version shows: its outline, its drawing, and for a draft what is still to mend."""

from dataclasses import dataclass

from rebond.pathways import policy
from rebond.people.actor import Actor
from rebond.programmes.availability import absences
from rebond.programmes.content import content_of
from rebond.programmes.documents import Document, problems_of
from rebond.programmes.drawing import Drawing, kinds_used, narrow_drawing, wide_drawing
from rebond.programmes.editing import Content, opened_place
from rebond.programmes.models import Version, VersionState
from rebond.programmes.outline import Outline, Part, outline_of


@dataclass(frozen=True)
class Todo:
    """Something to mend, and the thing it is about."""

    message: str
    anchor: str
    title: str


@dataclass(frozen=True)
class VersionPage:
    version: Version
    content: Content
    outline: Outline
    drawings: list[Drawing]
    kinds: list[tuple[str, str]]
    todos: list[Todo]
    #: Who is missing today, for those who steer the programme.
    cautions: list[Todo]
    can_steer: bool

    @property
    def is_draft(self) -> bool:
        return self.version.state == VersionState.DRAFT

    @property
    def can_edit(self) -> bool:
        return self.can_steer and self.is_draft


def page_of(version: Version, by: Actor) -> VersionPage:
    content = content_of(version)
    outline = outline_of(content)
    is_draft = version.state == VersionState.DRAFT
    can_steer = policy.may(by, "edit_version", version.programme)
    return VersionPage(
        version=version,
        content=content,
        outline=outline,
        drawings=[wide_drawing(content), narrow_drawing(content)],
        kinds=kinds_used(content),
        todos=_todos(content, outline) if is_draft else [],
        cautions=_cautions(version, content, outline) if can_steer else [],
        can_steer=can_steer,
    )


def _todos(content: Content, outline: Outline) -> list[Todo]:
    """What to mend before publishing; each is also told at the thing itself."""
    found = []
    by_place = {part.place: part for part in outline.every()}
    for problem in problems_of(Document(content)):
        part = by_place[opened_place(problem.place, content)]
        part.problems.append(problem.message)
        found.append(Todo(problem.message, part.anchor, part.title))
    return found


def _cautions(version: Version, content: Content, outline: Outline) -> list[Todo]:
    """Choices for which nobody is there today; each is also told at the choice itself."""
    if version.state == VersionState.RETIRED:
        return []
    found = []
    by_place = {part.place: part for part in outline.every() if isinstance(part, Part)}
    for absence in absences(version.programme, content):
        part = by_place[opened_place(absence.place, content)]
        part.cautions.append(absence.message)
        found.append(Todo(absence.message, part.anchor, part.title))
    return found

"""The diagnostic at its moments, side by side: levels domain by domain, and the answers that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rebond.assessments.levels import level_words
from rebond.assessments.models import Assessment, Moment
from rebond.assessments.policy import assessments_visible_to
from rebond.assessments.radar import Radar, draw
from rebond.assessments.reading import Diagnostic
from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody
from rebond.programmes.vocabulary import Domain

UNDER_WAY = "En cours"


@dataclass(frozen=True)
class Column:
    """One moment, and the levels that it had."""

    label: str
    levels: Mapping[str, int]


@dataclass(frozen=True)
class Cell:
    #: The column that it stands in.
    moment: str
    level: int | None
    words: str
    #: « + 1 », « − 1 », « = » since the column before; empty where one of the two is not known.
    change: str


@dataclass(frozen=True)
class Row:
    domain: Domain
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Levels:
    """The same levels as a drawing and as a table."""

    columns: tuple[Column, ...]

    @property
    def radar(self) -> Radar:
        return draw([(column.label, column.levels) for column in self.columns])

    @property
    def rows(self) -> list[Row]:
        return [Row(domain, tuple(self._cells(domain))) for domain in Domain]

    @property
    def is_empty(self) -> bool:
        return not any(column.levels for column in self.columns)

    def _cells(self, domain: Domain) -> list[Cell]:
        levels = [column.levels.get(domain) for column in self.columns]
        return [
            Cell(
                column.label,
                level,
                level_words(domain, level) if level is not None else "Pas évalué",
                _change(before, level),
            )
            for column, before, level in zip(self.columns, [None, *levels], levels, strict=False)
        ]


@dataclass(frozen=True)
class Changed:
    """An answer that is not what it was."""

    label: str
    before: str
    after: str


def read_versions(pathway: Pathway, *, by: Anybody) -> list[Assessment]:
    """What was frozen, the oldest first, as far as the actor reads it; in two queries."""
    versions = assessments_visible_to(by).filter(pathway=pathway).order_by("number")
    return list(versions.select_related("frozen_by", "document").prefetch_related("ratings"))


def levels_of(versions: list[Assessment], draft: Diagnostic) -> Levels:
    """The last version of each moment and, while it differs from the last one, the draft of who reads it."""
    last = {version.moment: version for version in versions}
    columns = [_column(last[moment]) for moment in Moment if moment in last]
    newest = _levels(versions[-1]) if versions else {}
    if draft.levels and draft.levels != newest:
        columns.append(Column(UNDER_WAY, {str(domain): level for domain, level in draft.levels.items()}))
    return Levels(tuple(columns))


def changed_answers(before: Assessment, after: Assessment) -> list[Changed]:
    """What each question, level and obstacle became from one version to the other."""
    old, new = _told(before.words), _told(after.words)
    return [
        Changed(label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "") != new.get(label, "")
    ]


def _column(version: Assessment) -> Column:
    day = clock.civil_date(version.frozen_at)
    return Column(f"{version.get_moment_display()}, {day:%d/%m/%Y}", _levels(version))


def _levels(version: Assessment) -> dict[str, int]:
    return {rating.domain: rating.level for rating in version.ratings.all()}


def _told(words: Mapping[str, Any]) -> dict[str, str]:
    """Each thing that was told, by its label."""
    told = {rating["label"]: _rating(rating) for rating in words["ratings"]}
    told |= {f"Frein : {each['label']}": each["words"] for each in words["obstacles"]}
    for section in words["sections"]:
        for answer in section["answers"]:
            told[answer["label"]] = answer["words"]
            if answer["own"]:
                told[f"{answer['label']} (réponse de la personne)"] = answer["own"]
    return {label: text for label, text in told.items() if text}


def _rating(rating: Mapping[str, Any]) -> str:
    if rating["level"] is None:
        return ""
    why = f"\n{rating['why']}" if rating["why"] else ""
    return f"{rating['level']} – {rating['words']}{why}"


def _change(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return ""
    if before == after:
        return "="
    return f"{'+' if after > before else '−'}\u202f{abs(after - before)}"

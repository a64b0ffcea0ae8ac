"""The diagnostic as it stands: what is answered, what is rated, by section."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rebond.assessments import policy
from rebond.assessments.kinds import Answers, Kind
from rebond.assessments.levels import is_weak
from rebond.assessments.models import OwnAnswers, SectionAnswers, ViabilityOpinion
from rebond.assessments.questions import SECTIONS, Section, own_questions_of
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody
from rebond.programmes.vocabulary import Domain


@dataclass(frozen=True)
class Part:
    """One section: what was answered by each side."""

    section: Section
    row: SectionAnswers | None
    own: OwnAnswers | None

    @property
    def answers(self) -> Answers:
        return self.row.answers if self.row else {}

    @property
    def revision(self) -> int:
        return self.row.revision if self.row else 0

    @property
    def own_words(self) -> dict[str, str]:
        """What the person wrote, by question."""
        asked = own_questions_of(self.section)
        answers = self.own.answers if self.own else {}
        return {code: asked[code].words(answer) for code, answer in answers.items() if code in asked}

    @property
    def answered_count(self) -> int:
        """Of the questions, levels and what makes them said left out."""
        rating = {question.code for question in self.section.questions if question.domain}
        return len(self.answers.keys() - rating)

    @property
    def is_begun(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True)
class Diagnostic:
    """The working draft, whole."""

    parts: list[Part]
    levels: Mapping[Domain, int] = field(default_factory=dict)

    @property
    def is_begun(self) -> bool:
        return any(part.answers or part.own for part in self.parts)

    @property
    def answered_at(self) -> datetime | None:
        """When somebody last answered something."""
        return max(
            (row.answered_at for part in self.parts for row in (part.row, part.own) if row), default=None
        )

    @property
    def progress(self) -> str:
        """« 4 domaines sur 6 évalués »: never a total nor an average (D8)."""
        count = len(self.levels)
        many = "s" if count > 1 else ""
        return f"{count} domaine{many} sur {len(Domain)} évalué{many}"


def read_diagnostic(pathway: Pathway, *, by: Anybody) -> Diagnostic:
    """What the actor may read of the draft, in two queries; empty parts where they may not."""
    rows = {row.section: row for row in policy.section_answers_visible_to(by).filter(pathway=pathway)}
    own = {row.section: row for row in policy.own_answers_visible_to(by).filter(pathway=pathway)}
    parts = [Part(section, rows.get(code), own.get(code)) for code, section in SECTIONS.items()]
    return Diagnostic(parts, levels_in({part.section.code: part.answers for part in parts}))


def read_part(pathway: Pathway, section: str, *, by: Anybody) -> Part:
    """One section alone. Raises KeyError for a section that does not exist."""
    row = policy.section_answers_visible_to(by).filter(pathway=pathway, section=section)
    own = policy.own_answers_visible_to(by).filter(pathway=pathway, section=section)
    return Part(SECTIONS[section], row.select_related("answered_by").first(), own.first())


def weak_domains(pathway: Pathway, *, by: Anybody) -> list[Domain]:
    """Rated 0 or 1: in the draft for who reads it, else in the last frozen diagnostic."""
    if policy.drafts_readable_by(by).filter(pk=pathway.pk).exists():
        return _weak(read_diagnostic(pathway, by=by).levels)
    return shared_weak_domains(pathway, by=by)


def shared_weak_domains(pathway: Pathway, *, by: Anybody) -> list[Domain]:
    """Rated 0 or 1 in the last frozen diagnostic, which all the parties and the person read."""
    last = policy.assessments_visible_to(by).filter(pathway=pathway).order_by("number").last()
    return _weak({rating.domain: rating.level for rating in last.ratings.all()} if last else {})


def _weak(levels: Mapping[Any, int]) -> list[Domain]:
    return [domain for domain in Domain if domain in levels and is_weak(levels[domain])]


def read_opinions(pathway: Pathway, *, by: Anybody) -> list[ViabilityOpinion]:
    """The newest first; the one under way for who reads the draft."""
    visible = policy.opinions_visible_to(by).filter(pathway=pathway).order_by("-written_at", "-pk")
    return list(visible.select_related("written_by", "organisation", "assessment", "document"))


def standing_opinion(pathway: Pathway) -> ViabilityOpinion | None:
    """The last signed opinion, which nothing replaced yet."""
    return pathway.viability_opinions.filter(signed_at__isnull=False).order_by("signed_at").last()


def levels_in(answers: Mapping[str, Mapping[str, Any]]) -> dict[Domain, int]:
    """The levels given, by domain, in the order of the domains; `answers` are those of each section."""
    found = {
        question.domain: answers[code][question.code]
        for code, section in SECTIONS.items()
        for question in section.questions
        if question.kind == Kind.LEVEL and question.domain and question.code in answers.get(code, {})
    }
    return {domain: int(found[domain]) for domain in Domain if domain in found}

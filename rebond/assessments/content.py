"""The words of a frozen diagnostic and of a signed opinion, each in one form only: the same words have the same hash."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rebond.assessments.facts import business_facts, money_facts
from rebond.assessments.kinds import Kind, Question
from rebond.assessments.levels import level_words
from rebond.assessments.models import OwnAnswers, SectionAnswers, ViabilityOpinion
from rebond.assessments.questions import OBSTACLE, SECTIONS, Section, questions_of
from rebond.assessments.reading import levels_in
from rebond.core import clock
from rebond.pathways.minutes import canonical, fingerprint
from rebond.pathways.models import Pathway
from rebond.programmes.vocabulary import Domain

__all__ = ["assessment_content", "canonical", "fingerprint", "opinion_content"]

Answered = Mapping[str, Any]


def assessment_content(pathway: Pathway) -> dict[str, Any]:
    """Everything that is known today: answers of both sides, levels and what makes them said, obstacles, figures."""
    rows = {row.section: row.answers for row in SectionAnswers.objects.filter(pathway=pathway)}
    own = {row.section: row.answers for row in OwnAnswers.objects.filter(pathway=pathway)}
    return {
        "kind": "assessment",
        "date": clock.today().isoformat(),
        **_about(pathway),
        "business_facts": [asdict(fact) for fact in business_facts(pathway)],
        "sections": [
            _section(section, rows.get(code, {}), own.get(code, {})) for code, section in SECTIONS.items()
        ],
        "ratings": _ratings(rows),
        "obstacles": _obstacles(pathway, rows.get("obstacles", {})),
        "money": asdict(money_facts(pathway)),
    }


def opinion_content(opinion: ViabilityOpinion) -> dict[str, Any]:
    """What the adviser signs: the text, the diagnostic it rests on, the opinion it replaces."""
    rests_on = opinion.assessment
    replaced = opinion.replaces
    return {
        "kind": "viability_opinion",
        **_about(opinion.pathway),
        "observed": opinion.observed,
        "opinion": opinion.opinion,
        "conditions": opinion.conditions,
        "rests_on": {"label": str(rests_on), "sha256": rests_on.content_sha256} if rests_on else None,
        "replaces": {"label": str(replaced), "sha256": replaced.content_sha256} if replaced else None,
    }


def _about(pathway: Pathway) -> dict[str, str]:
    return {
        "programme": str(pathway.programme),
        "contractor": str(pathway.contractor),
        "person": str(pathway.beneficiary),
        "business": str(pathway.business),
    }


def _section(section: Section, answers: Answered, own: Answered) -> dict[str, Any]:
    told = [
        {
            "code": question.code,
            "label": question.label,
            "words": _words(question, answers),
            "own": _words(question, own),
        }
        for question in section.questions
        if not _is_told_elsewhere(question)
    ]
    return {
        "code": section.code,
        "label": section.label,
        "answers": [answer for answer in told if answer["words"] or answer["own"]],
    }


def _is_told_elsewhere(question: Question) -> bool:
    return question.domain is not None or question.kind == Kind.WEIGHT


def _words(question: Question, answers: Answered) -> str:
    return question.words(answers[question.code]) if question.code in answers else ""


def _ratings(rows: Mapping[str, Answered]) -> list[dict[str, Any]]:
    """Every domain, those that nobody rated too: a level that is not known is told, never a zero."""
    levels = levels_in(rows)
    whys = {code: words for answers in rows.values() for code, words in answers.items()}
    return [
        {
            "domain": str(domain),
            "label": str(domain.label),
            "level": levels.get(domain),
            "words": level_words(domain, levels[domain]) if domain in levels else "Pas évalué.",
            "why": whys.get(f"why_{domain}", ""),
        }
        for domain in Domain
    ]


def _obstacles(pathway: Pathway, answers: Answered) -> list[dict[str, Any]]:
    """The heaviest first."""
    weighed = [
        {"label": question.label, "weight": answers[code], "words": question.words(answers[code])}
        for code, question in questions_of(SECTIONS["obstacles"], pathway).items()
        if code.startswith(OBSTACLE) and code in answers
    ]
    return sorted(weighed, key=lambda each: -int(each["weight"]))

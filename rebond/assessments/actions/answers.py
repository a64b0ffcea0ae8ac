"""Filling the diagnostic, section by section: two people on two sections never meet, nor do the person and the adviser."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from rebond.assessments import policy
from rebond.assessments.kinds import clean_answers
from rebond.assessments.models import OwnAnswers, SectionAnswers
from rebond.assessments.questions import SECTIONS, Section, own_questions_of, questions_of
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused, StaleEdit
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody, PersonActor


@transaction.atomic
def answer_section(
    *, pathway: Pathway, section: str, answers: Mapping[str, Any], by: Anybody, revision: int | None = None
) -> SectionAnswers | OwnAnswers:
    """Keep the answers to a section whole: question code → answer; what is left out is emptied.

    `revision` is the one that was read, 0 when nothing was answered yet; None: whatever it is. The person's answers are
    rows of their own. The same answers sent twice are kept once, and
    nothing is kept of nothing. Raises StaleEdit (its `current` is the row as saved
    meanwhile), ActRefused on the question's code, or when the path is closed.
    """
    lock(pathway)
    policy.require(by, "answer_section", pathway)
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : le diagnostic ne change plus.")
    part = SECTIONS.get(section)
    if part is None:
        raise ActRefused("Cette partie du diagnostic n'existe pas.")
    row, asked = _row(pathway, part, by)
    cleaned = clean_answers(asked, answers)
    if row.answers == cleaned:
        return row
    if revision is not None and revision != row.revision:
        raise StaleEdit(row)
    row.answers, row.answered_at, row.revision = cleaned, clock.now(), row.revision + 1
    if isinstance(row, SectionAnswers):
        row.answered_by = by.user  # type: ignore[union-attr]
    row.save()
    note_own_contact(pathway, by=by)
    facts = {"section": section, "answered_count": len(cleaned)}
    record("answer_section", on=row, by=by, beneficiary_id=pathway.beneficiary_id, **facts)
    return row


def _row(pathway: Pathway, part: Section, by: Anybody) -> tuple[SectionAnswers | OwnAnswers, dict[str, Any]]:
    """Where the answers of this side are kept, and what it is asked. A row not saved yet has the revision 0."""
    if isinstance(by, PersonActor):
        own = OwnAnswers.objects.filter(pathway=pathway, section=part.code).first()
        return own or OwnAnswers(pathway=pathway, section=part.code, revision=0), own_questions_of(part)
    row = SectionAnswers.objects.filter(pathway=pathway, section=part.code).first()
    return row or SectionAnswers(pathway=pathway, section=part.code, revision=0), questions_of(part, pathway)

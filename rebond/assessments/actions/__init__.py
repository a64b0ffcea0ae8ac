"""The only writers of the diagnostic. Each act: lock, require, move, save, record."""

from rebond.assessments.actions.answers import answer_section

__all__ = ["answer_section"]

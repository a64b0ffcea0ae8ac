"""The only writers of the diagnostic. Each act: lock, require, move, save, record."""

from rebond.assessments.actions.answers import answer_section
from rebond.assessments.actions.freezing import freeze_assessment
from rebond.assessments.actions.opinions import sign_opinion, write_opinion

__all__ = ["answer_section", "freeze_assessment", "sign_opinion", "write_opinion"]

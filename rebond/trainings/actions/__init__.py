"""The only writers of courses, sessions and enrolments. Each act: lock, require, move, save, record, tell."""

from rebond.trainings.actions.catalogue import add_course, edit_course
from rebond.trainings.actions.certificates import issue_certificate, issue_certificates
from rebond.trainings.actions.enrolments import add_walk_in, enrol, enrol_several, withdraw
from rebond.trainings.actions.presences import rate_training, record_presence, sign_presence
from rebond.trainings.actions.sessions import cancel_session, change_session, open_session

__all__ = [
    "add_course",
    "add_walk_in",
    "cancel_session",
    "change_session",
    "edit_course",
    "enrol",
    "enrol_several",
    "issue_certificate",
    "issue_certificates",
    "open_session",
    "rate_training",
    "record_presence",
    "sign_presence",
    "withdraw",
]

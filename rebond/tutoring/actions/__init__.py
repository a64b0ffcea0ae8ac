"""The only writers of exchanges, tasks and time. Each act: lock, require, move, save, record, tell."""

from rebond.tutoring.actions.messages import settle_message, write_to_adviser, write_to_person
from rebond.tutoring.actions.notes import change_audience, record_call, write_note

__all__ = [
    "change_audience",
    "record_call",
    "settle_message",
    "write_note",
    "write_to_adviser",
    "write_to_person",
]

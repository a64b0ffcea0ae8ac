"""The only writers of exchanges, tasks and time. Each act: lock, require, move, save, record, tell."""

from rebond.tutoring.actions.mails import accept_mail, drop_mail, receive_mail
from rebond.tutoring.actions.messages import settle_message, write_to_adviser, write_to_person
from rebond.tutoring.actions.notes import change_audience, record_call, write_note
from rebond.tutoring.actions.tasks import drop_task, finish_task, reopen_task, set_task
from rebond.tutoring.actions.templates import remove_template, save_template
from rebond.tutoring.actions.times import correct_time, export_time, note_time, remove_time

__all__ = [
    "accept_mail",
    "change_audience",
    "correct_time",
    "drop_mail",
    "drop_task",
    "export_time",
    "finish_task",
    "note_time",
    "receive_mail",
    "record_call",
    "remove_template",
    "remove_time",
    "reopen_task",
    "save_template",
    "set_task",
    "settle_message",
    "write_note",
    "write_to_adviser",
    "write_to_person",
]

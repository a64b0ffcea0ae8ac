"""The triggers of what is written once are in place: a migration that rebuilt their table would have lost them on SQLite."""

from django.db import connection

from rebond.assessments.freezing import FROZEN
from rebond.documents.once import DOCUMENTS
from rebond.pathways.freezing import SIGNED
from rebond.trainings.freezing import CERTIFIED


def test_every_trigger_is_there(db):
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        found = {name for (name,) in cursor.fetchall()}
    assert {refusal.name for refusal in (*DOCUMENTS, *SIGNED, *CERTIFIED, *FROZEN)} <= found


def test_every_column_of_a_signature_is_watched():
    from rebond.pathways.models import Signature

    watched = next(refusal for refusal in SIGNED if refusal.table == Signature._meta.db_table).columns
    assert {field.column for field in Signature._meta.concrete_fields} - {"id"} == set(watched)

"""For tests that need a published rule to say something else: the freeze of published versions, lifted for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from rebond.programmes.freezing import thawed


@contextmanager
def unfrozen() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with thawed(connection):
            yield
        return
    # A trigger cannot be dropped while its table has checks pending, which a test's own transaction has.
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")

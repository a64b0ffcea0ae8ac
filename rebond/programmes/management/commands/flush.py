"""Django's own flush, which empties every table: the frozen versions go with the rest."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from rebond.programmes.freezing import thawed


class Command(Flush):
    # SQLite empties a table row by row, where the triggers of frozen versions would refuse.
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            super().handle(*args, **options)
            return
        with thawed(connection):
            super().handle(*args, **options)

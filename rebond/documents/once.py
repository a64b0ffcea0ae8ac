"""What is written once: triggers by which the database itself refuses a change, on both engines.

A migration puts them with `operations(…)`. SQLite rebuilds a table to alter it and loses its triggers: a migration that
alters such a table ends with the operations again (a test tells when one is missing).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: Between two columns: true when they differ, even where one is null.
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True)
class Refusal:
    """An UPDATE of `table` that touches one of `columns` is refused with `text`, when the SQL `condition` on OLD holds."""

    table: str
    columns: tuple[str, ...]
    text: str
    condition: str = "1 = 1"

    @property
    def name(self) -> str:
        return f"once_{self.table}"

    def creation(self, vendor: str) -> list[str]:
        """The statements that put the trigger."""
        changed = " OR ".join(f"NEW.{column} {_DIFFERS[vendor]} OLD.{column}" for column in self.columns)
        when = f"({self.condition}) AND ({changed})"
        text = self.text.replace("'", "''")
        if vendor == "sqlite":
            head = f"CREATE TRIGGER IF NOT EXISTS {self.name} BEFORE UPDATE ON {self.table} FOR EACH ROW"
            return [f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{text}'); END"]
        raised = f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"BEGIN IF {when} THEN {raised}; END IF; RETURN NEW; END"
        function = f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
        trigger = f"CREATE OR REPLACE TRIGGER {self.name} BEFORE UPDATE ON {self.table} FOR EACH ROW"
        return [f"{function} $$ {body} $$", f"{trigger} EXECUTE FUNCTION {self.name}()"]

    def removal(self, vendor: str) -> list[str]:
        """The statements that take it away."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP FUNCTION IF EXISTS {self.name}() CASCADE"]


def operations(refusals: Sequence[Refusal]) -> list[migrations.RunPython]:
    """What a migration does to put these triggers, and to go back."""

    def put(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for refusal in refusals:
            _run(schema_editor, refusal.creation(schema_editor.connection.vendor))

    def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for refusal in refusals:
            _run(schema_editor, refusal.removal(schema_editor.connection.vendor))

    return [migrations.RunPython(put, remove)]


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


#: A document is what was kept, or it is gone: never something else.
DOCUMENTS = [
    Refusal(
        "documents_document",
        ("kind", "name", "media_type", "size_bytes", "sha256", "file", "beneficiary_id", "kept_at"),
        "Un document conservé ne se modifie plus.",
    )
]

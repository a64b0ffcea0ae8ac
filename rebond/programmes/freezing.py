"""A published version is frozen, and the database itself refuses: triggers on every table of configuration.

A migration that alters one of these tables begins with `RunPython(thaw, freeze)` and ends with `RunPython(freeze, thaw)`:
SQLite rebuilds a table to alter it, and its triggers would be lost (tests/programmes/test_freeze.py would tell).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps as live_apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROZEN = "Une version publiée ne se modifie plus : préparez un brouillon."

_VERSION = "programmes_version"
_PHASE_OF = "(SELECT version_id FROM programmes_phasespec WHERE id = {row}.{column})"
_STEP_OF = (
    "(SELECT p.version_id FROM programmes_stepspec s JOIN programmes_phasespec p ON p.id = s.phase_id"
    " WHERE s.id = {row}.{column})"
)
_CHOICE_OF = _STEP_OF.replace("programmes_stepspec", "programmes_choicespec")
_ACTIVITY_OF = "(SELECT version_id FROM programmes_activityspec WHERE id = {row}.{column})"
_RATE_OF = "(SELECT version_id FROM programmes_ratespec WHERE id = {row}.rate_id)"

#: Each table of configuration, and how one of its rows ({row}) leads to its version.
TABLES = {
    "programmes_ratespec": "{row}.version_id",
    "programmes_rateclause": _RATE_OF,
    "programmes_ratewithdrawal": _RATE_OF,
    "programmes_followupspec": "{row}.version_id",
    "programmes_listitem": "{row}.version_id",
    "programmes_eligibilityquestion": "{row}.version_id",
    "programmes_letter": "{row}.version_id",
    "programmes_logo": "{row}.version_id",
    "programmes_houraccount": "{row}.version_id",
    "programmes_activityspec": "{row}.version_id",
    "programmes_phasespec": "{row}.version_id",
    "programmes_stepspec": _PHASE_OF.replace("{column}", "phase_id"),
    "programmes_choicespec": _PHASE_OF.replace("{column}", "phase_id"),
    "programmes_phasespec_places": _PHASE_OF.replace("{column}", "phasespec_id"),
    "programmes_activityspec_phases": _ACTIVITY_OF.replace("{column}", "activityspec_id"),
    "programmes_steppartyspec": _STEP_OF.replace("{column}", "step_id"),
    "programmes_reminderspec": _STEP_OF.replace("{column}", "step_id"),
    "programmes_stepspec_places": _STEP_OF.replace("{column}", "stepspec_id"),
    "programmes_choiceauthorspec": _CHOICE_OF.replace("{column}", "choice_id"),
    "programmes_choicepartyspec": _CHOICE_OF.replace("{column}", "choice_id"),
}
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
#: Tables of former releases: their triggers go before they do.
_FORMER = ("programmes_exitclause", "programmes_exitwithdrawal")
#: What may still change once published: the state (to retire it).
_LIVING = {"id", "state", "published_at"}


def freeze(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers (a migration's operation)."""
    _put(schema_editor.connection, _columns(apps))


def thaw(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away (a migration's operation)."""
    _run(schema_editor.connection, _removals(schema_editor.connection.vendor))


@contextmanager
def thawed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within, published versions may be written: for emptying a whole database, never for an act."""
    _run(connection, _removals(connection.vendor))
    try:
        yield
    finally:
        _put(connection, _columns(live_apps))


def trigger_names() -> list[str]:
    """The triggers that a migrated database holds, on either engine."""
    return sorted(f"frozen_{table}_{event.lower()}" for table, event in _places())


def _places() -> list[tuple[str, str]]:
    events = [(table, event) for table in TABLES for event in _ROWS]
    return [*events, (_VERSION, "UPDATE"), (_VERSION, "DELETE")]


def _columns(apps: Any) -> list[str]:
    """The columns of a version that a publication freezes."""
    fields = apps.get_model("programmes", "Version")._meta.local_concrete_fields
    return [field.column for field in fields if field.column not in _LIVING]


def _refusal(table: str, event: str, columns: list[str], differs: str) -> str:
    """The SQL condition under which this event on this table is refused."""
    if table != _VERSION:
        return " OR ".join(
            f"(SELECT state FROM {_VERSION} WHERE id = {TABLES[table].format(row=row)}) <> 'draft'"  # noqa: S608
            for row in _ROWS[event]
        )
    if event == "DELETE":
        return "OLD.state <> 'draft'"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    is_retired = "(OLD.state = 'published' AND NEW.state = 'retired')"
    lives = f"NEW.published_at {differs} OLD.published_at OR (NEW.state <> OLD.state AND NOT {is_retired})"
    return f"OLD.state <> 'draft' AND ({changed} OR {lives})"


def _put(connection: BaseDatabaseWrapper, columns: list[str]) -> None:
    """Guard each table that exists: an early migration runs before the later tables are made."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    _run(connection, _creations(connection.vendor, columns, existing))


def _creations(vendor: str, columns: list[str], existing: set[str]) -> list[str]:
    create, differs = (_sqlite, "IS NOT") if vendor == "sqlite" else (_postgresql, "IS DISTINCT FROM")
    return [
        statement
        for table, event in _places()
        if table in existing
        for statement in create(table, event, _refusal(table, event, columns, differs))
    ]


def _sqlite(table: str, event: str, refusal: str) -> list[str]:
    name = f"frozen_{table}_{event.lower()}"
    trigger = f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {refusal} "
    return [trigger + f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"]


def _postgresql(table: str, event: str, refusal: str) -> list[str]:
    name = f"frozen_{table}_{event.lower()}"
    refused = f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"IF {refusal} THEN {refused}; END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'};"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    trigger = (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return [function, trigger]


def _removals(vendor: str) -> list[str]:
    former = [f"frozen_{table}_{event.lower()}" for table in _FORMER for event in _ROWS]
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in [*trigger_names(), *former]]
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in [*trigger_names(), *former]]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

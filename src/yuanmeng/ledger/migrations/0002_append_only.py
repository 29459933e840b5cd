"""Events and their ties are append-only; an operation gets its answer once. Enforced by the database itself."""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ANSWERED = "OLD.answer IS NOT NULL OR NEW.op <> OLD.op OR NEW.verb <> OLD.verb"
TABLES = ("ledger_event", "ledger_about", "ledger_operation")
EACH = [
    (table, verb, f"WHEN ({ANSWERED})" if (table, verb) == ("ledger_operation", "update") else "")
    for table in TABLES
    for verb in ("update", "delete")
]
SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table, verb, when in EACH
]
FUNCTION = """CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = [
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW {when} "
        "EXECUTE FUNCTION ledger_append_only()"
        for table, verb, when in EACH
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        for table in TABLES
    ),
]


def refuse(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement, None)


def allow(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, as an attacker who owns the database would; tests do it."""
    with connection.cursor() as cursor:
        for table, verb, _when in EACH:
            owner = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_no_{verb}{owner}", None)
        for table in TABLES if connection.vendor == "postgresql" else ():
            cursor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}", None)


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)  # a % is a %
    refuse(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(forbid),)

"""Events and their ties are append-only; an operation gets its answer once. Enforced by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when}"
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table, verb, when in (
        ("ledger_event", "update", ""),
        ("ledger_event", "delete", ""),
        ("ledger_about", "update", ""),
        ("ledger_about", "delete", ""),
        ("ledger_operation", "update", "WHEN OLD.answer IS NOT NULL OR NEW.op <> OLD.op OR NEW.verb <> OLD.verb "),
        ("ledger_operation", "delete", ""),
    )
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()"
        for table in ("ledger_event", "ledger_about")
    ),
    "CREATE TRIGGER ledger_operation_no_delete BEFORE DELETE ON ledger_operation "
    "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
    "CREATE TRIGGER ledger_operation_answered BEFORE UPDATE ON ledger_operation FOR EACH ROW "
    "WHEN (OLD.answer IS NOT NULL OR NEW.op <> OLD.op OR NEW.verb <> OLD.verb) EXECUTE FUNCTION ledger_append_only()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        for table in ("ledger_event", "ledger_about", "ledger_operation")
    ),
]


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)  # a % is a %


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(forbid),)

"""Events and their ties are append-only; an operation gets its answer once. Enforced by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.ledger.append_only import refuse

TABLES = {
    "ledger_event": "",
    "ledger_about": "",
    "ledger_operation": "OLD.answer IS NOT NULL OR NEW.op <> OLD.op OR NEW.verb <> OLD.verb",
}


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(forbid),)

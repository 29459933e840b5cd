"""Settlement lines, workers' answers and hours are only added: refused by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.ledger.append_only import refuse

TABLES = {"matching_entry": "", "matching_consent": "", "matching_hours": ""}


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = (("matching", "0003_hours"),)
    operations = (migrations.RunPython(forbid),)

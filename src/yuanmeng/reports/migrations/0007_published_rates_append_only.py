"""A published rate is never changed: refused by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.ledger.append_only import refuse

TABLES = {"reports_publishedrate": ""}


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = (("reports", "0006_published_rates"),)
    operations = (migrations.RunPython(forbid),)

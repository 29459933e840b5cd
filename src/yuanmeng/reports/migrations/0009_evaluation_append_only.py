"""A value is never changed, and of its evidence nothing but that it was taken away: refused by the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.ledger.append_only import refuse

TABLES = {
    "reports_indicatorvalue": "",
    "reports_evidence": "OLD.removed OR NOT NEW.removed OR NEW.value_id <> OLD.value_id OR NEW.stored <> OLD.stored "
    "OR NEW.name <> OLD.name OR NEW.sha256 <> OLD.sha256 OR NEW.by_id <> OLD.by_id OR NEW.at <> OLD.at",
}


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = (("reports", "0008_evaluation"),)
    operations = (migrations.RunPython(forbid),)

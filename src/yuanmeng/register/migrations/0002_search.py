"""The pieces of names, initials and codes: an FTS5 table on SQLite, a tsvector column with GIN on PostgreSQL.

Written by register/actions/searching.py alone; the pieces themselves are cut by core/bigrams.py.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE VIRTUAL TABLE register_search USING fts5("
    "terms, content='', contentless_delete=1, detail=none, tokenize=\"ascii tokenchars '#@'\")",
)
POSTGRESQL = (
    "ALTER TABLE register_firmindex ADD COLUMN terms tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX register_search ON register_firmindex USING gin (terms) WITH (fastupdate = off)",
)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("register", "0001_initial"),)
    operations = (migrations.RunPython(create),)

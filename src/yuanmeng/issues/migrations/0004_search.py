"""The pieces of titles and texts: an FTS5 table on SQLite, a table with tsvector and GIN on PostgreSQL.

Written by issues/actions/searching.py alone; the pieces themselves are cut by core/bigrams.py. No foreign key: what is
deleted is taken out by the action that deletes it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.core.bigrams import cut

SQLITE = (
    "CREATE VIRTUAL TABLE issues_search USING fts5("
    "terms, content='', contentless_delete=1, detail=none, tokenize=\"ascii tokenchars '#@'\")",
)
POSTGRESQL = (
    "CREATE TABLE issues_search (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
    "CREATE INDEX issues_search_terms ON issues_search USING gin (terms)",
)
PIECES = {"sqlite": "%s", "postgresql": "array_to_tsvector(string_to_array(%s, ' '))"}
CHUNK = 1000


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
    insert = f"INSERT INTO issues_search (rowid, terms) VALUES (%s, {PIECES[vendor]})"  # noqa: S608
    rows = apps.get_model("issues", "Issue").objects.order_by("pk").values_list("pk", "title", "text")
    with schema_editor.connection.cursor() as cursor:
        for pk, title, text in rows.iterator(CHUNK):
            cursor.execute(insert, [pk, cut(title, text)])


class Migration(migrations.Migration):
    dependencies = (("issues", "0003_imports"),)
    operations = (migrations.RunPython(create),)

"""Tables whose rows are written once: the database itself refuses to change or delete them, on both databases."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

Tables = Mapping[str, str]
"""Table → when an update is refused, in SQL over OLD and NEW; "" is always."""
FUNCTION = """CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def refuse(connection: BaseDatabaseWrapper, tables: Tables) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION, None)  # a % is a %
        for table, when in tables.items():
            for verb, condition in (("update", f"WHEN ({when})" if when else ""), ("delete", "")):
                cursor.execute(_trigger(connection.vendor, table, verb, condition), None)
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()",
                    None,
                )


def _trigger(vendor: str, table: str, verb: str, condition: str) -> str:
    head = f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW {condition} EXECUTE FUNCTION ledger_append_only()"
    return f"{head} {condition} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"


def allow(connection: BaseDatabaseWrapper, tables: Tables) -> None:
    """Drop the triggers, as an attacker who owns the database would; tests do it."""
    verbs = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    with connection.cursor() as cursor:
        for table in tables:
            for verb in verbs:
                owner = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}{owner}", None)

"""The append-only tables opened, as only the owner of the database can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

from yuanmeng.ledger.append_only import allow, refuse

MIGRATIONS = (
    "ledger.migrations.0002_append_only",
    "reports.migrations.0002_append_only",
    "reports.migrations.0003_forms",
    "reports.migrations.0005_definition_versions_append_only",
    "matching.migrations.0004_append_only",
    "reports.migrations.0007_published_rates_append_only",
    "reports.migrations.0009_evaluation_append_only",
)
TABLES = {
    table: when for migration in MIGRATIONS for table, when in import_module(f"yuanmeng.{migration}").TABLES.items()
}


@contextmanager
def open_ledger() -> Iterator[None]:
    """The triggers put aside for a while."""
    allow(connection, TABLES)
    yield
    refuse(connection, TABLES)

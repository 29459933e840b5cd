"""The append-only tables opened, as only the owner of the database can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection


@contextmanager
def open_ledger() -> Iterator[None]:
    """The triggers put aside for a while."""
    triggers = import_module("yuanmeng.ledger.migrations.0002_append_only")
    triggers.allow(connection)
    yield
    triggers.refuse(connection)

"""The pieces of titles and texts by which problems are found, written with the problem in its transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from yuanmeng.core.bigrams import cut
from yuanmeng.issues.models import Issue

PIECES = {"sqlite": "%s", "postgresql": "array_to_tsvector(string_to_array(%s, ' '))"}


def index(issues: Iterable[Issue]) -> None:
    """Every action that writes titles or texts calls it."""
    rows = [(issue.pk, cut(issue.title, issue.text)) for issue in issues]
    forget(pk for pk, _pieces in rows)
    insert = f"INSERT INTO issues_search (rowid, terms) VALUES (%s, {PIECES[connection.vendor]})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(insert, rows)


def forget(keys: Iterable[int]) -> None:
    """What is deleted is found no more."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM issues_search WHERE rowid = %s", [(key,) for key in keys])

"""Settlement lines and workers' answers: the database itself refuses to change or delete them."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.matching.test_loans import active, agreed, asked, ready  # noqa: F401

from yuanmeng.core.actor import PUBLIC
from yuanmeng.matching.actions import papers, workers
from yuanmeng.matching.links import token_of
from yuanmeng.matching.models import Consent, Entry
from yuanmeng.matching.queries.loans import totals


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_settlement_line_is_corrected_by_another_and_never_changed(zone, active) -> None:  # noqa: F811
    said = {"kind": "cost_due", "month": dt.date(2026, 11, 1), "by": zone.brewery_people}
    wrong = papers.book(active.pk, fen=120_000, note="班车费", op=uuid4(), **said)
    for sql in (
        "UPDATE matching_entry SET fen = 1",
        "UPDATE matching_entry SET note = note",
        "DELETE FROM matching_entry",
    ):
        refused(sql)
    papers.reverse(active.pk, entry=wrong.pk, note="重复记账", by=zone.brewery_people, op=uuid4())
    papers.book(active.pk, fen=100_000, note="班车费", op=uuid4(), **said)
    assert totals(active) == {"cost_due": 100_000}
    assert list(Entry.objects.values_list("fen", flat=True)) == [120_000, -120_000, 100_000]


def test_an_answer_is_followed_by_another_and_never_changed(zone, ready) -> None:  # noqa: F811
    worker = ready.workers.first()
    for sql in ("UPDATE matching_consent SET answer = 'refused'", "DELETE FROM matching_consent"):
        refused(sql)
    workers.answer(token_of(worker), verb="withdraw", by=PUBLIC, op=uuid4())
    assert list(Consent.objects.filter(worker=worker).values_list("answer", flat=True)) == ["given", "withdrawn"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_tables_cannot_be_emptied_at_once(db) -> None:
    for table in ("matching_entry", "matching_consent"):
        refused(f"TRUNCATE {table} CASCADE")

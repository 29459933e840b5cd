"""A year's notice counts running deadlines again, in the same transaction."""

from __future__ import annotations

from uuid import uuid4

from yuanmeng.core.actor import Role
from yuanmeng.issues.models import Clock
from yuanmeng.ledger.models import Event
from yuanmeng.workdays.actions import load
from yuanmeng.workdays.models import YearNotice

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：2027年1月1日至5日放假，共5天。
"""


def test_a_notice_moves_what_runs_into_its_year(at, zone, loop, acting) -> None:
    YearNotice.objects.filter(year=2027).delete()
    at("2026-12-30 10:00")
    from yuanmeng.issues.actions import raise_issue

    issue = raise_issue(zone.bakery.pk, values={"title": "跨年"}, by=zone.officer, op=uuid4())
    before = Clock.objects.get(issue=issue, what="finish").due
    load(NOTICE.encode(), source="测试", by=acting(Role.SYSTEM_ADMINISTRATOR), op=uuid4())
    after = Clock.objects.get(issue=issue, what="finish").due
    assert after > before
    told = Event.objects.filter(verb="issue.recount", facts__clock="finish").first()
    assert (told.facts["was"], told.facts["now"]) == (before.isoformat(), after.isoformat())

"""The demo zone's outside facts and its first briefing, written by an officer and published by the leader."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor
from yuanmeng.desk.demo import briefing as words
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports.actions import facts, writing


@action("demo.report")
def report(today: dt.date, people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: the briefing that proves itself; its key. `people` maps logins to keys."""
    officer, leader = (actor_of(User.objects.get(pk=people[login])) for login in ("officer", "leader"))
    fact = {}
    for name, values in (("rank", words.RANK), ("share", words.SHARE)):
        told = values | {"on": dt.date(2021, 12, 31)}
        fact[name] = facts.record_fact(values=told, by=officer, op=uuid5(op, name)).pk
    text = words.TEXT.format(so_far=f"{today.year}-01-01..{today}", since=f"2021-01-01..{today}", **fact)
    values = {
        "masthead": words.MASTHEAD, "serial": 1, "unit": words.UNIT, "title": words.TITLE, "text": text,
        "sent_to": words.SENT_TO,
    }  # fmt: skip
    made = writing.start(values=values, by=officer, op=uuid5(op, "start"))
    writing.publish(made.pk, version=made.version, unproven=False, by=leader, op=uuid5(op, "publish"))
    record("demo.report", by=by, op=op, briefing=made.pk)
    return made.pk

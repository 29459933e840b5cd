"""The demo zone's own figures, defined and put in use by the leader."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor
from yuanmeng.desk.demo.definitions import FIGURES, OF_PROBLEMS, RATE
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports.actions import defining


@action("demo.define")
def define(people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: two figures and the rate of them; how many. `people` maps logins to keys."""
    leader = actor_of(User.objects.get(pk=people["leader"]))

    def used(values: dict[str, Any]) -> str:
        made = defining.start(values=values, by=leader, op=uuid5(op, f"start {values['name']}"))
        defining.use(made.pk, version=made.version, by=leader, op=uuid5(op, f"use {values['name']}"))
        return made.key

    part, base = (used(OF_PROBLEMS | each) for each in FIGURES)
    used(OF_PROBLEMS | RATE | {"sort": "rate", "filters": [], "part": part, "base": base})
    record("demo.define", by=by, op=op, many=len(FIGURES) + 1)
    return len(FIGURES) + 1

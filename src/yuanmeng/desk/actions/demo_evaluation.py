"""The demo zone's evaluations: the national headings as a sample, and the zone's own papers with proven values."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor
from yuanmeng.core.period import read
from yuanmeng.desk.demo import evaluation as words
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports import sample
from yuanmeng.reports.actions import evaluating, valuing
from yuanmeng.reports.indicators import checked
from yuanmeng.reports.models import IndicatorSystem, OutsideFact


@action("demo.evaluate")
def evaluate(people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: two systems in use; the key of the one that has values. `people` maps logins to keys."""
    leader = actor_of(User.objects.get(pk=people["leader"]))
    _used("national", sample.NATIONAL, sample.ROWS, by=leader, op=op)
    own = _used("own", words.SYSTEM, words.ROWS, by=leader, op=op)
    asked = read(own.period)
    given: dict[str, tuple[str, dict[str, Any]]] = {
        code: ("figure", {"figure": key, "period": asked}) for code, key in words.FIGURES.items()
    }
    given["2.2"] = ("typed", words.TYPED | {"period": asked})
    given["2.3"] = ("missing", {"missing": words.MISSING})
    keys = dict(own.indicators.values_list("code", "pk"))
    for code, (kind, values) in given.items():
        valuing.state(keys[code], edition=0, kind=kind, values=values, by=leader, op=uuid5(op, f"value {code}"))
    rank = OutsideFact.objects.order_by("pk")[0]
    evaluating.cite(own.pk, fact=rank.pk, by=leader, op=uuid5(op, "cite"))
    record("demo.evaluate", own, by=by, op=op, values=len(given))
    return own.pk


def _used(slug: str, values: dict[str, Any], rows: list[dict[str, str]], *, by: Actor, op: UUID) -> IndicatorSystem:
    judged = [checked(row)[0] for row in rows]
    made = evaluating.start(values=values, rows=judged, by=by, op=uuid5(op, f"start {slug}"))
    return evaluating.use(made.pk, version=made.version, by=by, op=uuid5(op, f"use {slug}"))

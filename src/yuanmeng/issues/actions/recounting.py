"""When a year's holidays are announced, running deadlines are counted again, each change an event (CAL-03)."""

from __future__ import annotations

from uuid import UUID

from yuanmeng.core.actor import Actor
from yuanmeng.issues.actions.clocks import counted_anew
from yuanmeng.issues.models import Clock, Part
from yuanmeng.issues.queries.counting import Counting
from yuanmeng.ledger.actions import action, record


@action("issue.recount")
def recount(*, by: Actor, op: UUID) -> int:
    """重新计算期限: all running clocks; how many ended on another day."""
    counting, changed = Counting(), 0
    running = Clock.objects.filter(state="running").select_related("issue__firm", "part").order_by("id")
    for clock in running:
        was = clock.due
        if not counted_anew(clock, counting) or clock.due == was:
            continue
        changed += 1
        if clock.part_id:
            Part.objects.filter(pk=clock.part_id).update(due=clock.due)
        facts = {"clock": clock.what, "was": was.isoformat(), "now": clock.due.isoformat()}
        record("issue.recount", clock.issue, by=by, op=op, **facts)
    return changed

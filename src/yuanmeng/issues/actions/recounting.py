"""When a year's holidays are announced, running deadlines are counted again, each change an event (CAL-03)."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.issues.actions.clocks import counted_anew
from yuanmeng.issues.models import Clock, Part
from yuanmeng.issues.queries.counting import Counting
from yuanmeng.jobs.work import Context, enqueue
from yuanmeng.ledger.actions import action, record
from yuanmeng.ledger.models import Event


def after(event: Event, ties: list[tuple[str, int]]) -> None:
    """Listens to the ledger (settings.AFTER_RECORD): an imported notice has the deadlines counted in the background."""
    if event.verb == "workdays.load":
        enqueue(recount_later, by=PUBLIC, key=f"recount:{event.pk}")


@task(takes_context=True)  # type: ignore[arg-type]
def recount_later(context: Context) -> int:
    """How many deadlines ended on another day."""
    return recount(by=context.job.by, op=context.job.op)


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

"""The daily job that reminds of what falls due; each reminder reaches each person once."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.jobs.work import Context
from yuanmeng.ledger.actions import action, record
from yuanmeng.notices.actions.posting import remind
from yuanmeng.notices.reminders import REMINDERS


@task(takes_context=True)  # type: ignore[arg-type]
def remind_today(context: Context) -> int:
    """Once a day (settings.REGULAR)."""
    return remind_of_due(by=PUBLIC, op=context.job.op)


@action("notice.remind")
def remind_of_due(*, by: Actor, op: UUID) -> int:
    """All reminders of today; how many notices they made. A day left out is made up for on the next."""
    now = timezone.now()
    today, count = timezone.localdate(now), 0
    for name, reminder in REMINDERS.items():
        for told, stage in reminder.due(today):
            count += remind(name, reminder.kind, told, f"{name}:{stage}", now)
    record("notice.remind", by=by, op=op, notices=count)
    return count

"""Tasks that the tests enqueue, in a module of their own as django-tasks wants."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid
from yuanmeng.jobs.work import Context, progress
from yuanmeng.ledger.actions import action, record


@task()
def add(first: int, second: int = 0) -> int:
    return first + second


@task(takes_context=True)
def count(context: Context, total: int) -> list[int]:
    for number in range(total + 1):
        progress(context.job, number, total)
    return [context.job.by.user_id or 0, context.attempt]


@task()
def refuse() -> None:
    raise Invalid("第 3 行没有名称。")


@task()
def burst() -> None:
    raise ZeroDivisionError("a fault")


@task()
def stop() -> None:
    raise SystemExit(0)


@action("jobs.tried")
def tried(*, by: Actor, op: UUID) -> str:
    record("jobs.tried", by=by, op=op)
    return "first"


@task(takes_context=True)
def once(context: Context) -> Any:
    return tried(by=context.job.by, op=context.job.op)


@task(takes_context=True)
def linger(context: Context, flag: str) -> str:
    """Has its effect, then hangs the first time: the test kills the worker there."""
    answer: str = tried(by=context.job.by, op=context.job.op)
    if not Path(flag).exists():
        Path(flag).write_text(str(os.getpid()))
        time.sleep(60)
    return answer


@task(takes_context=True)
def half(context: Context, flag: str) -> str:
    """Holds a transaction open the first time: the test stops the worker there."""
    with transaction.atomic():
        record("jobs.half", by=context.job.by, op=None)
        if not Path(flag).exists():
            progress(context.job, 3, 4)
            Path(flag).write_text(str(os.getpid()))
            time.sleep(60)
    return "whole"

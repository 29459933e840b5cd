"""Background work, as other rooms use it.

    from django_tasks import task
    from yuanmeng.jobs.work import Context, enqueue, progress

    @task(takes_context=True)                       # at module level; arguments and result are JSON values
    def load(context: Context, batch: int) -> dict[str, int]:
        job = context.job                           # job.by is the Actor who asked, job.op an operation id
        for number, row in enumerate(rows, 1):
            progress(job, number, len(rows))        # cheap; call it as often as you like, inside a transaction too
        return load_batch(batch, by=job.by, op=job.op)

    job = enqueue(load, batch.pk, key=f"import:{batch.pk}", by=actor)

Pages read `Job.objects.get(pk=…)`: `state` (waiting, running, done, failed), `progress`, `percent`, `result`,
`error` (a sentence for people), `finished`.

A worker that dies leaves its lease to run out, then another one takes the job, up to `most_attempts` times. So a task
may start more than once: its effect belongs into one `@action` with `op=job.op`, which happens once.
A Refusal raised by the task ends the job with the refusal's sentence; any other exception is tried again.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from yuanmeng.core.actor import Actor
from yuanmeng.jobs.models import Job

TELL_SECONDS = 0.25
"""Progress is written down at most this often."""


@dataclass(frozen=True, kw_only=True)
class Context(TaskContext):
    """What a task with `takes_context=True` gets as its first argument."""

    job: Job


def enqueue(
    task: Task[Any, Any],
    *args: Any,
    by: Actor,
    key: str | None = None,
    run_after: datetime | None = None,
    **kwargs: Any,
) -> Job:
    """Ask for work; it starts after the present transaction commits, and not before `run_after`.

    The same `key` again gives the same job, unless that job failed. Arguments are JSON values, else TypeError.
    """
    now = timezone.now()
    wanted = Job(
        task=task.module_path,
        args=normalize_json(args),
        kwargs=normalize_json(kwargs),
        key=key,
        op=uuid4(),
        actor_id=by.user_id,
        seats=[[seat.role, seat.where, seat.key] for seat in by.seats],
        run_after=run_after or task.run_after or now,
        enqueued_at=now,
    )
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        return Job.objects.exclude(state="failed").get(key=key)
    return wanted


def progress(job: Job, done: int, total: int) -> None:
    """Say how far the work is, in units of the task's own. Written at most four times a second, and at the end."""
    now = time.monotonic()
    if done < total and now - getattr(job, "told", 0.0) < TELL_SECONDS:
        return
    job.told = now  # type: ignore[attr-defined]
    job.done, job.total = done, total
    file = job.progress_file
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(f"{done} {total}")
    fresh.replace(file)

"""The long parts of an import as background jobs. A job started again does its effect once: `op` is the job's."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django_tasks import task
from django_tasks.base import Task, TaskContext

from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import Context, progress
from yuanmeng.register.actions.imports import apply, examine, keep_check
from yuanmeng.register.actions.imports_undoing import undo


@task(takes_context=True)
def check(context: TaskContext, pk: int, version: int) -> Any:
    """Judge every row and keep the preview."""
    job = cast("Context", context).job
    checked = examine(pk, by=job.by, tell=partial(progress, job))
    return keep_check(pk, checked, version=version, by=job.by, op=job.op).counts


@task(takes_context=True)
def write(context: TaskContext, pk: int, version: int) -> Any:
    """Write the whole batch."""
    job = cast("Context", context).job
    return apply(pk, version=version, tell=partial(progress, job), by=job.by, op=job.op).counts


@task(takes_context=True)
def take_back(context: TaskContext, pk: int, version: int) -> Any:
    """Undo the whole batch."""
    job = cast("Context", context).job
    return undo(pk, version=version, by=job.by, op=job.op).pk


TASKS: dict[str, Task[Any, Any]] = {"check": check, "apply": write, "undo": take_back}


def key_of(step: str, pk: int, version: int) -> str:
    """The name of one step of one batch: it is worked on once, unless it failed."""
    return f"import.{step}:{pk}:{version}"


def job_of(pk: int, version: int) -> Job | None:
    """The newest job on this version of a batch."""
    keys = [key_of(step, pk, version) for step in TASKS]
    return Job.objects.filter(key__in=keys).order_by("-pk").first()

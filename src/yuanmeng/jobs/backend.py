"""The jobs table behind the django-tasks API, so that `task.enqueue(…)` of any library works too."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from yuanmeng.core.actor import PUBLIC
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import enqueue

STATUS = {
    "waiting": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "failed": TaskResultStatus.FAILED,
}


class Database(BaseTaskBackend):
    """Jobs wait in the product's own database; `yuanmeng work` runs them."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Ask for work on nobody's behalf."""
        self.validate_task(task)
        return result_of(enqueue(task, *args, by=PUBLIC, **kwargs))

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The job with this number. Raises TaskResultDoesNotExist."""
        job = Job.objects.filter(pk=int(result_id)).first() if result_id.isdigit() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)


def result_of(job: Job) -> TaskResult[Any]:
    """The job as django-tasks sees it."""
    result: TaskResult[Any] = TaskResult(
        task=import_string(job.task),
        id=str(job.pk),
        status=STATUS[job.state],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend="default",
        errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)] if job.error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result

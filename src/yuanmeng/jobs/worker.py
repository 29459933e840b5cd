"""The worker: leases a job, runs it, keeps the lease alive, and hands it back when it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.utils import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks.utils import normalize_json

from yuanmeng.core.refusals import Refusal
from yuanmeng.jobs.backend import result_of
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.regular import Clock
from yuanmeng.jobs.work import Context

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 10.0
POLL_SECONDS = 0.5
RETRY = timedelta(seconds=20)
"""Wait before the second attempt, twice as long before the third."""
logger = logging.getLogger(__name__)


def reap(now: datetime) -> None:
    """Give up the jobs whose last allowed attempt lost its worker."""
    lost = Job.objects.filter(state="running", leased_until__lte=now, attempts__gte=F("most_attempts"))
    for job in lost:
        _end(job, "failed", error=_("任务多次中断，已停止重试。请联系系统管理员。"))


def lease(worker: str, now: datetime) -> Job | None:
    """Take the next job that is due, or whose worker let the lease run out; None when there is none."""
    due = Q(state="waiting", run_after__lte=now) | Q(state="running", leased_until__lte=now)
    if not Job.objects.filter(due).exists():
        return None
    reap(now)
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(due).order_by("run_after", "id").first()
        if job is not None:
            job.state, job.worker, job.leased_until, job.started_at = "running", worker, now + LEASE, now
            job.attempts += 1
            job.save(update_fields=["state", "worker", "leased_until", "started_at", "attempts"])
    return job


def run(job: Job) -> None:
    """Do the work of a leased job and write down how it ended."""
    try:
        task = import_string(job.task)
        if task.takes_context:
            answer = task.call(Context(task_result=result_of(job), job=job), *job.args, **job.kwargs)
        else:
            answer = task.call(*job.args, **job.kwargs)
        _end(job, "done", result=normalize_json(answer), error="")
    except Refusal as refusal:
        _end(job, "failed", error=str(refusal.says))
    except Exception:
        logger.exception("job %s (%s), attempt %s", job.pk, job.task, job.attempts)
        _retry(job)
    except BaseException:
        _still_mine(job).update(state="waiting", leased_until=None, attempts=F("attempts") - 1)
        raise


def run_next(worker: str) -> bool:
    """Run one job that is due; False when there is none."""
    job = lease(worker, timezone.now())
    if job is not None:
        run(job)
    return job is not None


def drain() -> int:
    """Run every job that is due in this process, one after the other; how many there were."""
    count = 0
    while run_next("drain"):
        count += 1
    return count


class Beat(threading.Thread):
    """While a worker lives: touches a file for the monitor and renews the lease of the job it is at."""

    def __init__(self, worker: str) -> None:
        super().__init__(daemon=True)
        self.worker = worker
        self.over = threading.Event()

    def run(self) -> None:
        """Until `over` is set."""
        while not self.over.is_set():
            beat(self.worker)
            self.over.wait(BEAT_SECONDS)
        connection.close()


def beat(worker: str) -> None:
    """One sign of life. A job that holds SQLite's only writer keeps its lease, since nobody else can take it then."""
    heartbeat_file().parent.mkdir(parents=True, exist_ok=True)
    heartbeat_file().touch()
    try:
        Job.objects.filter(state="running", worker=worker).update(leased_until=timezone.now() + LEASE)
    except OperationalError as error:
        logger.warning("lease not renewed: %s", error)
        close_old_connections()


def heartbeat_file() -> Path:
    """Touched by living workers; its age says whether background work is done at all."""
    return Path(settings.JOBS) / "worker"


def work() -> None:
    """Run jobs until SIGTERM or SIGINT; a job at that moment is rolled back and waits for the next worker."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    pulse = Beat(worker)
    pulse.start()
    clock = Clock()
    try:
        while True:
            if not look(worker, clock):
                time.sleep(POLL_SECONDS)
    finally:
        pulse.over.set()


def look(worker: str, clock: Clock) -> bool:
    """What the clock asks for, then `run_next`, outliving a database that is away or locked for a while."""
    try:
        clock.look()
        return run_next(worker)
    except OperationalError as error:
        logger.warning("database not reached: %s", error)
        return False
    finally:
        close_old_connections()


def _stop(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def _still_mine(job: Job) -> QuerySet[Job]:
    """The row, unless the lease ran out and somebody else took it."""
    return Job.objects.filter(pk=job.pk, state="running", worker=job.worker, attempts=job.attempts)


def _end(job: Job, state: str, **columns: Any) -> None:
    mine = _still_mine(job).update(
        state=state, done=job.done, total=job.total, finished_at=timezone.now(), leased_until=None, **columns
    )
    if mine:
        job.progress_file.unlink(missing_ok=True)


def _retry(job: Job) -> None:
    if job.attempts >= job.most_attempts:
        _end(job, "failed", error=_("系统内部错误，已记入日志（任务 %(job)s）。请联系系统管理员。") % {"job": job.pk})
        return
    later = timezone.now() + RETRY * 2 ** (job.attempts - 1)
    _still_mine(job).update(state="waiting", leased_until=None, run_after=later)

"""Workers as processes of their own: killed, stopped, and met by a locked database."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.jobs import tasks

from yuanmeng.core.actor import Actor
from yuanmeng.jobs import worker
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.regular import Clock
from yuanmeng.jobs.work import enqueue
from yuanmeng.ledger.models import Event

BY = Actor(7)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROGRAM = """
import sys
import yuanmeng.project
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.REGULAR = []
import django
django.setup()
from yuanmeng.jobs import command, worker
worker.BEAT_SECONDS = worker.POLL_SECONDS = 0.05
command.main([])
"""


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@contextmanager
def working() -> Iterator[subprocess.Popen[bytes]]:
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, name], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def state(job: Job) -> tuple[str, int]:
    now = Job.objects.get(pk=job.pk)
    return now.state, now.attempts


def test_kill_9_in_the_middle_leaves_one_effect_and_a_finished_job(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    job = enqueue(tasks.linger, str(flag), by=BY)
    with working() as first:
        until(flag.exists)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state(job) == ("running", 1)
    Job.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    with working():
        until(lambda: state(job) == ("done", 2))
    assert Event.objects.filter(verb="jobs.tried").count() == 1


def test_sigterm_rolls_the_open_transaction_back_and_hands_the_job_over(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    job = enqueue(tasks.half, str(flag), by=BY)
    with working() as first:
        until(flag.exists)
        assert Job.objects.get(pk=job.pk).progress == (3, 4)
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=10) == 0
    assert state(job) == ("waiting", 0)
    assert not Event.objects.exists()
    with working():
        until(lambda: state(job) == ("done", 1))
    assert Event.objects.filter(verb="jobs.half").count() == 1


def test_three_workers_share_the_jobs_and_each_runs_once() -> None:
    jobs = [enqueue(tasks.once, by=BY) for _ in range(12)]
    with working(), working(), working():
        until(lambda: Job.objects.filter(state="done").count() == 12)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert Event.objects.filter(verb="jobs.tried").count() == len(jobs)


def test_two_threads_enqueue_one_key_at_the_same_moment() -> None:
    barrier, found = threading.Barrier(6), []

    def ask() -> None:
        barrier.wait()
        found.append(enqueue(tasks.add, 1, by=BY, key="one").pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), Job.objects.count()) == (6, 1, 1)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer")
def test_a_worker_that_meets_a_locked_database_warns_and_goes_on(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)

    enqueue(tasks.add, 1, by=BY)
    found, clock = [], Clock()
    clock.next = float("inf")

    def try_both() -> None:
        worker.beat("w")
        found.append(worker.look("w", clock))
        connection.close()

    with transaction.atomic():
        Job.objects.update(error="")
        thread = threading.Thread(target=try_both)
        thread.start()
        thread.join()
    assert found == [False]
    assert [record.message for record in caplog.records] == [
        "lease not renewed: database is locked",
        "database not reached: database is locked",
    ]

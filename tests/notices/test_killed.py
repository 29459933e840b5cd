"""kill -9 on the worker before and after the mail is on the disk: nothing is lost, nothing is there twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from tests.jobs.test_workers import until

from yuanmeng.jobs.models import Job
from yuanmeng.notices.models import Message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROGRAM = """
import sys
import yuanmeng.project
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.REGULAR = []
settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = sys.argv[2:4]
import django
django.setup()
from yuanmeng.jobs import command, worker
worker.BEAT_SECONDS = worker.POLL_SECONDS = 0.05
command.main([])
"""


def worker(backend: str, outbox: Path, flag: Path) -> subprocess.Popen[bytes]:
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "YUANMENG_TEST_FLAG": str(flag)}
    words = [sys.executable, "-c", PROGRAM, name, f"tests.notices.backends.{backend}", str(outbox)]
    return subprocess.Popen(words, env=environment)


@pytest.mark.parametrize(("backend", "there"), [("Before", 0), ("After", 1)])
def test_a_killed_worker_neither_loses_nor_doubles_a_mail(claimed, outbox, tmp_path, backend: str, there: int) -> None:
    flag = tmp_path / "flag"
    first = worker(backend, outbox, flag)
    until(flag.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert Message.objects.get().state == "sending"
    assert len(list(outbox.glob("*.eml"))) == there
    Job.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    second = worker(backend, outbox, flag)
    try:
        until(lambda: Message.objects.get().state == "sent")
    finally:
        second.terminate()
        second.wait()
    assert len(list(outbox.glob("*.eml"))) == 1
    assert len(list(outbox.iterdir())) == 1

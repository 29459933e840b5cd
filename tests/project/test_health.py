"""/healthz: what a monitor reads."""

from __future__ import annotations

import os
import shutil
import time
from collections import namedtuple
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from yuanmeng.jobs.worker import heartbeat_file
from yuanmeng.project import health

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(health, "migrated", False)
    heartbeat_file().parent.mkdir(exist_ok=True)
    heartbeat_file().touch()
    yield
    heartbeat_file().unlink(missing_ok=True)


def asked() -> tuple[int, dict[str, object]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well(db: None) -> None:
    status, says = asked()
    assert (status, says["status"], says["database"], says["migrations_pending"]) == (200, "ok", "ok", 0)
    assert says["engine"] == connection.vendor
    assert says["disk_free"] > 0
    assert says["worker"] < 5


def test_migrations_are_looked_for_once(db: None) -> None:
    asked()
    MigrationRecorder.Migration.objects.all().delete()
    assert asked()[0] == 200


@pytest.mark.parametrize("alive", [True, False])
def test_without_a_living_worker_it_is_degraded(db: None, alive: bool) -> None:
    if alive:
        os.utime(heartbeat_file(), (0, time.time() - 100))
    else:
        heartbeat_file().unlink()
    status, says = asked()
    assert (status, says["status"], says["worker"] is None) == (200, "degraded", not alive)


def test_pending_migrations_mean_not_ready(db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    status, says = asked()
    assert (status, says["status"], says["migrations_pending"]) == (503, "unready", 1)


def test_a_database_that_does_not_answer_means_not_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, says = asked()
    monkeypatch.undo()
    assert (status, says["database"], says["migrations_pending"]) == (503, "DatabaseError", None)


def test_a_full_disk_means_not_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 9, health.LEAST_BYTES - 1))
    assert asked()[0] == 503

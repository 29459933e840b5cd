"""/healthz: whether the server can do its work, as JSON for a monitor."""

from __future__ import annotations

import shutil
import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from yuanmeng.jobs.worker import BEAT_SECONDS, heartbeat_file

LEAST_BYTES = 512 * 1024**2
"""Below this much free disk the server says it is not ready, before writes begin to fail."""
migrated = False
"""Whether this process once saw all migrations applied; they do not go away."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`ok`; `degraded` (200) while no worker lives; `unready` (503) when pages cannot be served.

    `worker` is the age in seconds of the last sign of life of a worker, null when there never was one.
    """
    database, pending = _database()
    free = shutil.disk_usage(settings.DATA).free
    age = _worker_age()
    ready = database == "ok" and pending == 0 and free >= LEAST_BYTES
    lively = age is not None and age < 4 * BEAT_SECONDS
    return JsonResponse(
        {
            "status": "unready" if not ready else "ok" if lively else "degraded",
            "database": database,
            "engine": connection.vendor,
            "migrations_pending": pending,
            "disk_free": free,
            "worker": age,
        },
        status=200 if ready else 503,
    )


def _database() -> tuple[str, int | None]:
    """`ok` or what the database said, and the number of migrations to be applied."""
    global migrated  # noqa: PLW0603 - a fact about this process
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = 0 if migrated else pending_migrations()
    except DatabaseError as error:
        return type(error).__name__, None
    migrated = waiting == 0
    return "ok", waiting


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    plan: list[Any] = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan)


def _worker_age() -> float | None:
    try:
        return round(max(0.0, time.time() - heartbeat_file().stat().st_mtime), 1)
    except FileNotFoundError:
        return None

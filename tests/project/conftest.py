"""A whole product to start, on the database engine of this run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from tests.project.site import Site

from yuanmeng.project import backup


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The demo zone, not yet started, on the database engine of this run."""
    folder = tmp_path / "data"
    with database(tmp_path) as url:
        made = Site(folder, url)
        yield made
        if made.process and made.process.poll() is None:
            made.kill()


@contextmanager
def database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield ""
        return
    with backup._spare_database(folder) as name:
        yield backup._url(name)

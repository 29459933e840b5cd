"""A whole product to start, on the database engine of this run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from tests.project.site import UNMEASURED, Site

from yuanmeng.project import backup


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty folder, not yet started, on the database engine of this run."""
    folder = tmp_path / "data"
    with database(tmp_path) as url:
        made = Site(folder, url)
        yield made
        if made.process and made.process.poll() is None:
            made.kill()


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty product on SQLite, to be copied."""
    made = Site(tmp_path_factory.mktemp("migrated") / "data", measured=UNMEASURED)
    made.run("upgrade")
    return made.data


@pytest.fixture
def ready(site: Site, migrated_folder: Path) -> Site:
    """An empty product on SQLite, not yet started."""
    shutil.copytree(migrated_folder, site.data)
    return site


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo zone on SQLite, to be copied."""
    made = Site(tmp_path_factory.mktemp("demo") / "data", measured=UNMEASURED)
    made.run("demo", "--load-only")
    return made.data


@pytest.fixture
def demo(site: Site, request: pytest.FixtureRequest) -> Site:
    """The demo zone, not yet started; coverage of what is started is not measured."""
    site.measured = UNMEASURED
    if site.database:
        site.run("demo", "--load-only")
    else:
        shutil.copytree(request.getfixturevalue("demo_folder"), site.data)
    return site


@contextmanager
def database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield ""
        return
    with backup._spare_database(folder) as name:
        yield backup._url(name)

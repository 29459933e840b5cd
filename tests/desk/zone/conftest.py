"""The demo zone, for the pages that join rooms: loaded once for all modules of this folder.

Each module is of the group "demo", so that one process runs them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client

from yuanmeng.accounts.models import User
from yuanmeng.desk.actions.demo import MACHINE, OP, load

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="package")
def zone_of_the_folder(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[int]:
    """The demo zone in a transaction around all tests of this folder; what a test writes is undone.

    No module here has tests that need an empty database.
    """
    around = transaction.atomic()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        around.__enter__()
        units = load(TODAY, by=MACHINE, op=OP)
    yield units
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def loaded(zone_of_the_folder: int, db: None) -> int:
    """The demo zone; how many units."""
    return zone_of_the_folder


@pytest.fixture
def as_demo(loaded: int) -> Callable[[str], Client]:
    """A client signed in as one of the demo people."""

    def sign(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return sign

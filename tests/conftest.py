"""One temporary data folder for the whole run, set before Django reads its settings."""

from __future__ import annotations

import os
import shutil
import tempfile

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the process of the browser tests
os.environ["YUANMENG_DATA"] = tempfile.mkdtemp(prefix="yuanmeng-test-")

import datetime as dt
from collections.abc import Callable, Iterator
from importlib import import_module, reload
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation
from tests.opened import open_ledger

from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor, Role, Where


def pytest_unconfigure() -> None:
    """The data folder goes with the run."""
    shutil.rmtree(os.environ["YUANMENG_DATA"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in the product: threads of a test meet its real locks."""
    if connection.vendor == "sqlite":
        name = str(Path(os.environ["YUANMENG_DATA"]) / "test.sqlite3")
        settings.DATABASES["default"]["TEST"]["NAME"] = connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The cache table is not a migration. What the migrations filled in is kept for `emptied`."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable")
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()  # type: ignore[attr-defined]


def _settings_again() -> None:
    """pytest-django read the settings before this file named the data folder; the databases are named below."""
    module = reload(import_module("yuanmeng.project.settings"))
    for name in dir(module):
        if name.isupper() and name != "DATABASES":
            setattr(settings, name, getattr(module, name))


_settings_again()


def emptied(self: TransactionTestCase) -> None:
    """After a test with `transaction=True`: the database as the migrations left it, and no anchors."""
    shutil.rmtree(settings.ANCHORS, ignore_errors=True)
    with open_ledger():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]


TransactionTestCase._fixture_teardown = emptied  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """A request in English leaves its language on the thread; the next test begins in the source language."""
    yield
    translation.deactivate()


@pytest.fixture
def op() -> Callable[[], UUID]:
    """A fresh operation id at each call."""
    return uuid4


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a login that holds one role: `person(Role.AUDITOR)`, `person(Role.FIRM_ADMINISTRATOR, firm.pk)`."""

    def make(role: Role | None = None, key: int | None = None, *, where: Where | None = None) -> User:
        user = User.objects.create(username=f"u{User.objects.count() + 1}", name="测试人员")
        if role:
            place = where or (Where.ZONE if key is None else Where.ORGANISATION)
            since = timezone.localdate() - dt.timedelta(days=1)
            Post.objects.create(user=user, role=role, where=place, key=key, since=since)
        return user

    return make


@pytest.fixture
def acting(person: Callable[..., User]) -> Callable[..., Actor]:
    """An actor that holds one role; the same arguments as `person`."""
    return lambda *args, **kwargs: actor_of(person(*args, **kwargs))


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """A client signed in as a role; the same arguments as `person`."""

    def make(*args: object, **kwargs: object) -> Client:
        client = Client()
        client.force_login(person(*args, **kwargs))
        return client

    return make

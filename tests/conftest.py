"""One temporary data folder for the whole run, set before Django reads its settings."""

from __future__ import annotations

import os
import tempfile

os.environ["YUANMENG_DATA"] = tempfile.mkdtemp(prefix="yuanmeng-test-")

import datetime as dt
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import Actor, Role, Where


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The cache table is not a migration."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable")


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
        client.force_login(person(*args, **kwargs), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make

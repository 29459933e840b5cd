"""The demo zone, for the pages that join rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from yuanmeng.accounts.models import User
from yuanmeng.desk.actions.demo import MACHINE, OP, load

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def loaded(db: None) -> int:
    """The demo zone; how many units."""
    return load(TODAY, by=MACHINE, op=OP)


@pytest.fixture
def as_demo(loaded: int) -> Callable[[str], Client]:
    """A client signed in as one of the demo people."""

    def sign(username: str) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign

"""Fictional firms: division part 000000, valid check digits."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.uscc import check_digits
from yuanmeng.register.actions.organisations import found
from yuanmeng.register.models import Organisation

numbers = itertools.count(1)


def code(number: int) -> str:
    """A valid credit code of division 000000."""
    first = f"91000000{number:08d}"
    return first + check_digits(first)


@pytest.fixture
def new_code() -> Callable[[], str]:
    """A code that no other test used."""
    return lambda: code(next(numbers))


@pytest.fixture
def officer(acting: Callable[..., Actor]) -> Actor:
    """A service officer."""
    return acting(Role.SERVICE_OFFICER)


@pytest.fixture
def firm(officer: Actor) -> Callable[..., Organisation]:
    """Found a firm: `firm()`, `firm("泉北食品有限公司", industry="1411")`."""

    def make(name: str = "", **fields: Any) -> Organisation:
        number = next(numbers)
        fields = {"uscc": code(number), "source": "测试", "fictional": True} | fields
        return found(name or f"泉北测试{number}有限公司", by=officer, op=uuid4(), **fields)

    return make

"""Firms, an alliance with members, and people who may look after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.models import Organisation

TODAY = timezone.localdate()
LONG_AGO = dt.date(2020, 1, 1)


def days(number: int) -> dt.date:
    """So many days from today."""
    return TODAY + dt.timedelta(days=number)


def firm(name: str, **fields: object) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(name=name, created_at=now, updated_at=now, **fields)


@pytest.fixture
def food(db: None) -> Alliance:
    return Alliance.objects.create(slug="food_beverage", name="食品饮料联盟", name_en="Food", since=LONG_AGO)


@pytest.fixture
def firms(food: Alliance) -> list[Organisation]:
    """Ten members of the alliance."""
    made = [firm(f"泉{n}食品有限公司", industry="1431" if n % 2 else "3511") for n in range(10)]
    for one in made:
        Membership.objects.create(
            alliance=food, organisation=one, state="member", invited_on=LONG_AGO, joined_on=LONG_AGO
        )
    return made


@pytest.fixture
def holder(db: None) -> Callable[..., User]:
    """A person who has held a role since 2020: `holder(Role.PARTY_INSTRUCTOR, "周明")`."""

    def make(role: Role, name: str, key: int | None = None, where: Where | None = None) -> User:
        user = User.objects.create(username=f"h{User.objects.count()}", name=name)
        place = where or (Where.ORGANISATION if key else Where.ZONE)
        Post.objects.create(user=user, role=role, where=place, key=key, since=LONG_AGO)
        return user

    return make


@pytest.fixture
def officer(holder) -> Actor:
    return actor_of(holder(Role.SERVICE_OFFICER, "陈思远"))


@pytest.fixture
def agreed(db: None) -> Callable[..., Pairing]:
    """A pairing in force: `agreed(user, firm)`."""

    def make(
        user: User, target: Organisation, since: dt.date = LONG_AGO, until: dt.date | None = None, **more
    ) -> Pairing:
        more.setdefault("kind", "instructor_firm")
        return Pairing.objects.create(
            user=user, firm=target, since=since, until=until, state="agreed",
            one_agreed=LONG_AGO, other_agreed=LONG_AGO, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def zhou(holder) -> User:
    return holder(Role.PARTY_INSTRUCTOR, "周明")


@pytest.fixture
def wu(holder) -> User:
    return holder(Role.PARTY_INSTRUCTOR, "吴敏")


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> SimpleNamespace:
    """Everything at once, for tests in which many meet."""
    names = ("holder", "firms", "food", "officer", "acting", "agreed", "op", "zhou", "wu")
    return SimpleNamespace(**{name: request.getfixturevalue(name) for name in names})

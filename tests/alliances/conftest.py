"""The five alliances, invented firms, memberships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from yuanmeng.alliances import actions
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.classify.mapping import ALLIANCES
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import Organisation

DAY = dt.date(2021, 3, 1)


@pytest.fixture
def firm(db: None) -> Callable[..., Organisation]:
    """Make an organisation: `firm("泉北食品有限公司", scope="糕点的生产")`."""

    def make(name: str = "泉北食品有限公司", **fields: object) -> Organisation:
        now = timezone.now()
        one = Organisation.objects.create(name=name, created_at=now, updated_at=now, **fields)
        reindex([one.pk])
        return one

    return make


@pytest.fixture
def five(acting, op) -> dict[str, Alliance]:
    """The five alliances by slug."""
    by = acting(Role.SERVICE_OFFICER)
    return {
        slug: actions.establish(slug, name=name, name_en=english, since=DAY, by=by, op=op())
        for slug, (name, english) in ALLIANCES.items()
    }


@pytest.fixture
def member(five, acting, op) -> Callable[..., Membership]:
    """Invite a firm, and let it say yes unless told otherwise."""

    def make(one: Organisation, slug: str = "food_beverage", answer: str = "accept") -> Membership:
        pair = (five[slug].pk, one.pk)
        actions.invite([pair], reason="按产业归口", by=acting(Role.SERVICE_OFFICER), op=op())
        found = Membership.objects.get(alliance=five[slug], organisation=one, state="invited")
        if answer:
            move = getattr(actions, answer)
            move(found.pk, version=0, by=acting(Role.FIRM_ADMINISTRATOR, one.pk), op=op())
        found.refresh_from_db()
        return found

    return make

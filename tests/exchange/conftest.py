"""Two member firms of one alliance, a third firm of another alliance, and a stranger."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.exchange.actions import listings
from yuanmeng.register.models import Organisation


def organisation(name: str) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=name, kind="firm", fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )


def join(firm: Organisation, alliance: Alliance) -> None:
    today = timezone.localdate()
    Membership.objects.create(alliance=alliance, organisation=firm, state="member", invited_on=today, joined_on=today)


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    day = dt.date(2021, 1, 1)
    food, tech = (Alliance.objects.create(slug=slug, name=slug, name_en=slug, since=day) for slug in ("food", "tech"))
    made = SimpleNamespace(food=food, tech=tech)
    for name, alliance in (("bakery", food), ("brewery", food), ("chips", tech), ("stranger", None)):
        firm = organisation(f"{name}（虚构）有限公司")
        if alliance:
            join(firm, alliance)
        setattr(made, name, firm)
        setattr(made, f"{name}_people", acting(Role.FIRM_ADMINISTRATOR, firm.pk))
    made.officer = acting(Role.SERVICE_OFFICER)
    return made


@pytest.fixture
def values() -> dict[str, object]:
    today = timezone.localdate()
    return {
        "direction": "need",
        "category": "equipment",
        "title": "需要电动叉车",
        "text": "用于仓库搬运",
        "quantity": 2,
        "unit": "台",
        "since": today,
        "until": today + dt.timedelta(days=30),
        "conditions": "",
        "contact": None,
        "visibility": "zone",
        "alliance": None,
    }


@pytest.fixture
def published(zone, values):
    """Publish an entry for a firm; keywords change the values."""

    def make(who: str = "bakery", **changes):
        firm = getattr(zone, who)
        by = getattr(zone, f"{who}_people")
        return listings.publish(firm.pk, values={**values, **changes}, by=by, op=uuid4())

    return make

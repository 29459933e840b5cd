"""An alliance of three firms, whose memberships are the records that get counted, and the people of the zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.alliances.actions import leave
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.period import year
from yuanmeng.ledger import figures
from yuanmeng.register.models import Organisation
from yuanmeng.reports.actions import facts

KEY = "alliances.memberships"
PART, RATE = "alliances.some", "alliances.share"
THIS_YEAR = year(timezone.localdate().year)


def unit(number: int) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=f"测试{number}号（虚构）有限公司", kind="firm", fictional=True, created_at=now, updated_at=now,
        uscc_state="missing",
    )  # fmt: skip


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    alliance = Alliance.objects.create(slug="food", name="食品联盟", name_en="Food", since=dt.date(2021, 1, 1))
    firms = [unit(number) for number in range(3)]
    joined = dt.date(2021, 3, 1)
    members = [
        Membership.objects.create(
            alliance=alliance, organisation=firm, state="member", invited_on=joined, joined_on=joined
        )
        for firm in firms
    ]
    return SimpleNamespace(
        alliance=alliance,
        firms=firms,
        members=members,
        leader=acting(Role.ZONE_LEADER),
        officer=acting(Role.SERVICE_OFFICER),
        auditor=acting(Role.AUDITOR),
        owner=acting(Role.FIRM_ADMINISTRATOR, firms[0].pk),
    )


@pytest.fixture
def one_leaves(zone):
    """The first firm leaves the alliance, as its own administrator."""
    return lambda: leave(zone.members[0].pk, version=0, by=zone.owner, op=uuid4())


@pytest.fixture
def rank(zone):
    """An outside fact."""
    values = {
        "name": "全省开发区综合评价名次", "value": "27", "unit": "位", "on": dt.date(2021, 12, 31),
        "source": "演示文件（虚构）", "note": "",
    }  # fmt: skip
    return facts.record_fact(values=values, by=zone.officer, op=uuid4())


@pytest.fixture
def rate(zone, monkeypatch):
    """A rate of the tests: the memberships of the first two firms among all; at least three are needed."""
    known = figures.figures()[KEY]
    some = replace(known, key=PART, name="前两家的成员关系", records=lambda asked: known.records(asked).filter(
        organisation__in=zone.firms[:2]))  # fmt: skip
    found = figures.Rate(RATE, "测试比率", 1, "前两家占全部。", part=PART, base=KEY, least=3)
    monkeypatch.setitem(figures._FIGURES, PART, some)
    monkeypatch.setitem(figures._RATES, RATE, found)
    return found


def draft(text: str, **changes) -> dict:
    """The values of a briefing."""
    known = {"masthead": "工作简报", "serial": 3, "unit": "企业服务中心", "title": "一季度情况", "sent_to": "工委"}
    return known | {"text": text} | changes

"""The core, one alliance under it with two member firms, kinds of bodies and offices, and people."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.models import Organisation
from yuanmeng.structure import actions

START = dt.date(2021, 1, 1)


def organisation(name: str) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=name, kind="firm", fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )


@pytest.fixture
def zone(db, acting, person) -> SimpleNamespace:
    made = SimpleNamespace(leader=acting(Role.ZONE_LEADER), user=person(Role.SERVICE_OFFICER))
    made.food = Alliance.objects.create(slug="food", name="食品饮料联盟", name_en="Food", since=START)
    made.secretary = acting(Role.ALLIANCE_SECRETARY, made.food.pk, where=Where.ALLIANCE)
    for name in ("bakery", "brewery"):
        firm = organisation(f"{name}（虚构）有限公司")
        Membership.objects.create(
            alliance=made.food, organisation=firm, state="member", invited_on=START, joined_on=START
        )
        setattr(made, name, firm)
    made.bakery_people = acting(Role.FIRM_ADMINISTRATOR, made.bakery.pk)
    call = {"by": made.leader}
    made.committee = actions.declare_body_kind("core", name="党工委", name_en="Committee", **call, op=uuid4())
    made.alliance_kind = actions.declare_body_kind("alliance", name="联盟", name_en="Alliance", **call, op=uuid4())
    made.chair = actions.declare_office_kind(
        "chair", names=("轮值主席", "Chair"), required=True, bodies=[made.alliance_kind], **call, op=uuid4()
    )
    made.core = actions.establish(values=body(made.committee, "党工委"), **call, op=uuid4())
    made.body = actions.establish(
        values=body(made.alliance_kind, "食品饮料联盟", alliance=made.food, parent=made.core), **call, op=uuid4()
    )
    return made


def body(kind, name: str, **more: object) -> dict[str, object]:
    values = {"kind": kind, "name": name, "name_en": f"{name} EN", "since": START, "source": "测试文件"}
    return {**values, "alliance": None, "parent": None, **more}


@pytest.fixture
def term(zone):
    """The values of a term in the chair for the bakery; keywords change them."""

    def values(**changes: object) -> dict[str, object]:
        first = {"kind": zone.chair, "organisation": zone.bakery, "user": None, "since": START, "until": None}
        return {**first, "source": "会议纪要", **changes}

    return values
